using Foresale.Events;

namespace Foresale.Features;

/// <summary>Whether the shopper bought the item before, and what happened to it since. Refunds take a purchase back.</summary>
/// <remarks>State: [0] purchases less refunds, [1] events on the item since the last purchase, [2] 1 once bought.</remarks>
internal sealed class PairPurchases : IPairFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("pair_purchases", FeatureGroup.Item, "purchases", "Purchases of the item by the shopper so far, less refunds."),
        new("pair_events_since_purchase", FeatureGroup.Item, "events", "Events of the shopper on the item since they last bought it; missing where they never did."),
    ];

    /// <inheritdoc/>
    public int StateSize => 3;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
        state[1] += 1f;
        switch (shopEvent.Behavior)
        {
            case Behavior.Purchase:
                state[0] += 1f;
                state[1] = 0f;
                state[2] = 1f;
                break;
            case Behavior.Refund:
                state[0] = Math.Max(0f, state[0] - 1f);
                break;
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        values[0] = state[0];
        values[1] = state[2] > 0f ? state[1] : float.NaN;
    }
}
