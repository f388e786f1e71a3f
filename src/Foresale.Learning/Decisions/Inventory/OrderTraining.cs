using Foresale.Decisions.Inventory;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>Learns when and how much to order, by TD3 on the item's own problem.</summary>
/// <remarks>
/// What matters (docs/decisions/inventory.md): many copies and few, large updates; a critic with layer normalisation; learning rates that sink;
/// the average of the actor; little noise on the target's action, since at the reorder point a unit more is an order more. One copy and an update a step, the textbook's way, ends no better than the base-stock policy.
/// </remarks>
public static class OrderTraining
{
    /// <summary>How it meets its environment.</summary>
    public static RolloutOptions Rollout { get; } = new()
    {
        Steps = 64 * 6_100, Copies = 64, UpdatesPerStep = 1, WarmUp = 64 * 100, Batch = 512, Noise = .2, FinalNoise = .05, EvaluateEvery = 0, EvaluationEpisodes = 1,
    };

    /// <summary>How it learns.</summary>
    public static Td3Options Options { get; } = new()
    {
        HiddenSize = 128, IsCriticNormalized = true, Discount = .99, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, TargetStep = .01, TargetNoise = .05, ActorAverage = .995,
    };

    /// <summary>Trains.</summary>
    /// <param name="problem">The item.</param>
    /// <param name="reference">Cost a period of a good simple policy, &gt; 0.</param>
    /// <param name="mostOrdered">Most units of an order.</param>
    /// <param name="seed">Equal seeds give equal policies.</param>
    /// <param name="effort">Share of the usual updates.</param>
    /// <param name="progress">Gets the environment steps so far, and all.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TrainedPolicy Train(InventoryProblem problem, double reference, int mostOrdered, int seed, double effort, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        var rollout = Rollout with { Steps = Rollout.WarmUp + (Rollout.Copies * Math.Max(1, (int)(effort * 6_000))), Seed = seed };
        return PolicyTraining.OnEnvironment(
            () => new InventoryEnvironment(problem, reference, mostOrdered),
            Options with { Seed = seed, DecayUpdates = rollout.Updates },
            rollout,
            cancellationToken,
            progress is null ? null : step => progress(step, rollout.Steps));
    }
}
