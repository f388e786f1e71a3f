using Foresale.Events;

namespace Foresale.Features;

/// <summary>Days since the shopper last did something. Missing where they never did.</summary>
/// <remarks>State: [0] days from it to the shopper's last event, [1] 1 once it was done.</remarks>
internal sealed class DaysSinceAction(Behavior behavior) : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
        [new($"user_days_since_{behavior.Word()}", FeatureGroup.User, "days", $"Days since the shopper's last {behavior.Word()}; missing where there is none.")];

    /// <inheritdoc/>
    public int StateSize => 2;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        if (shopEvent.Behavior == behavior)
        {
            state[0] = 0f;
            state[1] = 1f;
        }
        else
        {
            state[0] += (float)shopEvent.DaysSincePrevious;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values) =>
        values[0] = state[1] > 0f ? state[0] + (float)moment.DaysSinceLast : float.NaN;
}
