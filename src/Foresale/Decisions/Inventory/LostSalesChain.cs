using Foresale.Events;

namespace Foresale.Decisions.Inventory;

/// <summary>An order for each state, and what it costs a period on average.</summary>
/// <param name="Orders">Units, by the number of the state in <see cref="LostSalesChain.States"/>.</param>
/// <param name="Cost">Average cost a period, exact up to 1e-6 of itself.</param>
public sealed record OrderTable(IReadOnlyList<int> Orders, double Cost);

/// <summary>
/// A lost-sales system with lead time as a Markov chain that can be solved (Karlin and Scarf 1958; Zipkin 2008, "Old and new methods for
/// lost-sales inventory systems"): the best policy by relative value iteration, and the exact average cost of any other.
/// </summary>
/// <remarks>x' = ((x0 - D)+ + x1, x2, ..., x[L-1], q). Costs are expected ones of the period: c(x0) = h E(x0 - D)+ + p E(D - x0)+.</remarks>
public sealed class LostSalesChain
{
    private const int MostSweeps = 20_000;
    private const double Tolerance = 1e-6; // of the average cost
    private readonly InventoryProblem _problem;
    private readonly double[] _stockCost; // c(x0)
    private readonly double[][] _left; // [x0][m]: P((x0 - D)+ = m)

    /// <summary>Prepares the chain.</summary>
    /// <param name="problem">Lost sales, L &gt;= 1, K = 0.</param>
    /// <param name="bound">Most stock and orders under way; null for <see cref="InventoryProblem.PositionBound"/>.</param>
    /// <exception cref="UserFaultException">Another rule, a fixed cost, no lead time, or more than 5 million states.</exception>
    public LostSalesChain(InventoryProblem problem, int? bound = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        _problem = problem.Checked();
        if (problem is not { Rule: StockRule.LostSales, LeadTime: >= 1, FixedCost: 0 })
        {
            throw new UserFaultException("inventory problem", "it is not one of lost sales with a lead time and without a fixed cost.", "Use the newsvendor without a lead time, and (s, S) with a fixed cost.");
        }

        var most = bound ?? problem.PositionBound;
        if (Math.Exp(MathNet.Numerics.SpecialFunctions.BinomialLn(most + problem.LeadTime, problem.LeadTime)) > 5e6)
        {
            throw new UserFaultException("inventory problem", FormattableString.Invariant($"a lead time of {problem.LeadTime} periods and up to {most} units have more than 5 million states."), "Count in larger units, or use the capped base-stock policy.");
        }

        States = new PipelineStates(problem.LeadTime, most);
        _stockCost = [.. Enumerable.Range(0, most + 1).Select(x => Newsvendor.CostAt(x, problem.Demand, problem.HoldingCost, problem.ShortageCost))];
        _left = [.. Enumerable.Range(0, most + 1).Select(LeftOf)];
    }

    /// <summary>The states.</summary>
    public PipelineStates States { get; }

    /// <summary>The best policy: in each state the least order among those that cost least.</summary>
    /// <exception cref="InvalidOperationException">The values did not settle.</exception>
    public OrderTable Optimal(CancellationToken cancellationToken) => Solve(given: null, cancellationToken);

    /// <summary>The exact average cost of a policy.</summary>
    /// <param name="order">Units in a state; cut to the room below the bound.</param>
    /// <param name="cancellationToken">Looked at once a sweep.</param>
    public OrderTable Evaluate(Func<int[], int> order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var orders = new int[States.Count];
        States.ForEach((index, state, _) => orders[index] = order(state));
        return Evaluate(orders, cancellationToken);
    }

    /// <summary>The exact average cost of a policy.</summary>
    /// <param name="orders">Units by the number of the state; cut to the room below the bound.</param>
    /// <param name="cancellationToken">Looked at once a sweep.</param>
    public OrderTable Evaluate(IReadOnlyList<int> orders, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var cut = new int[States.Count];
        States.ForEach((index, _, room) => cut[index] = Math.Clamp(orders[index], 0, room));
        return Solve(cut, cancellationToken);
    }

    // Relative value iteration; the span of a sweep's changes encloses the average cost (Puterman 1994, section 8.5).
    private OrderTable Solve(int[]? given, CancellationToken cancellationToken)
    {
        var (value, next, orders) = (new double[States.Count], new double[States.Count], given ?? new int[States.Count]);
        var size = States.Size;
        var (shifted, expected) = (new int[size], new double[States.Bound + 1]);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            States.ForEach((index, state, room) =>
            {
                var (from, to) = given is null ? (0, room) : (given[index], given[index]);
                Array.Clear(expected, from, to - from + 1);
                var left = _left[state[0]];
                for (var m = 0; m < left.Length; m++)
                {
                    if (left[m] == 0)
                    {
                        continue;
                    }

                    // All orders q lead to neighbours: number(.., 0) + q.
                    Shift(state, m, shifted);
                    var first = States.IndexOf(shifted);
                    for (var q = from; q <= to; q++)
                    {
                        expected[q] += left[m] * value[first + q];
                    }
                }

                var best = from;
                for (var q = from + 1; q <= to; q++)
                {
                    best = expected[q] < expected[best] - 1e-12 ? q : best;
                }

                (next[index], orders[index]) = (_stockCost[state[0]] + expected[best], best);
            });
            var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
            for (var i = 0; i < value.Length; i++)
            {
                (least, most) = (Math.Min(least, next[i] - value[i]), Math.Max(most, next[i] - value[i]));
            }

            var origin = next[0];
            for (var i = 0; i < value.Length; i++)
            {
                value[i] = next[i] - origin;
            }

            if (most - least <= Tolerance * Math.Max(least, 1e-9))
            {
                return new OrderTable(orders, (least + most) / 2);
            }
        }

        throw new InvalidOperationException($"The values of {States.Count} states did not settle in {MostSweeps} sweeps.");
    }

    private static void Shift(int[] state, int stockLeft, int[] shifted)
    {
        // With L = 1 the new order itself is the stock of the next period, so it stands in place 0 on top of what is left.
        shifted[0] = stockLeft + (state.Length > 1 ? state[1] : 0);
        for (var i = 1; i < state.Length; i++)
        {
            shifted[i] = i + 1 < state.Length ? state[i + 1] : 0;
        }
    }

    private double[] LeftOf(int stock)
    {
        var left = new double[stock + 1];
        for (var d = 0; d <= _problem.Demand.Max; d++)
        {
            left[Math.Max(0, stock - d)] += _problem.Demand.Probabilities[d];
        }

        return left;
    }
}
