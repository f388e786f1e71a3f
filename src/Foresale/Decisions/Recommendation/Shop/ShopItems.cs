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

/// <summary>Reads items from a dataset: their row of the side file, and the last price that events had.</summary>
internal static class ShopItems
{
    /// <summary>Reads them.</summary>
    /// <param name="items">The side file.</param>
    /// <param name="itemId">Which.</param>
    /// <param name="asOf">
    /// Rows that are valid later are not looked at; null for the last one. Of a row without a date, which says how things stood when the file was written, the stock is not
    /// taken either, and a price that an event had goes before its own.
    /// </param>
    /// <param name="seenPrice">Last price of an event; null for none.</param>
    /// <param name="seenCategory">Category of an event; null for none.</param>
    /// <exception cref="UserFaultException">A price, margin or stock is out of its range.</exception>
    public static RecommendedItem Read(IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items, string itemId, DateTimeOffset? asOf, double? seenPrice, string? seenCategory)
    {
        var row = items.GetValueOrDefault(itemId)?.LastOrDefault(r => asOf is not { } instant || r.ValidFrom < instant);
        var isOfNow = asOf is null || (row is { ValidFrom: var from } && from != DateTimeOffset.MinValue);
        var (price, stock) = (Number("price"), Number("stock"));
        var item = new RecommendedItem(
            itemId, row?.Values.GetValueOrDefault("category") ?? seenCategory, isOfNow ? price ?? seenPrice : seenPrice ?? price, Number("margin"), isOfNow ? stock : null);
        if ((price ?? seenPrice) is < 0 and var negative)
        {
            throw Fault("price", negative, "is below 0", "Give prices of 0 or more.");
        }

        if (item.Margin is < -1 or > 1)
        {
            throw Fault("margin", item.Margin.Value, "is no share of the price", "Give the part of the price that the shop keeps, such as 0.3.");
        }

        return stock is < 0 ? throw Fault("stock", stock.Value, "is below 0", "Give the number of pieces, 0 for none.") : item;

        double? Number(string column) => row?.Values.GetValueOrDefault(column) is { } text
            ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw new UserFaultException($"item '{itemId}'", $"its {column} is '{text}'.", "Give a number, or leave it empty.")
            : null;

        UserFaultException Fault(string column, double value, string found, string remedy) =>
            new($"item '{itemId}'", string.Create(CultureInfo.InvariantCulture, $"its {column}, {value}, {found}."), remedy);
    }
}
