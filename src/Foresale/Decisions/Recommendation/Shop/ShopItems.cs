using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>An item as the recommender knows it.</summary>
/// <param name="ItemId">Its name.</param>
/// <param name="Category">Its category; null where the shop does not say.</param>
/// <param name="Price">Unit price, &gt;= 0; null where it is not known.</param>
/// <param name="Margin">Share of the price that the shop keeps, 0..1; null where it is not known.</param>
/// <param name="Stock">Pieces in stock; null where it is not known.</param>
public sealed record RecommendedItem(string ItemId, string? Category, double? Price, double? Margin, double? Stock);

/// <summary>Reads items from a dataset: the last row of the side file, and the last price that events had.</summary>
internal static class ShopItems
{
    /// <summary>Reads them.</summary>
    /// <param name="items">The side file.</param>
    /// <param name="itemId">Which.</param>
    /// <param name="seenPrice">Last price of an event; null for none.</param>
    /// <param name="seenCategory">Category of an event; null for none.</param>
    /// <exception cref="UserFaultException">A price, margin or stock is out of its range.</exception>
    public static RecommendedItem Read(IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items, string itemId, double? seenPrice, string? seenCategory)
    {
        var values = items.TryGetValue(itemId, out var rows) && rows.Count > 0 ? rows[^1].Values : null;
        var item = new RecommendedItem(itemId, values?.GetValueOrDefault("category") ?? seenCategory, Number("price") ?? seenPrice, Number("margin"), Number("stock"));
        if (item.Price is < 0)
        {
            throw Fault("price", item.Price.Value, "is below 0", "Give prices of 0 or more.");
        }

        if (item.Margin is < -1 or > 1)
        {
            throw Fault("margin", item.Margin.Value, "is no share of the price", "Give the part of the price that the shop keeps, such as 0.3.");
        }

        return item.Stock is < 0 ? throw Fault("stock", item.Stock.Value, "is below 0", "Give the number of pieces, 0 for none.") : item;

        double? Number(string column) => values?.GetValueOrDefault(column) is { } text
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw new UserFaultException($"item '{itemId}'", $"its {column} is '{text}'.", "Give a number, or leave it empty.")
            : null;

        UserFaultException Fault(string column, double value, string found, string remedy) =>
            new($"item '{itemId}'", string.Create(CultureInfo.InvariantCulture, $"its {column}, {value}, {found}."), remedy);
    }
}
