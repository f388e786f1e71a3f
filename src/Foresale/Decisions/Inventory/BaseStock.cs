namespace Foresale.Decisions.Inventory;

/// <summary>Orders the position up to a level, at most a cap at once (Xin 2021, "Understanding the performance of capped base-stock policies").</summary>
/// <param name="Level">Stock and orders under way to come back to.</param>
/// <param name="Cap">Most units of an order; null for none, which is the base-stock policy.</param>
/// <param name="Cost">Average cost a period.</param>
public readonly record struct BaseStockLevels(int Level, int? Cap, double Cost)
{
    /// <summary>Units to order.</summary>
    public int OrderAt(int position) => Math.Clamp(Level - position, 0, Cap ?? int.MaxValue);
}

/// <summary>The best base-stock and capped base-stock policies of a lost-sales system, by their exact costs.</summary>
public static class BaseStock
{
    /// <summary>The best level without a cap.</summary>
    public static BaseStockLevels Best(LostSalesChain chain, CancellationToken cancellationToken) => BestLevel(chain, cap: null, chain?.States.Bound ?? 0, cancellationToken);

    /// <summary>The best level and cap; the cost is searched downhill from caps near mean demand, where it lies (Xin 2021).</summary>
    /// <param name="chain">The system.</param>
    /// <param name="meanDemand">Units a period.</param>
    /// <param name="cancellationToken">Looked at once a sweep.</param>
    public static BaseStockLevels BestCapped(LostSalesChain chain, double meanDemand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var start = Math.Max(1, (int)Math.Ceiling(meanDemand));
        var best = BestLevel(chain, start, chain.States.Bound, cancellationToken);
        foreach (var step in (int[])[1, -1])
        {
            for (var cap = start + step; cap >= 1 && cap <= chain.States.Bound; cap += step)
            {
                var next = BestLevel(chain, cap, chain.States.Bound, cancellationToken);
                if (next.Cost >= best.Cost)
                {
                    break;
                }

                best = next;
            }
        }

        return best;
    }

    // Costs fall, then rise with the level.
    private static BaseStockLevels BestLevel(LostSalesChain chain, int? cap, int from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var best = new BaseStockLevels(from, cap, double.PositiveInfinity);
        for (var level = from; level >= 0; level--)
        {
            var policy = new BaseStockLevels(level, cap, 0);
            var cost = chain.Evaluate(state => policy.OrderAt(state.Sum()), cancellationToken).Cost;
            if (cost >= best.Cost)
            {
                break;
            }

            best = policy with { Cost = cost };
        }

        return best;
    }
}
