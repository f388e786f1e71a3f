using Foresale.Events;

namespace Foresale.Decisions.Inventory;

/// <summary>What becomes of what is left, and of what was not there.</summary>
public enum StockRule
{
    /// <summary>Unmet demand waits and is met first; stock is kept.</summary>
    Backorders,

    /// <summary>Unmet demand goes elsewhere; stock is kept.</summary>
    LostSales,

    /// <summary>Unmet demand goes elsewhere and stock cannot be kept: the newsvendor.</summary>
    Perishes,
}

/// <summary>
/// One item under periodic review. In each period the order that is due arrives, an order is placed, demand comes, and costs are charged:
/// holding for each unit left, shortage for each unit not there, and a fixed cost for each order of more than 0.
/// </summary>
/// <remarks>An order arrives L periods after it was placed, before that period's demand; with L = 0 at once.</remarks>
public sealed record InventoryProblem
{
    /// <summary>Demand of a period.</summary>
    public required DemandLaw Demand { get; init; }

    /// <summary>h: cost a unit left at the end of a period, &gt; 0.</summary>
    public required double HoldingCost { get; init; }

    /// <summary>p: cost a unit asked for and not there, &gt; 0: the lost margin, or what waiting costs a period.</summary>
    public required double ShortageCost { get; init; }

    /// <summary>K: cost an order, &gt;= 0.</summary>
    public double FixedCost { get; init; }

    /// <summary>L: periods from order to arrival, &gt;= 0.</summary>
    public int LeadTime { get; init; }

    /// <summary>What becomes of what is left and of what was not there.</summary>
    public StockRule Rule { get; init; } = StockRule.LostSales;

    /// <summary>p / (p + h): the share of periods in which an item without lead time and fixed cost should be in stock.</summary>
    public double CriticalRatio => ShortageCost / (ShortageCost + HoldingCost);

    /// <summary>
    /// A stock and orders under way beyond which no good policy goes. For lost sales it is the p / (p + h) quantile of the demand of L + 1 periods
    /// (Morton 1969); with a fixed cost, as much more as two of the economic order quantities sqrt(2 K E(D) / h); for what perishes, what is hardly ever asked for.
    /// </summary>
    public int PositionBound => Rule is StockRule.Perishes
        ? Demand.Quantile(.9999)
        : Demand.Over(LeadTime + 1).Quantile(CriticalRatio) + (int)Math.Ceiling(2 * Math.Sqrt(2 * FixedCost * Demand.Mean / HoldingCost));

    /// <summary>Costs of a period, given what stands ready for demand.</summary>
    /// <param name="stock">Units ready; below 0 where demand waits.</param>
    /// <param name="demand">Units asked for.</param>
    /// <param name="order">Units ordered in it.</param>
    public double CostOf(double stock, double demand, double order) =>
        (HoldingCost * Math.Max(0, stock - demand)) + (ShortageCost * Math.Max(0, demand - stock)) + (order > 0 ? FixedCost : 0);

    /// <summary>Checks itself.</summary>
    /// <exception cref="UserFaultException">A cost or the lead time is out of its range.</exception>
    public InventoryProblem Checked() => this switch
    {
        { HoldingCost: not (> 0 and < double.PositiveInfinity) } => throw Fault("holding cost", HoldingCost, "Give a number above 0: what a unit left over costs a period."),
        { ShortageCost: not (> 0 and < double.PositiveInfinity) } => throw Fault("shortage cost", ShortageCost, "Give a number above 0: the margin that a lost sale would have had."),
        { FixedCost: not (>= 0 and < double.PositiveInfinity) } => throw Fault("fixed cost", FixedCost, "Give 0 or more: what an order costs whatever its size."),
        { LeadTime: < 0 } => throw Fault("lead time", LeadTime, "Give 0 or more whole periods."),
        _ => this,
    };

    private static UserFaultException Fault(string place, double value, string remedy) => new(place, FormattableString.Invariant($"{value} is out of range."), remedy);
}
