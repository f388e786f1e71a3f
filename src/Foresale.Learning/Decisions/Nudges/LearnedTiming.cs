using Foresale.Decisions.Nudges;
using Foresale.Environments;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Decisions.Nudges;

/// <summary>When to make the offer, learnt by TD3 from sessions alone: it sees events and intent, never kinds, hazards or the best rule.</summary>
/// <remarks>
/// The action is the probability of making the offer now, so that the value is linear in it and its slope is the gain of an offer; the rule that is
/// used offers where that probability is one half or more.
/// </remarks>
public static class LearnedTiming
{
    private const int Copies = 64;

    /// <summary>Updates of a usual training.</summary>
    public const int UsualUpdates = 6_000;

    /// <summary>Learns.</summary>
    /// <param name="process">How shoppers behave; only sessions of it are seen.</param>
    /// <param name="table">What can be known of its sessions.</param>
    /// <param name="updates">Updates, &gt;= 1; one a step of 64 sessions.</param>
    /// <param name="seed">Equal seeds give equal rules.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TimingRule Learn(SessionProcess process, TimingTable table, int updates, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(table);
        var options = new Td3Options
        {
            HiddenSize = 64,
            IsCriticNormalized = true,
            Discount = 1, // every session ends
            ActorLearningRate = 3e-4,
            CriticLearningRate = 1e-3,
            FinalRateShare = .01,
            DecayUpdates = updates,
            TargetStep = .01,
            Seed = seed,
        };

        // Much noise to the end: an offer has to be tried also where it seems wrong, and the slope of a straight line needs both of its ends.
        const int WarmUp = 20 * Copies;
        var rollout = new RolloutOptions
        {
            Steps = (updates * Copies) + WarmUp,
            Copies = Copies,
            WarmUp = WarmUp,
            Batch = 512,
            Noise = 1,
            FinalNoise = .5,
            IsStateScaled = true,
            EvaluateEvery = 0,
            EvaluationEpisodes = 1,
            Seed = seed,
        };
        using var policy = PolicyTraining.OnEnvironment(() => new NudgeTiming(process, table, isShaped: true), options, rollout, cancellationToken);
        var offers = table.Views.Where(v => policy.Act(v.Observation(process.MaxEvents))[0] >= .5).ToHashSet(ReferenceEqualityComparer.Instance);
        return new TimingRule("TD3", offers.Contains);
    }
}
