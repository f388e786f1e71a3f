using Foresale.Events;

namespace Foresale.Features;

/// <summary>Days since the shopper last did each action. Missing where they never did.</summary>
/// <remarks>State: A times the days from it to the shopper's last event, then A times 1 once it was done.</remarks>
internal sealed class DaysSinceAction(IReadOnlyList<Behavior> actions) : IUserFeature
{
    private readonly int _actions = actions.Count;
    private readonly int[] _slot = ActionSlots.Of(actions);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
        [.. actions.Select(a => new FeatureColumn($"user_days_since_{a.Word()}", FeatureGroup.User, "days", $"Days since the shopper's last {a.Word()}; missing where there is none."))];

    /// <inheritdoc/>
    public int StateSize => 2 * _actions;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        var days = (float)shopEvent.DaysSincePrevious;
        for (var i = 0; i < _actions; i++)
        {
            state[i] += days;
        }

        var slot = _slot[(int)shopEvent.Behavior];
        if (slot >= 0)
        {
            state[slot] = 0f;
            state[_actions + slot] = 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        for (var i = 0; i < _actions; i++)
        {
            values[i] = state[_actions + i] > 0f ? state[i] + (float)moment.DaysSinceLast : float.NaN;
        }
    }
}
