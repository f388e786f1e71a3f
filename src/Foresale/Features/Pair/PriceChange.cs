namespace Foresale.Features;

/// <summary>How the item's price moved since the shopper first saw it, as ln ratio: below 0 it fell.</summary>
/// <remarks>No state: the pair's header tells.</remarks>
internal sealed class PriceChange : IPairFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
        [new("pair_price_change", FeatureGroup.Item, "ln ratio", "The item's price now against the first that the shopper saw; missing where they saw none.")];

    /// <inheritdoc/>
    public int StateSize => 0;

    /// <inheritdoc/>
    public void Update(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<float> state, in Moment moment, in Decays decays, Span<float> values)
    {
        var first = moment.Focus.Pair < 0 ? float.NaN : moment.Shopper.Pairs.Header(moment.Focus.Pair).FirstPrice;
        values[0] = MathF.Log((moment.Focus.Price + 1f) / (first + 1f));
    }
}
