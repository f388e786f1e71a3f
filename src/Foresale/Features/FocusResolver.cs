namespace Foresale.Features;

/// <summary>What a shopper knows of an item. The first that says something counts: the catalogue for category and brand, then what the shopper was told, then what midnight published; for the price the shopper comes first.</summary>
internal sealed class FocusResolver(ItemCatalogue catalogue, ItemSnapshot snapshot, Tokenizer tokenizer)
{
    /// <summary>An item as a shopper knows it at an instant.</summary>
    /// <param name="shopper">The shopper.</param>
    /// <param name="item">Entry of the item; -1 for one never seen.</param>
    /// <param name="slot">The shopper's slot of the item; -1 for none.</param>
    /// <param name="atMs">The instant, Unix milliseconds.</param>
    public Focus Resolve(ShopperState shopper, int item, int slot, long atMs)
    {
        if (item < 0)
        {
            return Focus.None with { Named = true };
        }

        var row = catalogue.At(item, atMs);
        var category = row?.Category ?? -1;
        var brand = row?.Brand ?? -1;
        var price = float.NaN;
        if (slot >= 0)
        {
            ref var pair = ref shopper.Pairs.Header(slot);
            category = category >= 0 ? category : pair.Category;
            brand = brand >= 0 ? brand : pair.Brand;
            price = pair.Price;
        }

        var published = snapshot.Reports.Of(item);
        category = category >= 0 ? category : published.Category;
        brand = brand >= 0 ? brand : published.Brand;
        price = float.IsNaN(price) ? published.Price : price;
        return new Focus
        {
            Named = true,
            Item = item,
            Category = category,
            Brand = brand,
            Pair = slot,
            Price = float.IsNaN(price) ? row?.Price ?? float.NaN : price,
            CategoryToken = tokenizer.Category(category),
            BrandToken = tokenizer.Brand(brand),
            Catalogue = row?.Values,
        };
    }
}
