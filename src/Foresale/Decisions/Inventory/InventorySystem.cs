namespace Foresale.Decisions.Inventory;

/// <summary>What a period did.</summary>
/// <param name="Cost">Its costs.</param>
/// <param name="Demand">Units asked for.</param>
/// <param name="Unmet">Units that were not there.</param>
/// <param name="Ordered">Units ordered.</param>
public readonly record struct InventoryPeriod(double Cost, int Demand, int Unmet, int Ordered);

/// <summary>The stock of one item and the orders under way, period by period.</summary>
public sealed class InventorySystem
{
    private readonly InventoryProblem _problem;
    private readonly int[] _pipeline; // a ring: place 0 is due at the next period

    /// <summary>Starts with nothing.</summary>
    public InventorySystem(InventoryProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _problem = problem;
        _pipeline = new int[Math.Max(0, problem.LeadTime - 1)];
    }

    /// <summary>Units ready for demand, what was due having arrived; below 0 where demand waits.</summary>
    public int Stock { get; private set; }

    /// <summary>Orders under way, the next one first: L - 1 of them.</summary>
    public ReadOnlySpan<int> Pipeline => _pipeline;

    /// <summary>Stock and orders under way.</summary>
    public int Position
    {
        get
        {
            var sum = Stock;
            foreach (var order in _pipeline)
            {
                sum += order;
            }

            return sum;
        }
    }

    /// <summary>Sets the stock and empties the pipeline.</summary>
    public void Reset(int stock)
    {
        Stock = stock;
        Array.Clear(_pipeline);
    }

    /// <summary>Sets the stock and the orders under way.</summary>
    public void Reset(int stock, ReadOnlySpan<int> pipeline)
    {
        Stock = stock;
        pipeline.CopyTo(_pipeline);
    }

    /// <summary>Goes through a period: the order is placed, demand comes, and what is due next arrives.</summary>
    /// <param name="order">Units, &gt;= 0.</param>
    /// <param name="demand">Units, &gt;= 0.</param>
    public InventoryPeriod Step(int order, int demand)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfNegative(demand);
        Stock += _problem.LeadTime == 0 ? order : 0;
        var cost = _problem.CostOf(Stock, demand, order);
        var unmet = Math.Max(0, demand - Math.Max(0, Stock));
        Stock = _problem.Rule switch
        {
            StockRule.Backorders => Stock - demand,
            StockRule.LostSales => Math.Max(0, Stock - demand),
            _ => 0,
        };
        if (_pipeline.Length > 0)
        {
            Stock += _pipeline[0];
            Array.Copy(_pipeline, 1, _pipeline, 0, _pipeline.Length - 1);
            _pipeline[^1] = order;
        }
        else if (_problem.LeadTime == 1)
        {
            Stock += order;
        }

        return new InventoryPeriod(cost, demand, unmet, order);
    }
}
