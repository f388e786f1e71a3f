using Foresale.Environments;

namespace Foresale.Decisions.Inventory;

/// <summary>
/// One item's orders as a decision process: what is seen is the stock and the orders under way, an action is the next order, the reward is the
/// <see cref="CostAhead"/> of it below that of a reference, in units of it.
/// </summary>
/// <remarks>
/// <para>
/// Rewards are (reference - cost) / reference: 0 for a policy as good as the reference, which keeps values near 0 where average cost is what
/// counts. A reference of the expected cost of a good simple policy serves.
/// </para>
/// <para>
/// Costs are those expected of the period in which the order arrives, since the demand's law is known: the best policy is the same, and neither a rare shortage of a
/// large cost nor what earlier orders did drowns what this one changes.
/// </para>
/// <para>
/// Numbers of a state are in periods of mean demand. Orders are rounded to whole units here, not in the agent, so that what is remembered is
/// what was done. An action reaches below 0, with a fixed cost far below: no order is an interval of actions and not their edge, where noise
/// would always order.
/// </para>
/// </remarks>
public sealed class InventoryEnvironment : IEnvironment
{
    /// <summary>Periods of an episode, after which it is truncated.</summary>
    public const int Periods = 200;

    private readonly InventoryProblem _problem;
    private readonly InventorySystem _system;
    private readonly double _reference;
    private readonly int _bound;
    private readonly CostAhead _cost;
    private Random _random = new(0);
    private int _left;

    /// <summary>Creates it.</summary>
    /// <param name="problem">The item.</param>
    /// <param name="reference">Cost a period that earns a reward of 0, &gt; 0.</param>
    /// <param name="mostOrdered">Most units of an order, &gt;= 1.</param>
    public InventoryEnvironment(InventoryProblem problem, double reference, int mostOrdered)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reference);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostOrdered, 1);
        (_problem, _system, _cost, _reference, _bound) = (problem.Checked(), new InventorySystem(problem), new CostAhead(problem), reference, problem.PositionBound);
        (Observations, Actions) = (SpaceOf(problem), OrderSpace(problem, mostOrdered));
    }

    /// <inheritdoc/>
    public Space Observations { get; }

    /// <inheritdoc/>
    public Space Actions { get; }

    /// <summary>Units of an action: whole, not below 0, and never so many that stock and orders under way pass the bound beyond which no good policy goes.</summary>
    /// <param name="action">As the policy gives it.</param>
    /// <param name="position">Stock and orders under way.</param>
    /// <param name="bound">Most of them, <see cref="InventoryProblem.PositionBound"/>.</param>
    public static int OrderOf(float action, int position, int bound) => Math.Clamp((int)MathF.Round(action), 0, Math.Max(0, bound - position));

    /// <summary>The state as it is shown: stock, then the orders under way, in periods of mean demand.</summary>
    public static void Observe(InventoryProblem problem, InventorySystem system, Span<float> state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(system);
        var unit = (float)Math.Max(problem.Demand.Mean, 1e-6);
        state[0] = system.Stock / unit;
        for (var i = 0; i < system.Pipeline.Length; i++)
        {
            state[i + 1] = system.Pipeline[i] / unit;
        }
    }

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _left = _problem.Rule is StockRule.Perishes ? 1 : Periods;

        // Anywhere that a policy may come to: what is seen often is what is learnt well, and the stock of a good policy is not known yet.
        Span<int> pipeline = stackalloc int[_system.Pipeline.Length];
        foreach (ref var order in pipeline)
        {
            order = _problem.Demand.Draw(_random);
        }

        _system.Reset(_problem.Rule is StockRule.Perishes ? 0 : _random.Next((_bound / (_problem.LeadTime + 1)) + 1), pipeline);
        return Observe();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_left == 0)
        {
            throw new InvalidOperationException("Inventory: the episode is over. Call Reset before Step.");
        }

        var order = OrderOf(Math.Clamp(action[0], Actions.Low[0], Actions.High[0]), _system.Position, _bound);
        var cost = _cost.Of(_system, order);
        _system.Step(order, _problem.Demand.Draw(_random));
        _left--;
        var isOver = _problem.Rule is StockRule.Perishes; // nothing of a period reaches the next
        return new EnvironmentStep(Observe(), (_reference - cost) / _reference, Terminated: isOver, Truncated: !isOver && _left == 0);
    }

    private static Space SpaceOf(InventoryProblem problem)
    {
        var orders = Math.Max(0, problem.LeadTime - 1);
        return new Space(
            ["stock", .. Enumerable.Range(1, orders).Select(i => FormattableString.Invariant($"due_in_{i}"))],
            [problem.Rule is StockRule.Backorders ? float.NegativeInfinity : 0, .. Enumerable.Repeat(0f, orders)],
            [.. Enumerable.Repeat(float.PositiveInfinity, orders + 1)]);
    }

    private static Space OrderSpace(InventoryProblem problem, int most) =>
        // As much below 0 as makes "no order" an interval and not a point.
        new(["order"], [problem.FixedCost > 0 ? -most / 2f : -.5f], [most + .49f]);

    private float[] Observe()
    {
        var state = new float[Observations.Size];
        Observe(_problem, _system, state);
        return state;
    }
}
