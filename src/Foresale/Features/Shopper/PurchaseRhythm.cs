namespace Foresale.Features;

/// <summary>How regularly the shopper orders, and whether the next order is due.</summary>
/// <remarks>State: [0] orders, [1] days from the first to the last order, [2] days from the last order to the last event, [3] active days.</remarks>
internal sealed class PurchaseRhythm : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("user_orders", FeatureGroup.User, "orders", "Orders of the shopper so far; the rows of one order count once."),
        new("user_is_buyer", FeatureGroup.User, "0/1", "Whether the shopper ever bought."),
        new("user_orders_per_active_day", FeatureGroup.User, "orders", "Orders a day on which the shopper came; 0 for a new shopper."),
        new("user_days_between_orders", FeatureGroup.User, "days", "Mean gap between the shopper's orders; missing before the second."),
        new("user_order_due", FeatureGroup.User, "ratio", "Days since the last order over the mean gap between orders, at most 10: about 1 when the next is due; missing before the second order."),
    ];

    /// <inheritdoc/>
    public int StateSize => 4;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        state[2] += (float)shopEvent.DaysSincePrevious;
        state[3] += shopEvent.NewDay ? 1f : 0f;
        if (shopEvent.NewOrder)
        {
            state[1] += state[0] > 0f ? state[2] : 0f;
            state[2] = 0f;
            state[0] += 1f;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        var gap = state[0] > 1f ? state[1] / (state[0] - 1f) : float.NaN;
        values[0] = state[0];
        values[1] = state[0] > 0f ? 1f : 0f;
        values[2] = state[3] > 0f ? state[0] / state[3] : 0f;
        values[3] = gap;
        values[4] = Math.Min(10f, (state[2] + (float)moment.DaysSinceLast) / Math.Max(gap, 0.01f)); // NaN stays NaN.
    }
}
