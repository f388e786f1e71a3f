using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>Campaign 2997 of iPinYou, replayed: episodes of 1,000 auctions, budget = c0 x mean cost in training x 1,000 (Cai et al. 2017).</summary>
internal sealed class IpinyouInstances
{
    /// <summary>Where the data stand in the folder of data sets.</summary>
    public const string Folder = "ipinyou-2997";

    // The first tenth is history: of it the shape of the values is known. Training data have prices and clicks alone.
    private const int HistoryEpisodes = 15;
    private const double HighestBid = 300;
    private static readonly MarketDrift s_drift = new() { LogPrice = .15, LogValue = .1, Correlation = .6 };

    // Clicks of Mcpc; clicks and value of the linear bid with most clicks (factors 2, 4, ... 300); of RLB; the bound. Mcpc 48 and RLB 78 are published.
    private static readonly (double Mcpc, double LinearClicks, double LinearValue, double RlbClicks, double RlbValue, double Bound)[] s_known =
        [(48, 74, 150.2, 78, 163.1, 170.2), (82, 107, 204.4, 119, 224.6, 230.1), (144, 161, 276.1, 176, 295.6, 302.1), (244, 247, 351.3, 259, 393.7, 397.6), (254, 382, 490.6, 389, 517.8, 522.8)];

    private readonly IpinyouCampaign _campaign;
    private readonly Auction[] _log;
    private readonly Auction[][] _episodes;
    private readonly ValueLaw _values;

    /// <summary>Reads the data.</summary>
    public IpinyouInstances(DecisionRun run)
    {
        _campaign = IpinyouCampaign.Read(run.DataFile($"{Folder}/info_2997.json"));
        _log = IpinyouCampaign.ReadAuctions(run.DataFile($"{Folder}/auctions.txt.gz"));
        _episodes = _log.Chunk(BiddingCase.Auctions).ToArray();
        _values = ValueLaw.Of(_log.Take(HistoryEpisodes * BiddingCase.Auctions).Select(a => a.Value));
    }

    /// <summary>Laws of the nine campaigns.</summary>
    public static IReadOnlyList<PriceLaw> AllLaws(DecisionRun run) =>
        [.. ((int[])[1458, 2259, 2261, 2821, 2997, 3358, 3386, 3427, 3476]).Select(c => IpinyouCampaign.Read(run.DataFile(string.Create(CultureInfo.InvariantCulture, $"{Folder}/info_{c}.json"))).Prices)];

    /// <summary>Shape of the values, for the simulated drift.</summary>
    public ValueLaw Values => _values;

    /// <summary>Budget of an episode, in whole units as published.</summary>
    public double Budget(double share) => Math.Floor(_campaign.MeanCost * share * BiddingCase.Auctions);

    /// <summary>Trains once for all budgets and judges at each.</summary>
    public (IReadOnlyList<DecisionInstance> Instances, IReadOnlyList<KnownAnswer> Known, IReadOnlyList<string> Notes) Run(DecisionRun run, CancellationToken cancellationToken)
    {
        var wanted = Enumerable.Range(0, BiddingBenchmark.Shares.Count).Where(i => run.Wants(Name(i))).ToList();
        if (wanted.Count == 0)
        {
            return ([], [], []);
        }

        var fluid = new FluidBids(_campaign.Prices, _values, AuctionRule.SecondPrice);
        var shared = new MarketLaws([_campaign.Prices], _values, s_drift);
        double[] budgets = [.. BiddingBenchmark.Shares.Select(Budget)];
        var training = new MarketKnowledge(fluid, _values.Level);
        var settings = TunedBaselines.Of(new SimulatedMarket(shared), training, budgets, run);
        training = training with { Trust = settings.Trust };
        var rlb = new BudgetValues(_campaign.Prices, _campaign.ClickRate, BiddingCase.Auctions, budgets[^1], cancellationToken);
        var trained = BiddingTraining.TrainAll("ipinyou", new BiddingProblem { Market = () => new SimulatedMarket(shared), Known = training }, run, cancellationToken);
        try
        {
            var (instances, known, notes) = (new List<DecisionInstance>(), new List<KnownAnswer>(), new List<string>());
            foreach (var i in wanted)
            {
                var judged = new BiddingCase { Episodes = _episodes, Budgets = [.. _episodes.Select(_ => budgets[i])], History = HistoryEpisodes, Drawn = BiddingPolicies.Drawn };
                known.AddRange(Known(i, judged, rlb, cancellationToken));
                var knowledge = training with { MeanValue = _campaign.ClickRate };
                var learned = BiddingPolicies.OfLearned(judged, knowledge, trained);
                instances.Add(new DecisionInstance
                {
                    Name = Name(i),
                    Title = $"iPinYou 2997, budget 1/{1 / BiddingBenchmark.Shares[i]:0} of the mean cost",
                    Score = "value (sum of pCTR) an episode",
                    Decimals = 4,
                    Policies =
                    [
                        judged.Score(BiddingPolicies.Mcpc, new LinearBidder(_campaign.CostPerClick, HighestBid)),
                        .. BiddingPolicies.Baselines(judged, knowledge, settings, rlb),
                        LinearInHindsight(judged),
                        learned,
                        judged.Bound(),
                    ],
                    Plots = [judged.Spending()],
                });
                notes.Add(Totals(i, judged, knowledge, trained));
            }

            notes.Add(string.Create(CultureInfo.InvariantCulture, $"iPinYou: the price law is that of training; the shape of the values that of the first {HistoryEpisodes} episodes, which are not judged, since the data have no pCTR of training. Baselines were set on simulated training episodes: PID {settings.Pid.Proportional:0.##}/{settings.Pid.Integral:0.##}/{settings.Pid.Derivative:0.##}, dual step {settings.Dual:0.###}, trust {settings.Trust:0.##}."));
            return (instances, known, notes);
        }
        finally
        {
            trained.ForEach(p => p.Dispose());
        }
    }

