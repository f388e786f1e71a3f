using Foresale.Environments;

namespace Foresale.Decisions.SupplyChain;

/// <summary>
/// A chain as a decision process for one learner with a part for each stage: each part sees what its stage sees, and all are rewarded alike.
/// </summary>
/// <remarks>
/// <para>
/// A stage sees, in periods of mean demand: its position, its stock less what it owes, what is on the way to it, what it has ordered that was not yet
/// sent, and what was asked of it. Its action is the level up to which it orders that position, so that a constant is a base-stock policy, and
/// what is learnt is where the level should move.
/// </para>
/// <para>With shared information the position is that of its echelon, as the optimum of a serial system wants it; without, its own.</para>
/// <para>The reward is (reference - cost) / reference, with the cost of the whole chain.</para>
/// </remarks>
public sealed class SupplyChainEnvironment : IEnvironment
{
    /// <summary>Numbers that a stage sees.</summary>
    public const int Seen = 5;

    /// <summary>Periods of mean demand by which a level may differ from what demand takes on the way.</summary>
    public const double Reach = 1.5;

    private static readonly string[] s_seen = ["position", "net_stock", "in_transit", "ordered", "asked"];

    private readonly SupplyChainProblem _problem;
    private readonly SupplyChainSystem _system;
    private readonly bool _isShared;
    private readonly double _reference;
    private readonly int _periods;
    private readonly double[] _orders;
    private Random _random = new(0);
    private int _left;

    /// <summary>Creates it.</summary>
    /// <param name="problem">The chain.</param>
    /// <param name="isShared">True where each stage sees the position of its echelon.</param>
    /// <param name="reference">Cost a period that earns a reward of 0, &gt; 0.</param>
    /// <param name="periods">Of an episode, which is truncated then.</param>
    public SupplyChainEnvironment(SupplyChainProblem problem, bool isShared, double reference, int periods)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reference);
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        (_problem, _system, _isShared, _reference, _periods) = (problem, new SupplyChainSystem(problem, _random), isShared, reference, periods);
        _orders = new double[problem.Stages.Count];
        Observations = ObservationSpace(problem);
        Actions = LevelSpace(problem, isShared);
    }

    /// <inheritdoc/>
    public Space Observations { get; }

    /// <inheritdoc/>
    public Space Actions { get; }

    /// <summary>Bounds of the levels: what mean demand takes over the way to the stage, and <see cref="Reach"/> periods of it more or less.</summary>
    /// <remarks>Levels far from it cost so much that the learner sees nothing else.</remarks>
    public static Space LevelSpace(SupplyChainProblem problem, bool isShared)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var times = problem.Stages.Select(s => s.ShipmentTime + s.OrderTime).ToArray();
        var centres = times.Select((time, j) => problem.MeanDemand * (isShared ? times.Take(j + 1).Sum() : time)).ToArray();
        var reach = Reach * problem.MeanDemand;
        return new Space(
            [.. problem.Stages.Select(s => $"level_{s.Name.Replace(' ', '_')}")],
            [.. centres.Select(c => (float)(c - reach))],
            [.. centres.Select(c => (float)(c + reach))]);
    }

    /// <summary>What the stages see: [stages x <see cref="Seen"/>].</summary>
    public static void Observe(SupplyChainProblem problem, SupplyChainSystem system, bool isShared, Span<float> state)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(system);
        var unit = problem.MeanDemand;
        for (var j = 0; j < system.Count; j++)
        {
            var stage = system[j];
            var seen = state.Slice(j * Seen, Seen);
            seen[0] = (float)(Position(system, j, isShared) / unit);
            seen[1] = (float)((stage.Stock - stage.Backlog) / unit);
            seen[2] = (float)(stage.InTransit / unit);
            seen[3] = (float)(stage.Ordered / unit);
            seen[4] = (float)((isShared ? system.LastDemand : stage.Incoming) / unit);
        }
    }

    /// <summary>Units that bring the positions up to the levels.</summary>
    public static void Orders(SupplyChainSystem system, bool isShared, ReadOnlySpan<float> levels, Span<double> orders)
    {
        ArgumentNullException.ThrowIfNull(system);
        for (var j = 0; j < orders.Length; j++)
        {
            orders[j] = Math.Max(0, levels[j] - Position(system, j, isShared));
        }
    }

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _left = _periods;
        if (_problem.GuidedPeriods > 0)
        {
            _system.Reset(_random);
        }
        else
        {
            _system.Reset(_random, [.. _orders.Select(_ => 3 * _problem.MeanDemand * _random.NextDouble())]);
        }

        _ = _system.Demand();
        return Observe();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_left == 0)
        {
            throw new InvalidOperationException("Supply chain: the episode is over. Call Reset before Step.");
        }

        Span<float> levels = stackalloc float[_orders.Length];
        for (var j = 0; j < levels.Length; j++)
        {
            levels[j] = Math.Clamp(action[j], Actions.Low[j], Actions.High[j]);
        }

        Orders(_system, _isShared, levels, _orders);
        _system.Order(_orders);
        var cost = _system.Demand().Sum();
        _left--;
        return new EnvironmentStep(Observe(), (_reference - cost) / _reference, Terminated: false, Truncated: _left == 0);
    }

    private static double Position(SupplyChainSystem system, int stage, bool isShared) => isShared ? system.EchelonPosition(stage) : system[stage].LocalPosition;

    private static Space ObservationSpace(SupplyChainProblem problem)
    {
        var names = problem.Stages.SelectMany(s => s_seen.Select(what => $"{what}_{s.Name.Replace(' ', '_')}")).ToList();
        return new Space(names, [.. names.Select(_ => float.NegativeInfinity)], [.. names.Select(_ => float.PositiveInfinity)]);
    }

    private float[] Observe()
    {
        var state = new float[Observations.Size];
        Observe(_problem, _system, _isShared, state);
        return state;
    }
}
