using Foresale.Events;

namespace Foresale.Features;

/// <summary>What the shopper paid, net of refunds. Rows of one order count as one order.</summary>
/// <remarks>State: [0] amount fading by half in 30 days, [1] amount in all, [2] orders.</remarks>
internal sealed class Spending : IUserFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("user_spent_30d", FeatureGroup.User, "currency", "Amount spent, less refunds, each part counting half after every 30 days."),
        new("user_spent", FeatureGroup.User, "currency", "Amount spent in all, less refunds."),
        new("user_mean_order_value", FeatureGroup.User, "currency", "Amount spent an order; missing before the first order."),
    ];

    /// <inheritdoc/>
    public int StateSize => 3;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent)
    {
        state[0] = Decays.Fade(state[0], shopEvent.Decays.Month);
        state[2] += shopEvent.NewOrder ? 1f : 0f;
        if (!float.IsNaN(shopEvent.Price) && shopEvent.Behavior is Behavior.Purchase or Behavior.Refund)
        {
            var amount = shopEvent.Price * shopEvent.Quantity * (shopEvent.Behavior == Behavior.Refund ? -1f : 1f);
            state[0] = Math.Max(0f, state[0] + amount);
            state[1] = Math.Max(0f, state[1] + amount);
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, Span<float> values)
    {
        values[0] = Decays.Fade(state[0], moment.Decays.Month);
        values[1] = state[1];
        values[2] = state[2] > 0f ? state[1] / state[2] : float.NaN;
    }
}
