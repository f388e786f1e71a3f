namespace Foresale.Decisions.SupplyChain;

/// <summary>What a policy did in one run.</summary>
/// <param name="Cost">Average cost a period, of all stages.</param>
/// <param name="StageCost">Total cost of each stage over the run.</param>
/// <param name="Bullwhip">Variance of each stage's orders over the variance of customers' demand; NaN where demand does not vary.</param>
public sealed record SupplyRun(double Cost, IReadOnlyList<double> StageCost, IReadOnlyList<double> Bullwhip);

/// <summary>One period, for pictures.</summary>
/// <param name="Net">Stock less what is owed, of each stage.</param>
/// <param name="Orders">Units ordered, of each stage.</param>
/// <param name="Demand">Customers' demand.</param>
public sealed record SupplyPeriod(IReadOnlyList<double> Net, IReadOnlyList<double> Orders, double Demand);

/// <summary>Tries policies: equal seeds give every policy the same demand.</summary>
public static class SupplyChainSimulation
{
    /// <summary>Several runs.</summary>
    /// <param name="problem">The chain.</param>
    /// <param name="policy">Orders.</param>
    /// <param name="runs">With demand of their own, &gt;= 1.</param>
    /// <param name="periods">Periods of a run that count, &gt;= 1.</param>
    /// <param name="before">Periods before them, so that the start does not count; 0 where the start is the question.</param>
    /// <param name="seed">Of the demand.</param>
    public static SupplyRun[] Run(SupplyChainProblem problem, ISupplyPolicy policy, int runs, int periods, int before, int seed)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var results = new SupplyRun[runs];
        for (var run = 0; run < runs; run++)
        {
            var (costs, orders, demand) = (new double[problem.Stages.Count], new Spread[problem.Stages.Count], default(Spread));
            Play(problem, policy, periods + before, unchecked((seed * 1_000_003) + run), (period, system, cost, placed) =>
            {
                if (period < before)
                {
                    return;
                }

                demand.Add(system.LastDemand);
                for (var j = 0; j < costs.Length; j++)
                {
                    costs[j] += cost[j];
                    orders[j].Add(placed[j]);
                }
            });
            results[run] = new SupplyRun(costs.Sum() / periods, costs, [.. orders.Select(o => o.Variance / demand.Variance)]);
        }

        return results;
    }

    /// <summary>One run, period by period, for pictures.</summary>
    public static IReadOnlyList<SupplyPeriod> Trace(SupplyChainProblem problem, ISupplyPolicy policy, int periods, int seed)
    {
        List<SupplyPeriod> trace = [];
        Play(problem, policy, periods, seed, (_, system, _, orders) => trace.Add(new SupplyPeriod(
            [.. Enumerable.Range(0, system.Count).Select(j => system[j].Stock - system[j].Backlog)], [.. orders], system.LastDemand)));
        return trace;
    }

    private static void Play(SupplyChainProblem problem, ISupplyPolicy policy, int periods, int seed, Action<int, SupplyChainSystem, double[], double[]> look)
    {
        var (system, orders) = (new SupplyChainSystem(problem, new Random(seed)), new double[problem.Stages.Count]);
        policy.Reset();
        for (var period = 0; period < periods; period++)
        {
            var cost = system.Demand();
            policy.Order(system, orders);
            system.Order(orders);
            look(period, system, cost, orders);
        }
    }

    private struct Spread
    {
        private const double Rounding = 1e-12;
        private double _sum;
        private double _squares;
        private int _count;

        /// <summary>0 where nothing but rounding is left.</summary>
        public readonly double Variance => (_squares / _count) - (_sum / _count * (_sum / _count)) is var v && v > Rounding * _squares / _count ? v : 0;

        public void Add(double value)
        {
            _sum += value;
            _squares += value * value;
            _count++;
        }
    }
}
