using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using Foresale.Events;
using Foresale.Learning.Agents.OffPolicy;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>What <see cref="BidFit"/> is asked.</summary>
/// <param name="Budget">Of an episode, in the unit of prices, &gt; 0.</param>
/// <param name="Auctions">Of an episode, &gt;= 10.</param>
/// <param name="Rule">What a winner pays.</param>
public sealed record BidFitOptions(double Budget, int Auctions, AuctionRule Rule);

/// <summary>What it found.</summary>
/// <param name="Instance">All policies on the later part of the log, and the gate.</param>
/// <param name="Plan">The policy that ships.</param>
/// <param name="Policy">Bytes of policy.onnx where that is the learned one; else null.</param>
/// <param name="TrainingAuctions">Auctions of the earlier part.</param>
/// <param name="JudgedAuctions">Auctions of the later part.</param>
public sealed record BidFitResult(DecisionInstance Instance, BiddingPlan Plan, byte[]? Policy, int TrainingAuctions, int JudgedAuctions);

/// <summary>Fits the laws of a shop's own auction log, trains, and chooses the policy by the gate on the later part of the log.</summary>
public static class BidFit
{
    private const double TrainingShare = .6;
    private const int TuningEpisodes = 30, TuningSeed = 4_417, FewestJudged = 5, Actions = 50, ServedSeed = 0;
    private static readonly MarketDrift s_drift = new() { LogPrice = .2, LogValue = .1 };

    /// <summary>Fits.</summary>
    /// <param name="log">Auctions in the order of time.</param>
    /// <param name="options">Budget, episode, rule.</param>
    /// <param name="run">Seeds, effort and progress.</param>
    /// <param name="cancellationToken">Looked at once a step of training.</param>
    /// <exception cref="UserFaultException">The log is too short, or has nothing to win or to pay for.</exception>
    public static BidFitResult Run(IReadOnlyList<Auction> log, BidFitOptions options, DecisionRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(run);
        Require(log, options);
        var cut = (int)(log.Count * TrainingShare);
        Auction[] training = [.. log.Take(cut)];
        Auction[][] episodes = [.. log.Skip(cut).Chunk(options.Auctions).Where(e => e.Length == options.Auctions)];
        if (!training.Any(a => a.Value > 0) || !training.Any(a => a.Price > 0))
        {
            throw new UserFaultException("auction log", "in its earlier part all values or all prices are 0.", "Give a log in which something can be won and has to be paid for.");
        }

        var (prices, values) = (PriceLaw.OfPrices([.. training.Select(a => a.Price)]), ValueLaw.Of(training.Select(a => a.Value)));
        var known = new MarketKnowledge(new FluidBids(prices, values, options.Rule), values.Level);
        var worth = new WorthCurve(training);
        IMarket Market() => new LogMarket(training, worth, s_drift);
        double[] budgets = [options.Budget];
        var tuning = new BaselineTuning(BiddingCase.Draw(Market(), run.Scaled(TuningEpisodes, 4), TuningSeed, options.Auctions), options.Rule);
        var settings = new TunedBaselines(budgets, [tuning.Constant(known, options.Budget)], [tuning.Linear(known, options.Budget)], tuning.Pid(known, budgets), tuning.Dual(known, budgets), tuning.Trust(known, budgets));
        known = known with { Trust = settings.Trust };
        var judged = new BiddingCase { Episodes = episodes, Budgets = [.. episodes.Select(_ => options.Budget)], Length = options.Auctions, Rule = options.Rule, Drawn = BiddingPolicies.Drawn };
        var rlb = options.Rule is AuctionRule.SecondPrice && BudgetValues.Fits(prices, options.Auctions, options.Budget)
            ? new BudgetValues(prices, values.Level, options.Auctions, options.Budget, cancellationToken)
            : null;
        var baselines = BiddingPolicies.Baselines(judged, known, settings, rlb);
        var share = options.Budget / options.Auctions / prices.Mean;
        var problem = new BiddingProblem
        {
            Market = Market, Known = known, Auctions = options.Auctions, Period = Math.Max(1, options.Auctions / Actions), LeastShare = share / 2, LargestShare = share * 2,
        };
        var trained = BiddingTraining.TrainAll("policy", problem, run, cancellationToken);
        try
        {
            var instance = new DecisionInstance
            {
                Name = "bid",
                Title = string.Create(CultureInfo.InvariantCulture, $"{episodes.Length:N0} later episodes of {options.Auctions:N0} auctions, budget {options.Budget:0.####} each"),
                Score = "value an episode",
                Decimals = 4,
                Policies = [.. baselines, BiddingPolicies.OfLearned(judged, known, trained, problem.Period) with { Served = ServedSeed }, judged.Bound()],
                Plots = [judged.Spending()],
            };
            var (plan, policy) = Chosen(instance, new BiddingPlan
            {
                Policy = BiddingPolicyKind.Resolved, Rule = options.Rule, Budget = options.Budget, Auctions = options.Auctions, Period = problem.Period, Trust = settings.Trust,
                PriceUnit = prices.Unit, PriceLaw = prices.Probability, ValueLevel = values.Level, ValueShape = values.Shape,
            }, settings, trained);
            return new BidFitResult(instance, plan, policy, cut, episodes.Length * options.Auctions);
        }
        finally
        {
            trained.ForEach(p => p.Dispose());
        }
    }

