namespace Foresale.Decisions.Inventory;

/// <summary>
/// Expected cost of the first period that an order can change: L periods from now, when it arrives. What is paid before that follows from stock and orders under way,
/// whatever is done now.
/// </summary>
/// <remarks>
/// To charge it now in place of the cost of now moves costs by L periods and leaves the best policy what it is (Karlin and Scarf 1958, for lost sales): an order and what it costs then meet in one
/// step, and chance has left it. Used by one thread.
/// </remarks>
/// <param name="problem">The item.</param>
public sealed class CostAhead(InventoryProblem problem)
{
    private readonly Dictionary<int, double> _costs = []; // of a period, by what stands ready
    private readonly DemandLaw? _demandUntil = problem.Rule is StockRule.Backorders && problem.LeadTime > 0 ? problem.Demand.Over(problem.LeadTime) : null;
    private double[] _now = [], _next = []; // probability by stock

    /// <summary>The cost, that of placing the order included.</summary>
    /// <param name="system">Before the order.</param>
    /// <param name="order">Units, &gt;= 0.</param>
    public double Of(InventorySystem system, int order)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (order > 0 ? problem.FixedCost : 0) + (problem.LeadTime == 0 ? At(system.Stock + order) : problem.Rule is StockRule.Backorders ? Waiting(system.Position + order) : Lost(system, order));
    }

    // Nothing is lost on the way: what stands ready is all that was ordered less all that was asked for.
    private double Waiting(int position)
    {
        var cost = 0.0;
        for (var demand = 0; demand <= _demandUntil!.Max; demand++)
        {
            cost += _demandUntil.Probabilities[demand] * At(position - demand);
        }

        return cost;
    }

    private double Lost(InventorySystem system, int order)
    {
        var most = system.Position + order;
        if (_now.Length <= most)
        {
            (_now, _next) = (new double[most + 1], new double[most + 1]);
        }

        Array.Clear(_now);
        _now[system.Stock] = 1;
        for (var period = 0; period < problem.LeadTime; period++)
        {
            Array.Clear(_next);
            Pass(period < system.Pipeline.Length ? system.Pipeline[period] : order, most);
            (_now, _next) = (_next, _now);
        }

        var cost = 0.0;
        for (var stock = 0; stock <= most; stock++)
        {
            cost += _now[stock] > 0 ? _now[stock] * At(stock) : 0;
        }

        return cost;
    }

    // Demand comes, what is not there is lost, and an order arrives.
    private void Pass(int arrival, int most)
    {
        var demand = problem.Demand;
        for (var stock = 0; stock <= most; stock++)
        {
            if (_now[stock] is > 0 and var probability)
            {
                for (var left = Math.Max(1, stock - demand.Max); left <= stock; left++)
                {
                    _next[left + arrival] += probability * demand.Probabilities[stock - left];
                }

                _next[arrival] += probability * (1 - demand.Cumulative(stock - 1));
            }
        }
    }

    private double At(int ready)
    {
        if (!_costs.TryGetValue(ready, out var cost))
        {
            _costs[ready] = cost = Newsvendor.CostAt(ready, problem.Demand, problem.HoldingCost, problem.ShortageCost);
        }

        return cost;
    }
}
