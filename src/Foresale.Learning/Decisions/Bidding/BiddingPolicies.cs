using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using Foresale.Learning.Agents.OffPolicy;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>All baselines and the learned policies on a case.</summary>
internal static class BiddingPolicies
{
    /// <summary>Names in tables.</summary>
    public const string Constant = "constant bid", Mcpc = "Mcpc", Linear = "linear (fair)", LinearInHindsight = "linear (best in hindsight)", Pid = "PID pacing",
        Dual = "adaptive pacing (online dual)", Rlb = "RLB (dynamic programme)", Resolved = "re-solved", Learned = "learned (TD3 on re-solved)";

    /// <summary>Policies whose spending is drawn.</summary>
    public static IReadOnlyList<string> Drawn { get; } = [LinearInHindsight, Pid, Dual, Rlb, Learned];

    /// <summary>The baselines that a shop can set up before the test begins.</summary>
    /// <param name="judged">The case.</param>
    /// <param name="known">What is known beforehand.</param>
    /// <param name="settings">Their numbers.</param>
    /// <param name="rlb">The table of RLB; null where it is not for this auction.</param>
    public static IReadOnlyList<PolicyScores> Baselines(BiddingCase judged, MarketKnowledge known, TunedBaselines settings, BudgetValues? rlb) =>
    [
        judged.Score(Constant, new ByBudget(judged.Budgets, settings.Budgets, i => new ConstantBidder(settings.Constants[i]))),
        judged.Score(Linear, new ByBudget(judged.Budgets, settings.Budgets, i => new LinearBidder(settings.Factors[i]))),
        judged.Score(Pid, new PidBidder(known.Fluid, known.MeanValue, settings.Pid)),
        judged.Score(Dual, new DualBidder(known.Fluid, known.MeanValue, settings.Dual)),
        .. rlb is null ? [] : new[] { judged.Score(Rlb, new RlbBidder(rlb)) },
        judged.Score(Resolved, new PacedBidder(known)),
    ];

    /// <summary>The learned policy, a row for each training seed.</summary>
    public static PolicyScores OfLearned(BiddingCase judged, MarketKnowledge known, IReadOnlyList<TrainedPolicy> trained, int period = BiddingTraining.Period) => new(
        Learned, PolicyRole.Learned, [.. trained.Select(p => judged.Judged(judged.Play(Learned, new LearnedBidder(known, p, period))))]);

    // One bidder a budget, for those that are set for one.
    private sealed class ByBudget(IReadOnlyList<double> ofEpisodes, IReadOnlyList<double> budgets, Func<int, IBidder> create) : IBidder
    {
        private readonly IBidder[] _bidders = [.. budgets.Select((_, i) => create(i))];
        private int _episode;
        private IBidder? _now;

        public void Start(double budget, int auctions)
        {
            var place = 0;
            for (var i = 1; i < budgets.Count; i++)
            {
                place = Math.Abs(budgets[i] - ofEpisodes[_episode]) < Math.Abs(budgets[place] - ofEpisodes[_episode]) ? i : place;
            }

            _episode++;
            _now = _bidders[place];
            _now.Start(budget, auctions);
        }

        public double Bid(double value) => _now!.Bid(value);

        public void Observe(double value, double bid, AuctionOutcome outcome) => _now!.Observe(value, bid, outcome);
    }
}

/// <summary>Numbers of the baselines, set on training episodes.</summary>
/// <param name="Budgets">Budgets that the first two are set for.</param>
/// <param name="Constants">Bids, one a budget.</param>
/// <param name="Factors">Factors of the linear bid, one a budget.</param>
/// <param name="Pid">Gains, for all budgets.</param>
/// <param name="Dual">Step, for all budgets.</param>
/// <param name="Trust">Trust of the re-solved bidder, and of the learned one that adjusts it.</param>
internal sealed record TunedBaselines(IReadOnlyList<double> Budgets, IReadOnlyList<double> Constants, IReadOnlyList<double> Factors, PidGains Pid, double Dual, double Trust)
{
    private const int Episodes = 40, FewestEpisodes = 4, Seed = 9_311;

    /// <summary>Sets them on episodes of the training market.</summary>
    public static TunedBaselines Of(IMarket market, MarketKnowledge known, IReadOnlyList<double> budgets, DecisionRun run)
    {
        var tuning = new BaselineTuning(BiddingCase.Draw(market, run.Scaled(Episodes, FewestEpisodes), Seed), known.Fluid.Rule);
        return new TunedBaselines(
            budgets, [.. budgets.Select(b => tuning.Constant(known, b))], [.. budgets.Select(b => tuning.Linear(known, b))],
            tuning.Pid(known, budgets), tuning.Dual(known, budgets), tuning.Trust(known, budgets));
    }
}
