using Foresale.Events;

namespace Foresale.Features;

/// <summary>What the shopper took back: refunds and removals from the cart.</summary>
/// <remarks>State: [0] refunds, [1] removals, [2] removals in this session.</remarks>
internal sealed class Corrections : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("user_refunds", FeatureGroup.User, "events", "Refunds to the shopper so far."),
        new("user_uncarts", FeatureGroup.User, "events", "Removals from the cart so far."),
        new("session_uncarts", FeatureGroup.User, "events", "Removals from the cart in this session."),
    ];

    /// <inheritdoc/>
    public int StateSize => 3;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        state[2] = shopEvent.NewSession ? 0f : state[2];
        state[0] += shopEvent.Behavior == Behavior.Refund ? 1f : 0f;
        if (shopEvent.Behavior == Behavior.Uncart)
        {
            state[1] += 1f;
            state[2] += 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) => state.CopyTo(values);
}
