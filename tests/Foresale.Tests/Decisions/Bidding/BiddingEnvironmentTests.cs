using Foresale.Decisions.Bidding;
using Foresale.Environments;

namespace Foresale.Tests.Decisions.Bidding;

public class BiddingEnvironmentTests
{
    private static BiddingProblem Problem(AuctionRule rule = AuctionRule.SecondPrice)
    {
        var laws = new MarketLaws([AuctionReplayTests.Some.Prices], AuctionReplayTests.Some.Values, new MarketDrift { LogPrice = .3, LogValue = .1, Correlation = .6 });
        return new BiddingProblem { Market = () => new SimulatedMarket(laws), Known = AuctionReplayTests.Known(rule), Auctions = 210 };
    }

    [Theory]
    [InlineData(AuctionRule.SecondPrice)]
    [InlineData(AuctionRule.FirstPrice)]
    public void It_keeps_the_contract_of_an_environment(AuctionRule rule)
    {
        var problem = Problem(rule);

        Assert.Empty(EnvironmentChecker.Check(() => new BiddingEnvironment(problem)));
    }

    [Fact]
    public void Without_adjustment_nothing_is_gained_and_an_episode_ends_after_its_auctions()
    {
        var environment = new BiddingEnvironment(Problem());
        environment.Reset(1);

        for (var step = 1; step <= 11; step++)
        {
            var result = environment.Step([0]);
            Assert.Equal(0, result.Reward);
            Assert.Equal(step == 11, result.Terminated); // 10 of 20 auctions and one of 10
        }
    }

    [Fact]
    public void Bidding_far_too_high_is_felt_in_the_same_step()
    {
        var problem = Problem();
        var environment = new BiddingEnvironment(problem);
        var (high, count) = (0d, 0);

        for (var seed = 0; seed < 40; seed++, count++)
        {
            environment.Reset(seed);
            high += environment.Step([1]).Reward;
        }

        Assert.True(high / count < -.5, $"{high / count}");
    }

    [Fact]
    public void A_learned_bidder_bids_as_the_environment_does()
    {
        // One fixed action, the same auctions: the environment's money and the replay's have to agree.
        var (problem, constant) = (Problem(), new Always(.3f));
        var environment = new BiddingEnvironment(problem);
        environment.Reset(5);
        var budget = environment.Left;
        for (var ended = false; !ended;)
        {
            ended = environment.Step([.3f]).Terminated;
        }

        var (market, random) = (problem.Market(), new Random(5));
        market.Start(random);
        random.NextDouble(); // the budget
        var auctions = Enumerable.Range(0, problem.Auctions).Select(_ => market.Next(random)).ToArray();
        var replayed = AuctionReplay.Episode(auctions, problem.Auctions, budget, AuctionRule.SecondPrice, new LearnedBidder(problem.Known, constant, problem.Period));

        Assert.Equal(environment.Won, replayed.Value, 12);
        Assert.Equal(budget - environment.Left, replayed.Spent, 9);
    }

    private sealed class Always(float action) : IPolicy
    {
        public void Act(ReadOnlySpan<float> observations, Span<float> actions) => actions.Fill(action);
    }
}
