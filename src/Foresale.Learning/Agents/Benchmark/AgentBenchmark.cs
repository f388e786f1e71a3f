using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;
using Foresale.Learning.Native;

namespace Foresale.Learning.Agents.Benchmark;

/// <summary>One agent on one task with one seed.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Points">Evaluations on the way; none for the random policy.</param>
/// <param name="Final">The episodes after the last step, without noise, from starts of their own.</param>
public sealed record AgentRun(string Agent, int Seed, IReadOnlyList<TrainingPoint> Points, IReadOnlyList<Episode> Final);

/// <summary>Trains agents on tasks whose results are known, and judges them by whole episodes.</summary>
public static class AgentBenchmark
{
    /// <summary>Episodes that judge a run.</summary>
    public const int FinalEpisodes = 100;

    /// <summary>The policy that acts evenly within the bounds.</summary>
    public const string Random = "random";

    /// <summary>Names of all agents.</summary>
    public static IReadOnlyList<string> Agents { get; } = ["ddpg", "td3", Random];

    /// <summary>Trains and judges.</summary>
    /// <param name="task">The task.</param>
    /// <param name="agent">One of <see cref="Agents"/>.</param>
    /// <param name="seed">Equal seeds give equal runs, times aside.</param>
    /// <param name="steps">Environment steps; null for the task's own.</param>
    /// <param name="progress">Receives the steps of <c>agent seed</c> and the last score.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    /// <exception cref="UserFaultException">There is no such agent, the steps leave nothing after the warm-up, or an option is out of its range.</exception>
    public static AgentRun Run(AgentTask task, string agent, int seed, int? steps, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var rollout = task.Rollout with { Steps = steps ?? task.Rollout.Steps, Seed = seed };
        if (rollout.Steps <= rollout.WarmUp)
        {
            throw new UserFaultException("--steps", FormattableString.Invariant($"{rollout.Steps} steps are no more than the {rollout.WarmUp} random ones at the start."), FormattableString.Invariant($"Give more than {rollout.WarmUp}."));
        }

        if ((rollout.Fault() ?? task.Ddpg.Fault() ?? task.Td3.Fault()) is { } fault)
        {
            throw new UserFaultException("agent options", fault, "Correct it, or leave the default.");
        }

        var final = unchecked((seed * 1_000_003) + 500_009); // other starts than those of training and of the curve
        if (string.Equals(agent, Random, StringComparison.Ordinal))
        {
            return new AgentRun(agent, seed, [], Episodes.Play(task.Create, new RandomPolicy(task.Create().Actions, seed), FinalEpisodes, final, cancellationToken));
        }

        TorchNative.Ensure();
        using var learner = Learner(task, agent, rollout);
        var stage = $"{agent} seed {seed}";
        var loop = new OffPolicyTraining(task.Create, learner, rollout);
        var points = loop.Run(
            goOn: null,
            (step, last) => progress?.Report(new StageProgress(stage, step, rollout.Steps, last is null ? null : $"{task.ScoreName} {task.Score(last.Episodes).ToString($"F{task.Decimals}", System.Globalization.CultureInfo.InvariantCulture)}")),
            cancellationToken);
        return new AgentRun(agent, seed, points, Episodes.Play(task.Create, loop.Policy, FinalEpisodes, final, cancellationToken));
    }

    /// <summary>The learner with which an agent is measured.</summary>
    internal static IOffPolicyLearner Learner(AgentTask task, string agent, RolloutOptions rollout)
    {
        var environment = task.Create();
        var (states, actions) = (environment.Observations.Size, environment.Actions.Size);
        return agent switch
        {
            "ddpg" => new DdpgLearner(states, actions, task.Ddpg with { Seed = rollout.Seed, DecayUpdates = rollout.Updates }),
            "td3" => new Td3Learner(states, actions, task.Td3 with { Seed = rollout.Seed, DecayUpdates = rollout.Updates }),
            _ => throw new UserFaultException("--agent", $"'{agent}' is no agent.", $"Use {string.Join(", ", Agents)}."),
        };
    }
}
