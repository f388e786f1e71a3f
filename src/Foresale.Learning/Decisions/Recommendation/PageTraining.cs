using Foresale.Decisions.Recommendation.Pages;
using Foresale.Environments;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>TD3 on pages: which weights to rank by, in which state.</summary>
public static class PageTraining
{
    private const int Copies = 64, WarmUp = 200; // steps of all copies

    /// <summary>Learns for a small shop whose optimum is known.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="seed">Equal seeds give equal policies.</param>
    /// <param name="updates">Updates of the critics, &gt;= 1.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TrainedPolicy Cascade(CascadeShop shop, int seed, int updates, CancellationToken cancellationToken)
    {
        // Targets that follow fast: the actor must not settle on what sells now before the critic has seen what later pages are worth.
        var scale = 1 / new CascadeSolver(shop).Uniform(); // a random policy's return becomes 1
        return PolicyTraining.OnEnvironment(
            () => new ScaledRewards(new CascadeEnvironment(shop), scale),
            Options(seed, updates) with { HiddenSize = 64, ActorLearningRate = 5e-4, TargetStep = .05, Discount = 1 },
            Rollout(seed, updates) with { WarmUp = WarmUp * Copies, Noise = .8, FinalNoise = .2 },
            cancellationToken);
    }

    /// <summary>Learns for planted shoppers.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="seed">Equal seeds give equal policies.</param>
    /// <param name="updates">Updates of the critics, &gt;= 1.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TrainedPolicy Pages(PageTruth truth, int seed, int updates, CancellationToken cancellationToken) => PolicyTraining.OnEnvironment(
        () => new PageEnvironment(truth),
        Options(seed, updates) with { HiddenSize = 64, Discount = 1 },
        Rollout(seed, updates) with { WarmUp = WarmUp * Copies, Noise = .4, FinalNoise = .1 },
        cancellationToken);

    private static Td3Options Options(int seed, int updates) => new()
    {
        IsCriticNormalized = true,
        ActorLearningRate = 3e-4,
        CriticLearningRate = 1e-3,
        FinalRateShare = .01,
        DecayUpdates = updates,
        TargetStep = .01,
        ActorAverage = .995,
        Seed = seed,
    };

    private static RolloutOptions Rollout(int seed, int updates) => new()
    {
        Steps = (WarmUp + updates) * Copies,
        Copies = Copies,
        UpdatesPerStep = 1,
        Batch = 512,
        EvaluateEvery = 0,
        EvaluationEpisodes = 1,
        Seed = seed,
    };
}
