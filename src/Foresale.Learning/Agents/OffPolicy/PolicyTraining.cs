using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.Td3;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>A step that somebody logged, in units of their own.</summary>
/// <param name="State">What was seen, [S].</param>
/// <param name="Action">What was done, [A], as executed.</param>
/// <param name="Reward">What came of it; finite.</param>
/// <param name="NextState">What was seen then, [S]; of the same episode also where it ended.</param>
/// <param name="Terminated">True where the process was over; false where it went on, a time limit included.</param>
public sealed record LoggedTransition(float[] State, float[] Action, double Reward, float[] NextState, bool Terminated);

/// <summary>Learns policies: on an environment of one's own, or from logged transitions without one (docs/environments.md, docs/td3.md).</summary>
public static class PolicyTraining
{
    private const string Place = "agent options", Remedy = "Correct it, or leave the default.";

    /// <summary>Learns by trying: acts with noise, remembers, learns.</summary>
    /// <param name="create">Gives a new environment at each call.</param>
    /// <param name="options"><see cref="Td3Options"/> or <see cref="DdpgOptions"/>; equal seeds, here and in <paramref name="rollout"/>, give equal policies.</param>
    /// <param name="rollout">How long, and with how much noise.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    /// <param name="progress">Gets the environment steps so far; null where nobody looks.</param>
    /// <exception cref="UserFaultException">An option is out of its range.</exception>
    public static TrainedPolicy OnEnvironment(Func<IEnvironment> create, ActorCriticOptions options, RolloutOptions rollout, CancellationToken cancellationToken, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rollout);
        Require(rollout.Fault() ?? options.Fault());
        var (states, actions) = (create().Observations, create().Actions.Size);
        return Trained(Learner(states.Size, actions, options), states.Names, actions, learner =>
        {
            var loop = new OffPolicyTraining(create, learner, rollout);
            var points = loop.Run(goOn: null, progress is null ? null : (step, _) => progress(step), cancellationToken);
            return (loop.Policy, points);
        });
    }

    /// <summary>Learns from a log alone.</summary>
    /// <remarks>Trap: a critic promises most where the log says nothing. Set <see cref="Td3Options.BehaviorCloning"/>, 2.5 in the paper.</remarks>
    /// <param name="log">Transitions in any order; at least one.</param>
    /// <param name="actions">Names and bounds of an action; logged ones lie within.</param>
    /// <param name="options"><see cref="Td3Options"/> or <see cref="DdpgOptions"/>; equal seeds give equal policies.</param>
    /// <param name="updates">Batches to learn from.</param>
    /// <param name="batch">Transitions of each.</param>
    /// <param name="cancellationToken">Looked at once an update.</param>
    /// <exception cref="UserFaultException">The log is empty, a transition is of another size or not finite, or an option is out of its range.</exception>
    public static TrainedPolicy OnLog(IReadOnlyList<LoggedTransition> log, Space actions, ActorCriticOptions options, int updates, int batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(options);
        Require(options.Fault() ?? (updates < 1 || batch < 1 ? "Updates or batch are less than 1." : null));
        Require(actions.IsBounded ? null : "An action has a bound that is not finite.");
        var states = log.Count == 0 ? 1 : log[0].State.Length;
        var replay = new TransitionReplay(states, actions.Size, Math.Max(1, log.Count));
        var unit = new float[actions.Size];
        for (var i = 0; i < log.Count; i++)
        {
            RequireSound(log[i], i, states, actions);
            actions.ToUnit(log[i].Action, unit);
            replay.Add(log[i].State, unit, log[i].Reward, log[i].NextState, log[i].Terminated);
        }

        string[] names = [.. Enumerable.Range(0, states).Select(i => FormattableString.Invariant($"state_{i}"))];
        return Trained(Learner(states, actions.Size, options), names, actions.Size, learner => (OfflineTraining.Run(replay, learner, actions, updates, batch, options.Seed, progress: null, cancellationToken), []));
    }

    private static TrainedPolicy Trained(IOffPolicyLearner learner, IReadOnlyList<string> states, int actions, Func<IOffPolicyLearner, (LearnedPolicy Policy, IReadOnlyList<TrainingPoint> Points)> train)
    {
        try
        {
            var (policy, points) = train(learner);
            return new TrainedPolicy(learner, policy, points, states, actions);
        }
        catch
        {
            learner.Dispose();
            throw;
        }
    }

    private static IOffPolicyLearner Learner(int states, int actions, ActorCriticOptions options)
    {
        TorchNative.Ensure();
        return options switch
        {
            Td3Options td3 => new Td3Learner(states, actions, td3),
            DdpgOptions ddpg => new DdpgLearner(states, actions, ddpg),
            _ => throw new ArgumentException($"There is no agent of {options.GetType().Name}. Give {nameof(Td3Options)} or {nameof(DdpgOptions)}.", nameof(options)),
        };
    }

    private static void Require(string? fault)
    {
        if (fault is not null)
        {
            throw new UserFaultException(Place, fault, Remedy);
        }
    }

    private static void RequireSound(LoggedTransition step, int place, int states, Space actions)
    {
        var found = step.State.Length != states || step.NextState.Length != states || step.Action.Length != actions.Size
            ? FormattableString.Invariant($"{step.State.Length} numbers of state, {step.Action.Length} of action, {step.NextState.Length} of next state, where {states}, {actions.Size} and {states} belong.")
            : actions.FirstOutside(step.Action) is >= 0 and var outside
                ? FormattableString.Invariant($"{actions.Names[outside]} = {step.Action[outside]} is out of its bounds, {actions.Low[outside]} to {actions.High[outside]}.")
                : step.State.Concat(step.NextState).All(float.IsFinite) && double.IsFinite(step.Reward) ? null : "a number is not finite.";
        if (found is not null)
        {
            throw new UserFaultException(FormattableString.Invariant($"logged transition {place}"), found, "Correct the log.");
        }
    }
}

/// <summary>What an agent has learnt: states in, actions within bounds out. Used by one thread.</summary>
public sealed class TrainedPolicy : IPolicy, IDisposable
{
    private readonly IOffPolicyLearner _learner;
    private readonly LearnedPolicy _policy;
    private readonly IReadOnlyList<string> _states;
    private readonly int _actions;

    internal TrainedPolicy(IOffPolicyLearner learner, LearnedPolicy policy, IReadOnlyList<TrainingPoint> points, IReadOnlyList<string> states, int actions) =>
        (_learner, _policy, Points, _states, _actions) = (learner, policy, points, states, actions);

    /// <summary>Evaluations on the way; none where it was learnt from a log.</summary>
    public IReadOnlyList<TrainingPoint> Points { get; }

    /// <summary>The policy as the bytes of policy.onnx, which a server runs without torch (<c>OnnxPolicy</c>). Equal policies give equal bytes.</summary>
    public byte[] ToOnnx() => _policy.ToOnnx(_states);

    /// <summary>The action in a state: [S] -> [A].</summary>
    public float[] Act(float[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var action = new float[_actions];
        Act(state, action);
        return action;
    }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        if (observations.Length % _states.Count != 0 || actions.Length != observations.Length / _states.Count * _actions)
        {
            throw new ArgumentException($"{observations.Length} numbers of states and {actions.Length} of actions. Give {_states.Count} and {_actions} a state.", nameof(observations));
        }

        _policy.Act(observations, actions);
    }

    /// <inheritdoc/>
    public void Dispose() => _learner.Dispose();
}
