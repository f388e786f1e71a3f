using Foresale.Environments;

namespace Foresale.Decisions.Nudges;

/// <summary>When to make the offer in a session: a stopping problem. Each step is an event; the action is the probability of making the offer now.</summary>
/// <remarks>
/// Reward: 1 for an order without the offer. The offer ends the episode with what the rest of the session earns, played to its end. A session that
/// ends otherwise pays 0. An episode is over when the shop has nothing left to decide, so that its end is a termination, never a time limit.
/// Shaped, a step also pays intent after it minus intent before it, 0 after the end (Ng, Harada and Russell 1999): intent is what waiting for ever
/// earns, so that waiting pays 0 on average and the offer what it gains over never making one. The best rule stays the same; a learner need not
/// first find out what waiting is worth, which it would take for nothing at the start.
/// </remarks>
public sealed class NudgeTiming : IEnvironment
{
    private readonly SessionProcess _process;
    private readonly TimingTable _table;
    private readonly Space _observations;
    private readonly bool _isShaped;
    private Random _random = new(0);
    private int _kind;
    private int[]? _counts; // null where no episode is on

    /// <summary>Creates the environment.</summary>
    /// <param name="process">How shoppers behave.</param>
    /// <param name="table">What can be known of its sessions; shared by copies.</param>
    /// <param name="isShaped">True for shaped rewards, which a learner finds easier.</param>
    public NudgeTiming(SessionProcess process, TimingTable table, bool isShaped = false)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(table);
        (_process, _table, _isShaped) = (process, table, isShaped);
        string[] names = ["event", .. SessionProcess.BehaviorNames, "intent"];
        _observations = new Space(names, new float[names.Length], [.. names.Select(_ => 1f)]);
    }

    /// <inheritdoc/>
    public Space Observations => _observations;

    /// <inheritdoc/>
    public Space Actions { get; } = new(["offer"], [0], [1]);

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _kind = _process.DrawKind(_random);
        _counts = new int[SessionProcess.BehaviorNames.Count];
        return NextEvent();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_counts is null)
        {
            throw new InvalidOperationException("NudgeTiming: no session is on. Call Reset before Step.");
        }

        var (events, before) = (_counts.Sum(), Potential());
        if (_random.NextDouble() < Math.Clamp(action[0], 0, 1))
        {
            return End((PlayRest(events) * (1 - _process.Discount)) - before);
        }

        var kind = _process.Kinds[_kind];
        var fate = _random.NextDouble();
        if (fate < kind.Buys)
        {
            return End(1 - before);
        }

        if (fate < kind.Buys + kind.Leaves || events == _process.MaxEvents)
        {
            return End(-before);
        }

        var next = NextEvent();
        return new EnvironmentStep(next, Potential() - before, Terminated: false, Truncated: false);
    }

    private double Potential() => _isShaped ? _table.Of(_counts!).Intent : 0;

    // 1 where a session with the offer ends in an order.
    private double PlayRest(int events)
    {
        var kind = _process.Kinds[_kind];
        for (; events <= _process.MaxEvents; events++)
        {
            var fate = _random.NextDouble();
            if (fate < kind.BuysOffered + kind.LeavesOffered)
            {
                return fate < kind.BuysOffered ? 1 : 0;
            }
        }

        return 0;
    }

    private float[] NextEvent()
    {
        _counts![_process.DrawBehavior(_random, _kind)]++;
        return Observe();
    }

    private EnvironmentStep End(double reward)
    {
        var last = Observe();
        _counts = null;
        return new EnvironmentStep(last, reward, Terminated: true, Truncated: false);
    }

    private float[] Observe() => _table.Of(_counts!).Observation(_process.MaxEvents);
}
