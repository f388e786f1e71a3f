namespace Foresale.Features;

/// <summary>What the item costs, against its category, its own past and the shopper's habit.</summary>
internal sealed class ItemPrice : IItemFeature
{
    /// <inheritdoc/>
    public IReadOnlyList<FeatureColumn> Columns { get; } =
    [
        new("item_price", FeatureGroup.Item, "currency", "Unit price as the shopper saw it last, else as the shop last reported it, else as the catalogue says."),
        new("item_price_to_category", FeatureGroup.Item, "ln ratio", "Price against the mean price of the category's events up to yesterday."),
        new("item_price_to_usual", FeatureGroup.Item, "ln ratio", "Price against the item's own mean price up to yesterday: below 0 it is cheaper than usual."),
        new("item_price_to_shopper", FeatureGroup.Item, "ln ratio", "Price against the mean price of what the shopper views."),
    ];

    /// <inheritdoc/>
    public void Read(ItemSnapshot snapshot, in Moment moment, Span<float> values)
    {
        var price = moment.Focus.Price;
        values[0] = price;
        values[1] = LogRatio(price, snapshot.Categories.MeanPrice(moment.Focus.Category));
        values[2] = LogRatio(price, snapshot.Items.MeanPrice(moment.Focus.Item));
        values[3] = LogRatio(price, moment.Shopper.MeanPriceViewed);
    }

    // One unit of currency on both sides: free items have a ratio too.
    private static float LogRatio(float price, float mean) => MathF.Log((price + 1f) / (mean + 1f));
}
