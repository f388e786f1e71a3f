namespace Foresale.Decisions.Inventory;

/// <summary>Orders that meet a known demand at least cost.</summary>
/// <param name="Orders">Units ordered in each period.</param>
/// <param name="Cost">Fixed, purchase and holding cost in all.</param>
public sealed record LotSizes(IReadOnlyList<double> Orders, double Cost);

/// <summary>
/// Lot sizes for known demand over some periods: an order covers the demand of whole periods, so that the best plan is a shortest path
/// (Wagner and Whitin 1958).
/// </summary>
public static class WagnerWhitin
{
    /// <summary>Solves it, O(T^2).</summary>
    /// <param name="demand">Units of each period, &gt;= 0.</param>
    /// <param name="fixedCost">Cost an order.</param>
    /// <param name="holdingCost">Cost a unit left at the end of a period.</param>
    /// <param name="purchaseCost">Cost a unit, by period; null for none.</param>
    public static LotSizes Solve(IReadOnlyList<double> demand, double fixedCost, double holdingCost, IReadOnlyList<double>? purchaseCost = null)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var periods = demand.Count;
        var (best, until) = (new double[periods + 1], new int[periods]);
        for (var t = periods - 1; t >= 0; t--)
        {
            var (units, held) = (0.0, 0.0);
            best[t] = double.PositiveInfinity;
            for (var next = t + 1; next <= periods; next++)
            {
                // The order of period t also covers period next - 1, whose demand is held next - 1 - t periods.
                units += demand[next - 1];
                held += holdingCost * (next - 1 - t) * demand[next - 1];
                var cost = (units > 0 ? fixedCost : 0) + (units * (purchaseCost?[t] ?? 0)) + held + best[next];
                if (cost < best[t])
                {
                    (best[t], until[t]) = (cost, next);
                }
            }
        }

        var orders = new double[periods];
        for (var t = 0; t < periods; t = until[t])
        {
            orders[t] = demand.Skip(t).Take(until[t] - t).Sum();
        }

        return new LotSizes(orders, best[0]);
    }
}
