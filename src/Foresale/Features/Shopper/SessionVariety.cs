using Foresale.Events;

namespace Foresale.Features;

/// <summary>Whether the shopper roams or returns: distinct items of this session, and the share of its views that went to items seen before.</summary>
/// <remarks>State: [0] distinct items, [1] views, [2] views of items seen before in this session, [3] views of items seen before at all.</remarks>
internal sealed class SessionVariety : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("session_items", FeatureGroup.User, "items", "Distinct items touched in this session."),
        new("session_repeat_share", FeatureGroup.User, "0..1", "Share of this session's views that went to items touched earlier in it; 0 without views."),
        new("session_known_item_share", FeatureGroup.User, "0..1", "Share of this session's views that went to items the shopper had ever touched before; 0 without views."),
    ];

    /// <inheritdoc/>
    public int StateSize => 4;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state.Clear();
        }

        if (shopEvent.Item >= 0)
        {
            state[0] += shopEvent.SeenInSession ? 0f : 1f;
            if (shopEvent.Behavior == Behavior.View)
            {
                state[1] += 1f;
                state[2] += shopEvent.SeenInSession ? 1f : 0f;
                state[3] += shopEvent.SeenItem ? 1f : 0f;
            }
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values[0] = state[0];
        values[1] = state[1] > 0f ? state[2] / state[1] : 0f;
        values[2] = state[1] > 0f ? state[3] / state[1] : 0f;
    }
}