    private static void Require(IReadOnlyList<Auction> log, BidFitOptions options)
    {
        if (!(options.Budget > 0 && double.IsFinite(options.Budget)))
        {
            throw new UserFaultException("--budget", string.Create(CultureInfo.InvariantCulture, $"{options.Budget} buys nothing."), "Give what an episode may cost, above 0, in the unit of the prices.");
        }

        if (options.Auctions < 10)
        {
            throw new UserFaultException("--auctions", string.Create(CultureInfo.InvariantCulture, $"{options.Auctions} auctions are too short an episode to pace."), "Give 10 or more.");
        }

        var whole = (log.Count - (int)(log.Count * TrainingShare)) / options.Auctions;
        if (whole < FewestJudged)
        {
            throw new UserFaultException(
                "--auctions",
                string.Create(CultureInfo.InvariantCulture, $"the last 40 % of {log.Count:N0} auctions are {whole} whole episodes of {options.Auctions:N0}, too few to choose by."),
                string.Create(CultureInfo.InvariantCulture, $"Give a longer log, or episodes of at most {Math.Max(0, (int)(log.Count * (1 - TrainingShare)) / FewestJudged):N0}."));
        }
    }

    // What the gate says. The learned policy of the first seed is served, chosen before any was judged; the gate asks that it wins by itself too.
    private static (BiddingPlan Plan, byte[]? Policy) Chosen(DecisionInstance instance, BiddingPlan plan, TunedBaselines settings, List<TrainedPolicy> trained)
    {
        var gate = instance.Gate!;
        if (gate.IsShipped)
        {
            return (plan with { Policy = BiddingPolicyKind.Learned }, trained[ServedSeed].ToOnnx());
        }

        var (kind, parameters) = gate.Baseline switch
        {
            BiddingPolicies.Constant => (BiddingPolicyKind.Constant, (double[])[settings.Constants[0]]),
            BiddingPolicies.Linear => (BiddingPolicyKind.Linear, [settings.Factors[0]]),
            BiddingPolicies.Pid => (BiddingPolicyKind.Pid, [settings.Pid.Proportional, settings.Pid.Integral, settings.Pid.Derivative]),
            BiddingPolicies.Dual => (BiddingPolicyKind.Dual, [settings.Dual]),
            BiddingPolicies.Rlb => (BiddingPolicyKind.Rlb, []),
            _ => (BiddingPolicyKind.Resolved, []),
        };
        return (plan with { Policy = kind, Parameters = parameters }, null);
    }
}
