using Foresale.Decisions.Bidding;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>Trains the policy that sets the adjustment of a <see cref="PacedBidder"/>: TD3 on many episodes at once.</summary>
public static class BiddingTraining
{
    /// <summary>Auctions between two actions.</summary>
    public const int Period = 20;

    private const int Copies = 64, Updates = 2_500, FewestUpdates = 30;

    /// <summary>Trains.</summary>
    /// <param name="problem">What is played.</param>
    /// <param name="seed">Equal seeds give equal policies.</param>
    /// <param name="effort">Share of the usual 2,500 updates.</param>
    /// <param name="progress">Gets the share that is done, 0..1; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static TrainedPolicy Train(BiddingProblem problem, int seed, double effort, Action<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var updates = Math.Max(FewestUpdates, (int)(Updates * effort));
        const int WarmUp = 20 * Copies;
        var options = new Td3Options
        {
            HiddenSize = 128,
            IsCriticNormalized = true,
            Discount = .9, // rewards already hold what a budget is worth later; a longer look only adds noise
            ActorLearningRate = 3e-4,
            CriticLearningRate = 1e-3,
            DecayUpdates = updates,
            TargetStep = .01,
            ActorAverage = .995,
            Seed = seed,
        };
        var rollout = new RolloutOptions
        {
            Copies = Copies,
            Steps = WarmUp + (updates * Copies),
            WarmUp = WarmUp,
            UpdatesPerStep = 1,
            Batch = 512,
            Noise = .2,
            FinalNoise = .05,
            EvaluateEvery = 0,
            EvaluationEpisodes = Copies,
            IsStateScaled = true,
            Seed = seed,
        };
        return PolicyTraining.OnEnvironment(() => new BiddingEnvironment(problem), options, rollout, cancellationToken, progress is null ? null : step => progress((double)step / rollout.Steps));
    }

    /// <summary>Trains once a seed, with progress.</summary>
    internal static List<TrainedPolicy> TrainAll(string name, BiddingProblem problem, DecisionRun run, CancellationToken cancellationToken)
    {
        var trained = new List<TrainedPolicy>();
        try
        {
            foreach (var seed in run.Seeds)
            {
                trained.Add(Train(problem, seed, run.Effort, share => run.Progress?.Report(new StageProgress($"bidding {name}", trained.Count + share, run.Seeds.Count)), cancellationToken));
            }

            run.Progress?.Report(new StageProgress($"bidding {name}", trained.Count, run.Seeds.Count));
            return trained;
        }
        catch
        {
            trained.ForEach(p => p.Dispose());
            throw;
        }
    }
}
