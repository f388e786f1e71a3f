using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>What holds for items whose own columns do not say otherwise.</summary>
public sealed record ReplenishmentOptions
{
    /// <summary>L: days from order to arrival, &gt;= 0.</summary>
    public int LeadTime { get; init; } = 1;

    /// <summary>What a unit in stock costs a year, as a share of what it was bought for, &gt; 0: capital, room, what spoils.</summary>
    public double HoldingRate { get; init; } = .25;

    /// <summary>K: what an order of one item costs whatever its size, in the shop's currency, &gt;= 0.</summary>
    public double OrderCost { get; init; }

    /// <summary>Margin as a share of the price, above 0 and below 1.</summary>
    public double Margin { get; init; } = .3;

    /// <summary>Pairs of shoppers and items touched in so many days before a morning count for the sums of intents, &gt;= 1.</summary>
    public int RecentDays { get; init; } = 7;

    /// <summary>Checks itself.</summary>
    /// <exception cref="UserFaultException">A value is out of its range.</exception>
    public ReplenishmentOptions Checked() => this switch
    {
        { LeadTime: < 0 } => throw ItemTerms.Fault("lead time", LeadTime, "Give 0 or more whole days."),
        { HoldingRate: not (> 0 and < double.PositiveInfinity) } => throw ItemTerms.Fault("holding rate", HoldingRate, "Give a share above 0: what a unit in stock costs a year, such as 0.25."),
        { OrderCost: not (>= 0 and < double.PositiveInfinity) } => throw ItemTerms.Fault("order cost", OrderCost, "Give 0 or more: what an order costs whatever its size."),
        { Margin: not (> 0 and < 1) } => throw ItemTerms.Fault("margin", Margin, "Give a share of the price above 0 and below 1."),
        { RecentDays: < 1 } => throw ItemTerms.Fault("recent days", RecentDays, "Give 1 or more whole days."),
        _ => this,
    };
}

/// <summary>What is there of an item, and what it costs.</summary>
/// <param name="Stock">Units in the shop, &gt;= 0.</param>
/// <param name="OnOrder">Units ordered and not there yet, &gt;= 0.</param>
/// <param name="Price">What it is sold for, &gt; 0; 1 where nobody says, which changes no order without an order cost.</param>
/// <param name="Margin">Share of the price that is earned, above 0 and below 1.</param>
/// <param name="LeadTime">L: days from order to arrival.</param>
/// <param name="HoldingRate">What a unit in stock costs a year, as a share of what it was bought for.</param>
/// <param name="OrderCost">K.</param>
public sealed record ItemTerms(int Stock, int OnOrder, double Price, double Margin, int LeadTime, double HoldingRate, double OrderCost)
{
    private const double DaysOfYear = 365;

    /// <summary>h: cost a unit and day in stock.</summary>
    public double HoldingCost => Price * (1 - Margin) * HoldingRate / DaysOfYear;

    /// <summary>p: the margin that a lost sale would have had.</summary>
    public double ShortageCost => Price * Margin;

    /// <summary>Reads the columns of an item's row: stock, on_order, price, margin (share of the price), lead_time, holding_rate, order_cost.</summary>
    /// <param name="itemId">Named in messages.</param>
    /// <param name="columns">Column to value as text; what is absent or empty is taken from the options, stock and what is on order as 0.</param>
    /// <param name="options">For what the row does not say.</param>
    /// <exception cref="UserFaultException">A value is no number, or out of its range.</exception>
    public static ItemTerms Of(string itemId, IReadOnlyDictionary<string, string> columns, ReplenishmentOptions options)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(options);
        double Read(string column, double otherwise, Func<double, bool> holds, string remedy)
        {
            if (!columns.TryGetValue(column, out var text) || string.IsNullOrWhiteSpace(text))
            {
                return otherwise;
            }

            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && holds(value)
                ? value
                : throw new UserFaultException($"{column} of item '{itemId}'", $"'{text}' is out of range.", remedy);
        }

        bool Whole(double v) => v is >= 0 and <= 1e9 && v == Math.Floor(v);
        return new ItemTerms(
            (int)Read("stock", 0, Whole, "Give 0 or more whole units."),
            (int)Read("on_order", 0, Whole, "Give 0 or more whole units."),
            Read("price", 1, v => v > 0, "Give a price above 0."),
            Read("margin", options.Margin, v => v is > 0 and < 1, "Give a share of the price above 0 and below 1."),
            (int)Read("lead_time", options.LeadTime, v => v <= 1000 && Whole(v), "Give 0 or more whole days."),
            Read("holding_rate", options.HoldingRate, v => v > 0, "Give a share above 0: what a unit in stock costs a year."),
            Read("order_cost", options.OrderCost, v => v >= 0, "Give 0 or more: what an order costs whatever its size."));
    }

    internal static UserFaultException Fault(string place, double value, string remedy) => new(place, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range."), remedy);
}
