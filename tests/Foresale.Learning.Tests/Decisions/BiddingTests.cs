using CsCheck;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using Foresale.Decisions.Policies;
using Foresale.Events;
using Foresale.Learning.Decisions;
using Foresale.Learning.Decisions.Bidding;

namespace Foresale.Learning.Tests.Decisions;

[Collection(TorchCollection.Name)]
public class BiddingTests
{
    private static readonly DecisionRun s_short = new() { Seeds = [1, 2], Effort = .004 };

    [Fact]
    public void The_linear_programme_and_the_greedy_choice_give_one_bound() =>
        Gen.Select(Gen.Select(Gen.Int[0, 20_000], Gen.Int[0, 300], (v, p) => new Auction(v / 1e6, p)).Array[1, 60], Gen.Int[0, 5_000]).Sample(
            (auctions, budget) => Assert.Equal(HindsightBound.Value(auctions, budget), FractionalKnapsack.Solve(auctions, budget, TestContext.Current.CancellationToken), 1e-9),
            iter: 100, seed: "0000000000001");

    [Fact]
    public void Without_data_the_drift_is_still_played_and_what_is_missing_is_said()
    {
        var result = new BiddingBenchmark().Run(s_short, TestContext.Current.CancellationToken);

        var drift = Assert.Single(result.Instances);
        Assert.Equal("drift-planted", drift.Name);
        Assert.NotNull(drift.Gate);
        Assert.Equal(2, drift.Policies.Single(p => p.Role is PolicyRole.Learned).BySeed.Count);
        Assert.All(drift.Policies, p => Assert.All(p.BySeed, row => Assert.All(row, share => Assert.InRange(share, 0, 1 + 1e-9))));
        Assert.Contains("The iPinYou problems were left out: there is no folder ipinyou-2997 in FORESALE_DATA, which is not set.", result.Notes[0], StringComparison.Ordinal);
        Assert.Single(drift.Plots);
    }

    [Fact]
    public void A_problem_that_needs_data_says_so() =>
        Assert.StartsWith("ipinyou-2997/auctions.txt.gz: no folder of data sets is known.", Assert.Throws<UserFaultException>(() => new BiddingBenchmark().Run(s_short with { Only = "ipinyou-1/32" }, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_log_of_ones_own_gets_a_policy_that_keeps_to_its_budget()
    {
        var log = Log(4_000);

        var fit = BidFit.Run(log, new BidFitOptions(Budget: 300, Auctions: 200, AuctionRule.SecondPrice), s_short, TestContext.Current.CancellationToken);

        var bidder = fit.Plan.Create(fit.Policy is { } bytes ? new OnnxPolicy(bytes) : null, TestContext.Current.CancellationToken);
        Assert.All(AuctionReplay.Play(log, 200, 300, AuctionRule.SecondPrice, bidder), e => Assert.InRange(e.Spent, 0, 300));
        Assert.Equal((2_400, 1_600), (fit.TrainingAuctions, fit.JudgedAuctions));
        Assert.Equal(8, fit.Instance.Policies[0].BySeed[0].Count);
    }

    [Fact]
    public void A_first_price_log_has_no_dynamic_programme()
    {
        var fit = BidFit.Run(Log(4_000), new BidFitOptions(300, 200, AuctionRule.FirstPrice), s_short, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(fit.Instance.Policies, p => p.Name.StartsWith("RLB", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 200, "--budget: 0 buys nothing. Give what an episode may cost, above 0, in the unit of the prices.")]
    [InlineData(300, 9, "--auctions: 9 auctions are too short an episode to pace. Give 10 or more.")]
    [InlineData(300, 400, "--auctions: the last 40 % of 4,000 auctions are 4 whole episodes of 400, too few to choose by. Give a longer log, or episodes of at most 320.")]
    public void What_cannot_be_fitted_is_refused(double budget, int auctions, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => BidFit.Run(Log(4_000), new BidFitOptions(budget, auctions, AuctionRule.SecondPrice), s_short, TestContext.Current.CancellationToken)).Message);

    [Fact]
    public void A_seed_gives_the_same_policy_and_its_file_acts_alike()
    {
        var laws = new MarketLaws(DriftInstances.Planted(), DriftInstances.PlantedValues(), DriftInstances.Drift);
        var known = new MarketKnowledge(new FluidBids(PriceLaw.Average(DriftInstances.Planted()), DriftInstances.PlantedValues(), AuctionRule.SecondPrice), .004);
        var problem = new BiddingProblem { Market = () => new SimulatedMarket(laws), Known = known };
        using var first = BiddingTraining.Train(problem, 3, .005, null, TestContext.Current.CancellationToken);
        using var second = BiddingTraining.Train(problem, 3, .005, null, TestContext.Current.CancellationToken);
        using var file = new OnnxPolicy(first.ToOnnx());
        var state = new float[PacedBidder.Observations.Size];
        state[0] = state[1] = .5f;
        var action = new float[1];

        file.Act(state, action);

        Assert.Equal(first.Act(state), second.Act(state));
        Assert.Equal(first.Act(state)[0], action[0], 1e-5f);
    }

    private static Auction[] Log(int count)
    {
        var random = new Random(8);
        return [.. Enumerable.Range(0, count).Select(_ => new Auction(.01 * random.NextDouble(), Math.Floor(20 * random.NextDouble() * random.NextDouble())))];
    }
}