    private static string Name(int place) => string.Create(CultureInfo.InvariantCulture, $"ipinyou-1/{1 / BiddingBenchmark.Shares[place]:0}");

    // All 157 episodes, as in the published table.
    private string Totals(int place, BiddingCase judged, MarketKnowledge knowledge, List<Agents.OffPolicy.TrainedPolicy> trained)
    {
        var totals = trained.Select(p => judged.Play("", new LearnedBidder(knowledge, p, BiddingTraining.Period)).Sum(e => e.Value)).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Name(place)}, all {_episodes.Length} episodes: learned value {totals.Average():0.0} (seeds {string.Join(" ", totals.Select(t => t.ToString("0.0", CultureInfo.InvariantCulture)))}), {totals.Average() / judged.Bounds.Sum():P1} of the bound; RLB {s_known[place].RlbValue:0.0}.");
    }

    private PolicyScores LinearInHindsight(BiddingCase judged) =>
        Enumerable.Range(1, (int)HighestBid).Select(b => judged.Score(BiddingPolicies.LinearInHindsight, Linear(b))).MaxBy(p => p.Mean)!;

    private LinearBidder Linear(double bidForMean) => new(bidForMean / _campaign.ClickRate, HighestBid);

    private IEnumerable<KnownAnswer> Known(int place, BiddingCase judged, BudgetValues rlb, CancellationToken cancellationToken)
    {
        var known = s_known[place];
        var mcpc = judged.Play("", new LinearBidder(_campaign.CostPerClick, HighestBid));
        yield return Clicks(BiddingPolicies.Mcpc, known.Mcpc, mcpc);
        var linear = Enumerable.Range(1, (int)HighestBid / 2).Select(b => judged.Play("", Linear(2 * b))).MaxBy(r => r.Sum(e => e.Clicks))!;
        yield return Clicks("linear with most clicks", known.LinearClicks, linear);
        yield return Value("linear with most clicks", known.LinearValue, linear.Sum(e => e.Value));
        var dynamic = judged.Play("", new RlbBidder(rlb));
        yield return Clicks("RLB", known.RlbClicks, dynamic);
        yield return Value("RLB", known.RlbValue, dynamic.Sum(e => e.Value));
        yield return Value("hindsight bound", known.Bound, judged.Bounds.Sum());
        var program = _episodes.Sum(e => FractionalKnapsack.Solve(e, judged.Budgets[0], cancellationToken));
        yield return new KnownAnswer($"{Name(place)}: bound by linear programme and by greedy choice", judged.Bounds.Sum(), program, 1e-6 * judged.Bounds.Sum());

        KnownAnswer Clicks(string what, double expected, IReadOnlyList<BiddingEpisode> found) => new($"{Name(place)}: clicks of {what}", expected, found.Sum(e => e.Clicks), 0);
        KnownAnswer Value(string what, double expected, double found) => new($"{Name(place)}: value of {what}", expected, found, .15);
    }
}
