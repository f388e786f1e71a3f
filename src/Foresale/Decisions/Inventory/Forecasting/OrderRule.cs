namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>An order of one item by the best policy that its problem allows.</summary>
/// <param name="Policy">Its name: <c>none</c>, <c>newsvendor</c>, <c>base-stock</c>, <c>capped base-stock</c> or <c>(s, S)</c>.</param>
/// <param name="Why">Why this one, in a sentence: the reason, a colon, what the policy does.</param>
/// <param name="Level">Stock and orders under way to come back to.</param>
/// <param name="Units">Units to order now, &gt;= 0.</param>
/// <param name="ExpectedCost">Cost expected of the day on which the order arrives, and of the order itself.</param>
public sealed record OrderAdvice(string Policy, string Why, int Level, int Units, double ExpectedCost)
{
    /// <summary>The end of <see cref="Why"/>, what the policy does, for where there is little room.</summary>
    public string Short => Why[(Why.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? colon + 2 : 0)..];
}

/// <summary>Which policy an item's order is made by: the newsvendor without a lead time, (s, S) with an order cost, else capped base-stock where its chain is small, else base-stock.</summary>
public static class OrderRule
{
    private const int MostStates = 300; // of a chain that is solved for one item
    private const double LeastDemand = .5; // units a day: an order of an item that sells less is a unit or two, and no cap cuts it; its chain would settle slowly

    /// <summary>Advises an order.</summary>
    /// <param name="terms">The item.</param>
    /// <param name="demand">Demand of the L + 1 days from now on.</param>
    /// <param name="cancellationToken">Looked at once a sweep of a chain.</param>
    public static OrderAdvice Of(ItemTerms terms, DemandLaw demand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(demand);
        var position = terms.Stock + terms.OnOrder;
        if (demand.Mean < 1e-9)
        {
            return new OrderAdvice("none", "no demand is expected: order nothing", 0, 0, terms.HoldingCost * position);
        }

        var periods = terms.LeadTime + 1;
        var problem = new InventoryProblem
        {
            Demand = DemandLaw.NegativeBinomial(demand.Mean / periods, demand.Variance / periods),
            HoldingCost = terms.HoldingCost,
            ShortageCost = terms.ShortageCost,
            FixedCost = terms.OrderCost,
            LeadTime = terms.LeadTime,
            Rule = terms.OrderCost > 0 ? StockRule.Backorders : StockRule.LostSales,
        }.Checked();
        var quantile = demand.Quantile(problem.CriticalRatio);
        var (policy, why, level, units) = problem switch
        {
            { FixedCost: > 0 } when ReorderPolicy.Optimal(problem) is var reorder =>
                ("(s, S)", FormattableString.Invariant($"an order costs {terms.OrderCost:0.##} whatever its size: at {reorder.ReorderPoint} or less, up to {reorder.OrderUpTo}"), reorder.OrderUpTo, reorder.OrderAt(position)),
            { LeadTime: 0 } => ("newsvendor", FormattableString.Invariant($"an order arrives at once, so the p/(p+h) quantile of the day: up to {quantile}"), quantile, quantile - position),
            _ when problem.Demand.Mean >= LeastDemand && States(quantile, terms.LeadTime) <= MostStates && BaseStock.BestCapped(new LostSalesChain(problem, quantile), problem.Demand.Mean, cancellationToken) is var capped =>
                ("capped base-stock", FormattableString.Invariant($"unmet demand is lost and orders are under way: up to {capped.Level}, at most {capped.Cap} at once"), capped.Level, capped.OrderAt(position)),
            _ => ("base-stock", FormattableString.Invariant($"unmet demand is lost, and a cap is not worth its while or too large to solve for, so the p/(p+h) quantile of lead time and a day: up to {quantile}"), quantile, quantile - position),
        };
        units = Math.Max(0, units);
        return new OrderAdvice(policy, why, level, units, Newsvendor.CostAt(position + units, demand, terms.HoldingCost, terms.ShortageCost) + (units > 0 ? terms.OrderCost : 0));
    }

    private static double States(int bound, int leadTime) => Math.Exp(MathNet.Numerics.SpecialFunctions.BinomialLn(bound + leadTime, leadTime));
}
