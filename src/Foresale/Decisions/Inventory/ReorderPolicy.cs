using Foresale.Events;

namespace Foresale.Decisions.Inventory;

/// <summary>Order up to S where the position has fallen to s or below.</summary>
/// <param name="ReorderPoint">s.</param>
/// <param name="OrderUpTo">S.</param>
/// <param name="Cost">Average cost a period.</param>
public readonly record struct ReorderLevels(int ReorderPoint, int OrderUpTo, double Cost)
{
    /// <summary>Units to order at a position, which counts stock and orders under way, less what waits.</summary>
    public int OrderAt(int position) => position <= ReorderPoint ? OrderUpTo - position : 0;
}

/// <summary>The best (s, S) policy with backorders (Zheng and Federgruen 1991), which is the best of all policies.</summary>
/// <remarks>
/// The cost of a period is charged when its order arrives: G(y), with y the position after ordering and the demand of L + 1 periods.
/// With the renewal mass m of demand, cost(s, S) = (K + sum_j m(j) G(S - j)) / M(S - s), j = 0..S - s - 1.
/// </remarks>
public static class ReorderPolicy
{
    private const double MostSteps = 4_000, MostUnits = 1e9;

    /// <summary>Finds it.</summary>
    /// <remarks>
    /// Where the demand of the lead time or an economic order has more than 4,000 units, levels are found in steps of as many units as are a 4,000th of it, so that
    /// the work stays that of a second.
    /// </remarks>
    /// <param name="problem">Backorders; K and L are read.</param>
    /// <exception cref="UserFaultException">A cost is out of its range, or an order of more than a billion units would be best.</exception>
    public static ReorderLevels Optimal(InventoryProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        problem.Checked();
        if (problem.Demand.Mean == 0)
        {
            return new ReorderLevels(-1, 0, 0); // nobody asks: hold nothing, order nothing
        }

        var most = Math.Max((problem.LeadTime + 1.0) * problem.Demand.Max, 2 * Math.Sqrt(2 * problem.FixedCost * problem.Demand.Mean / problem.HoldingCost));
        if (most > MostUnits)
        {
            throw new UserFaultException("order cost", FormattableString.Invariant($"beside {problem.FixedCost} an order and {problem.HoldingCost} a unit and period, orders of some {most:0.##E+0} units would be best."), "Check both costs: they have to be in the same money.");
        }

        var unit = (int)Math.Ceiling(most / MostSteps);
        if (unit <= 1)
        {
            return InSteps(problem);
        }

        var found = InSteps(problem with { Demand = problem.Demand.InUnits(unit), HoldingCost = problem.HoldingCost * unit, ShortageCost = problem.ShortageCost * unit });
        return found with { ReorderPoint = found.ReorderPoint * unit, OrderUpTo = found.OrderUpTo * unit };
    }

    private static ReorderLevels InSteps(InventoryProblem problem)
    {
        var costs = new PeriodCosts(problem);
        var best = costs.Minimum; // y*, where G is least
        var s = best - 1;
        var up = best;

        // s for S = y*: the largest reorder point at which waiting no longer pays.
        while (costs.Average(s, up) > costs.At(s))
        {
            s--;
        }

        var found = new ReorderLevels(s, up, costs.Average(s, up));
        for (var next = up + 1; costs.At(next) <= found.Cost; next++)
        {
            if (costs.Average(s, next) >= found.Cost)
            {
                continue;
            }

            found = found with { OrderUpTo = next, Cost = costs.Average(s, next) };
            while (found.Cost <= costs.At(s + 1))
            {
                s++;
                found = found with { ReorderPoint = s, Cost = costs.Average(s, found.OrderUpTo) };
            }
        }

        return found;
    }

    /// <summary>Average cost a period of any such policy.</summary>
    public static double AverageCost(InventoryProblem problem, int reorderPoint, int orderUpTo)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(orderUpTo, reorderPoint);
        return new PeriodCosts(problem.Checked()).Average(reorderPoint, orderUpTo);
    }

    private sealed class PeriodCosts
    {
        private readonly InventoryProblem _problem;
        private readonly DemandLaw _leadTimeDemand;
        private readonly Dictionary<int, double> _costs = [];
        private readonly List<double> _renewals = [];

        public PeriodCosts(InventoryProblem problem)
        {
            (_problem, _leadTimeDemand) = (problem, problem.Demand.Over(problem.LeadTime + 1));
            Minimum = _leadTimeDemand.Quantile(problem.CriticalRatio);
        }

        public int Minimum { get; }

        /// <summary>G(y).</summary>
        public double At(int position)
        {
            if (!_costs.TryGetValue(position, out var cost))
            {
                _costs[position] = cost = Newsvendor.CostAt(position, _leadTimeDemand, _problem.HoldingCost, _problem.ShortageCost);
            }

            return cost;
        }

        public double Average(int s, int up)
        {
            var (sum, periods) = (_problem.FixedCost, 0.0);
            for (var j = 0; j < up - s; j++)
            {
                sum += Renewal(j) * At(up - j);
                periods += Renewal(j);
            }

            return sum / periods;
        }

        // m(j): how often, on average, the position passes j units below S in a cycle; m(j) = 1{j = 0} + sum_k p(k) m(j - k).
        private double Renewal(int j)
        {
            var law = _problem.Demand.Probabilities;
            for (var place = _renewals.Count; place <= j; place++)
            {
                var sum = place == 0 ? 1.0 : 0.0;
                for (var k = 1; k <= Math.Min(place, law.Length - 1); k++)
                {
                    sum += law[k] * _renewals[place - k];
                }

                _renewals.Add(sum / (1 - law[0]));
            }

            return _renewals[j];
        }
    }
}
