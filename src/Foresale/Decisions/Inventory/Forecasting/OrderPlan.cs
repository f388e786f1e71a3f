using System.Globalization;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>The demand that was forecast for an item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Terms">Stock and costs as the items file had them.</param>
/// <param name="ByHistory">Units expected over the L + 1 days from the morning on, by sales alone.</param>
/// <param name="ByIntent">The same with views, carts and, where there was a model, intents.</param>
/// <param name="UsesIntent">True where orders go by <paramref name="ByIntent"/>.</param>
/// <param name="Mean">Mean of the demand that orders go by.</param>
/// <param name="Variance">Its variance.</param>
public sealed record ItemForecast(string ItemId, ItemTerms Terms, double ByHistory, double ByIntent, bool UsesIntent, double Mean, double Variance)
{
    /// <summary>The order by the stock of now.</summary>
    /// <param name="columns">Columns of the item as they are now: see <see cref="ItemTerms.Of"/>; what they do not say is as the items file had it. Null for the file alone.</param>
    /// <param name="cancellationToken">Looked at while a chain is solved.</param>
    /// <exception cref="UserFaultException">A column is out of its range.</exception>
    public (ItemTerms Terms, OrderAdvice Advice) Order(IReadOnlyDictionary<string, string>? columns, CancellationToken cancellationToken)
    {
        var terms = columns is null ? Terms : Now(columns);
        return (terms, OrderRule.Of(terms, Mean < 1e-9 ? DemandLaw.Of([1]) : DemandLaw.NegativeBinomial(Mean, Variance), cancellationToken));
    }

    // The lead time stays that of the forecast, which is of L + 1 days.
    private ItemTerms Now(IReadOnlyDictionary<string, string> columns)
    {
        bool Says(string column) => columns.TryGetValue(column, out var text) && !string.IsNullOrWhiteSpace(text);
        columns = Whole(columns);
        var read = ItemTerms.Of(ItemId, columns, new ReplenishmentOptions { LeadTime = Terms.LeadTime, HoldingRate = Terms.HoldingRate, OrderCost = Terms.OrderCost, Margin = Terms.Margin });
        return read with { Stock = Says("stock") ? read.Stock : Terms.Stock, OnOrder = Says("on_order") ? read.OnOrder : Terms.OnOrder, Price = Says("price") ? read.Price : Terms.Price, LeadTime = Terms.LeadTime };
    }

    // Part of a unit cannot be sold to the next one who asks for a unit.
    private static IReadOnlyDictionary<string, string> Whole(IReadOnlyDictionary<string, string> columns) =>
        columns.TryGetValue("stock", out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var stock) && stock > 0
            ? new Dictionary<string, string>(columns, StringComparer.Ordinal) { ["stock"] = Math.Floor(stock).ToString("R", CultureInfo.InvariantCulture) }
            : columns;
}

/// <summary>The forecasts of <c>foresale replenish</c> (<c>orders.json</c>), for orders by the stock of any moment after.</summary>
public sealed class OrderPlan
{
    /// <summary>Name of the file in its folder.</summary>
    public const string FileName = "orders.json";

    private readonly Dictionary<string, ItemForecast> _items;

    private OrderPlan(DateOnly asOf, Dictionary<string, ItemForecast> items) => (AsOf, _items) = (asOf, items);

    /// <summary>The morning of the forecasts.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="UserFaultException">It is absent or damaged.</exception>
    public static OrderPlan Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var asOf = DateOnly.ParseExact(document.RootElement.GetProperty("as_of").GetString()!, "O", CultureInfo.InvariantCulture);
            return new OrderPlan(asOf, document.RootElement.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("item_id").GetString()!, Item, StringComparer.Ordinal));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserFaultException(path, $"the orders cannot be read ({fault.Message.TrimEnd('.')}).", "Write them again by `foresale replenish --out FOLDER`.");
        }
    }

    /// <summary>The forecast of an item; null where there is none.</summary>
    public ItemForecast? Find(string itemId) => _items.GetValueOrDefault(itemId);

    private static ItemForecast Item(JsonElement item)
    {
        double Number(string name) => item.GetProperty(name).GetDouble();
        int Whole(string name) => item.GetProperty(name).GetInt32();
        return new ItemForecast(
            item.GetProperty("item_id").GetString()!,
            new ItemTerms(Whole("stock"), Whole("on_order"), Number("price"), Number("margin"), Whole("lead_time"), Number("holding_rate"), Number("order_cost")),
            Number("expected_by_history"), Number("expected_by_intent"), item.GetProperty("uses_intent").GetBoolean(), Number("mean"), Number("variance"));
    }
}
