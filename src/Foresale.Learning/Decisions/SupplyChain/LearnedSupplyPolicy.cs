using Foresale.Decisions.SupplyChain;
using Foresale.Environments;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Decisions.SupplyChain;

/// <summary>A learned policy as the simulation asks for it.</summary>
public sealed class LearnedSupplyPolicy(IPolicy policy, SupplyChainProblem problem, bool isShared) : ISupplyPolicy
{
    private readonly float[] _state = new float[problem.Stages.Count * SupplyChainEnvironment.Seen];
    private readonly float[] _levels = new float[problem.Stages.Count];

    /// <inheritdoc/>
    public void Order(SupplyChainSystem system, Span<double> orders)
    {
        SupplyChainEnvironment.Observe(problem, system, isShared, _state);
        policy.Act(_state, _levels);
        SupplyChainEnvironment.Orders(system, isShared, _levels, orders);
    }
}

/// <summary>Learns what each stage of a chain orders: TD3 with an actor for each stage, which sees what the stage sees, and critics that see all.</summary>
public static class SupplyTraining
{
    /// <summary>Trains.</summary>
    /// <param name="problem">The chain.</param>
    /// <param name="isShared">True where stages see the positions of their echelons.</param>
    /// <param name="reference">Cost a period of a good simple policy.</param>
    /// <param name="periods">Of an episode.</param>
    /// <param name="seed">Equal seeds give equal policies.</param>
    /// <param name="effort">Share of the usual updates.</param>
    /// <param name="progress">Gets the environment steps so far, and all.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TrainedPolicy Train(SupplyChainProblem problem, bool isShared, double reference, int periods, int seed, double effort, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        const int copies = 64;
        var rollout = new RolloutOptions
        {
            Steps = copies * (100 + Math.Max(1, (int)(effort * 6_000))), Copies = copies, UpdatesPerStep = 1, WarmUp = copies * 100, Batch = 512, Noise = .2, FinalNoise = .03, EvaluateEvery = 0, EvaluationEpisodes = 1, Seed = seed,
        };
        var options = new Td3Options
        {
            HiddenSize = 128, ActorParts = problem.Stages.Count, IsCriticNormalized = true, Discount = .95, ActorLearningRate = 3e-4, CriticLearningRate = 1e-3, TargetStep = .01, ActorAverage = .995, TargetNoise = .1, Seed = seed, DecayUpdates = rollout.Updates,
        };
        return PolicyTraining.OnEnvironment(() => new SupplyChainEnvironment(problem, isShared, reference, periods), options, rollout, cancellationToken, progress is null ? null : step => progress(step, rollout.Steps));
    }
}
