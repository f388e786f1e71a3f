namespace Foresale.Decisions.Inventory;

/// <summary>What a policy costs by trying it: equal seeds give every policy the same demand.</summary>
public sealed class InventorySimulation(InventoryProblem problem)
{
    /// <summary>Average cost a period of each replication.</summary>
    /// <param name="order">Units to order; less than 0 counts as 0.</param>
    /// <param name="replications">Runs with demand of their own, &gt;= 1.</param>
    /// <param name="periods">Periods of a run that count, &gt;= 1; a tenth as many go before, so that the start does not.</param>
    /// <param name="seed">Of the demand.</param>
    public double[] Run(Func<InventorySystem, int> order, int replications, int periods, int seed)
    {
        ArgumentNullException.ThrowIfNull(order);
        var costs = new double[replications];
        for (var run = 0; run < replications; run++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + run));
            var system = new InventorySystem(problem);
            system.Reset(problem.PositionBound);
            for (var period = -periods / 10; period < periods; period++)
            {
                var cost = system.Step(Math.Max(0, order(system)), problem.Demand.Draw(random)).Cost;
                costs[run] += period >= 0 ? cost : 0;
            }

            costs[run] /= periods;
        }

        return costs;
    }
}
