using CsCheck;
using Foresale.Decisions.Bidding;
using Foresale.Environments;

namespace Foresale.Tests.Decisions.Bidding;

public class AuctionReplayTests
{
    private static readonly Gen<Auction> s_auction = Gen.Select(Gen.Double[0, .02], Gen.Double[0, 300], Gen.Bool, (v, p, c) => new Auction(v, p, c));

    [Fact]
    public void A_second_price_winner_pays_the_price_and_a_first_price_winner_the_bid()
    {
        Assert.Equal(new AuctionOutcome(true, 3), AuctionOutcome.Of(AuctionRule.SecondPrice, 5, 3));
        Assert.Equal(new AuctionOutcome(true, 5), AuctionOutcome.Of(AuctionRule.FirstPrice, 5, 3));
        Assert.Equal(new AuctionOutcome(true, 3), AuctionOutcome.Of(AuctionRule.SecondPrice, 3, 3));
        Assert.Equal(new AuctionOutcome(false, 0), AuctionOutcome.Of(AuctionRule.SecondPrice, 2.9, 3));
    }

    [Fact]
    public void An_episode_counts_what_was_won_and_paid()
    {
        Auction[] log = [new(.3, 4, true), new(.1, 9), new(.2, 5), new(.4, 3, true)];

        var episode = AuctionReplay.Episode(log, 4, budget: 10, AuctionRule.SecondPrice, new ConstantBidder(6));

        // 4 and 5 are paid; 1 is left, which is less than the last price.
        Assert.Equal(new BiddingEpisode(.5, 1, 2, 9, 10), episode);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_bid_is_a_bid_of_nothing(double bid) => Assert.Equal(0, AuctionReplay.Within(bid, 10));

    [Fact]
    public void No_bidder_ever_bids_below_nothing_or_above_what_is_left() =>
        Gen.Select(s_auction.Array[1, 200], Gen.Double[0, 3_000], Gen.Int[0, 6], Gen.Bool).Sample((log, budget, kind, isFirst) =>
        {
            var rule = isFirst ? AuctionRule.FirstPrice : AuctionRule.SecondPrice;
            var watched = new Watched(Bidder(kind, rule), budget);

            var episode = AuctionReplay.Episode(log, log.Length, budget, rule, watched);

            Assert.True(watched.IsSound, watched.Fault);
            Assert.InRange(episode.Spent, 0, budget);
        }, iter: 400, seed: "0000000000001");

    [Fact]
    public void A_budget_of_nothing_wins_only_what_is_free()
    {
        Auction[] log = [new(.1, 0), new(.2, 1)];

        var episode = AuctionReplay.Episode(log, 2, budget: 0, AuctionRule.SecondPrice, new PacedBidder(Known(AuctionRule.SecondPrice)));

        Assert.Equal(new BiddingEpisode(.1, 0, 1, 0, 0), episode);
    }

    [Fact]
    public void The_last_episode_may_be_shorter()
    {
        var log = Enumerable.Repeat(new Auction(.1, 1), 25).ToArray();

        var episodes = AuctionReplay.Play(log, 10, budget: 100, AuctionRule.SecondPrice, new ConstantBidder(2));

        Assert.Equal([10, 10, 5], episodes.Select(e => e.Wins));
    }

    internal static MarketKnowledge Known(AuctionRule rule, double trust = .5) =>
        new(new FluidBids(Some.Prices, Some.Values, rule), Some.Values.Level, trust);

    private static IBidder Bidder(int kind, AuctionRule rule)
    {
        var known = Known(rule);
        return kind switch
        {
            0 => new ConstantBidder(-3),
            1 => new LinearBidder(40_000),
            2 => new PidBidder(known.Fluid, known.MeanValue, new PidGains(12, .3, 5)),
            3 => new DualBidder(known.Fluid, known.MeanValue, .06),
            4 => new PacedBidder(known),
            5 => new LearnedBidder(known, new RandomPolicy(new Space(["adjustment"], [-1], [1]), 1), 5),
            _ => new ConstantBidder(double.PositiveInfinity),
        };
    }

    private sealed class Watched(IBidder bidder, double budget) : IBidder
    {
        private double _left = budget;

        public bool IsSound { get; private set; } = true;

        public string Fault { get; private set; } = "";

        public void Start(double budget, int auctions) => bidder.Start(budget, auctions);

        public double Bid(double value) => bidder.Bid(value);

        public void Observe(double value, double bid, AuctionOutcome outcome)
        {
            if (!(bid >= 0 && bid <= _left && outcome.Paid <= bid))
            {
                (IsSound, Fault) = (false, $"bid {bid}, left {_left}, paid {outcome.Paid}");
            }

            _left -= outcome.Paid;
            bidder.Observe(value, bid, outcome);
        }
    }

    internal static class Some
    {
        public static PriceLaw Prices { get; } = new([.. Enumerable.Range(0, 301).Select(p => Math.Exp(-p / 60d))]);

        public static ValueLaw Values { get; } = ValueLaw.Of(Enumerable.Range(1, 500).Select(i => .00002 * i));
    }
}
