using Foresale.Events;

namespace Foresale.Features;

/// <summary>How the shopper's earlier sessions went: the share that held an action. 0..1; missing in the first session.</summary>
/// <remarks>State: [0] earlier sessions with the action, [1] 1 where this session has it.</remarks>
internal sealed class SessionSuccess(Behavior behavior) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
        [new($"user_sessions_with_{behavior.Word()}", FeatureGroup.User, "0..1", $"Share of the shopper's earlier sessions with a {behavior.Word()}; missing in the first session.")];

    /// <inheritdoc/>
    public int StateSize => 2;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.NewSession)
        {
            state[0] += state[1];
            state[1] = 0f;
        }

        state[1] = shopEvent.Behavior == behavior ? 1f : state[1];
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) =>
        values[0] = moment.Shopper.Sessions > 1 ? state[0] / (moment.Shopper.Sessions - 1) : float.NaN;
}
