using CsCheck;
using Foresale.Decisions.Bidding;

namespace Foresale.Tests.Decisions.Bidding;

public class LiveBidderTests
{
    private static readonly BidQuestion s_question = new() { UserId = "u", ItemId = "i", Intent = .1, Margin = 20, Stock = 3 };
    private readonly ManualClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void The_value_is_intent_times_margin_and_the_policy_bids_for_it()
    {
        var answer = Bidder(factor: .5).Decide(s_question);

        Assert.True(answer.IsBid);
        Assert.Equal(2, answer.Value, 12);
        Assert.Equal(1, answer.Bid, 6);
    }

    [Fact]
    public void What_is_not_known_or_not_there_is_not_bid_for()
    {
        var bidder = Bidder();

        Assert.Equal(NoBid.UnknownUser, bidder.Decide(s_question with { UserId = null }).Reason);
        Assert.Equal(NoBid.UnknownItem, bidder.Decide(s_question with { ItemId = null }).Reason);
        Assert.Equal(NoBid.OutOfStock, bidder.Decide(s_question with { Stock = 0 }).Reason);
        Assert.Equal(NoBid.UnknownValue, bidder.Decide(s_question with { Intent = null }).Reason);
        Assert.Equal(NoBid.UnknownValue, bidder.Decide(s_question with { Margin = -1 }).Reason);
        Assert.Equal(NoBid.BelowFloor, bidder.Decide(s_question with { Floor = 9 }).Reason);
        Assert.Equal(NoBid.Budget, Bidder(budget: 0).Decide(s_question).Reason);
        Assert.Equal(0, bidder.Held);
    }

    [Fact]
    public void A_bid_holds_its_part_of_the_budget_until_its_end_is_told()
    {
        var bidder = Bidder(budget: 3);
        var (first, second) = (bidder.Decide(s_question), bidder.Decide(s_question));

        Assert.Equal([2, 1], [first.Bid, second.Bid]);
        Assert.Equal(NoBid.Budget, bidder.Decide(s_question).Reason);
        Assert.True(bidder.Won(first.BidId!, paid: .75));
        Assert.True(bidder.Lost(second.BidId!));
        Assert.False(bidder.Won(first.BidId!, paid: .75)); // told twice
        Assert.Equal((.75, 0, 2.25), (bidder.Spent, bidder.Held, bidder.Left));
    }

    [Fact]
    public void A_shopper_sees_no_more_ads_than_the_cap_within_its_window()
    {
        var bidder = Bidder(cap: 2);
        var bids = new[] { bidder.Decide(s_question), bidder.Decide(s_question) };

        Assert.Equal(NoBid.FrequencyCap, bidder.Decide(s_question).Reason);
        Assert.True(bidder.Decide(s_question with { UserId = "other" }).IsBid);
        bidder.Lost(bids[0].BidId!); // was not shown
        Assert.True(bidder.Decide(s_question).IsBid);
        Assert.Equal(NoBid.FrequencyCap, bidder.Decide(s_question).Reason);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(bidder.Decide(s_question).IsBid);
    }

    [Fact]
    public void Shoppers_of_yesterday_are_forgotten()
    {
        var cap = new FrequencyCap(2, TimeSpan.FromDays(1), _clock);
        for (var user = 0; user < 100; user++)
        {
            cap.TryTake($"{user}", out _);
        }

        _clock.Advance(TimeSpan.FromDays(1));
        cap.TryTake("new", out _);

        Assert.Equal(1, cap.Shoppers);
    }

    [Fact]
    public async Task Many_at_once_never_spend_more_than_there_is()
    {
        var bidder = Bidder(budget: 50, cap: 1_000_000);
        var most = 0d;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 2_000; i++)
            {
                var answer = bidder.Decide(s_question with { UserId = $"{random.Next(50)}", Intent = random.NextDouble() });
                if (answer.IsBid)
                {
                    _ = random.Next(3) == 0 ? bidder.Lost(answer.BidId!) : bidder.Won(answer.BidId!, answer.Bid * random.NextDouble());
                }

                lock (bidder)
                {
                    most = Math.Max(most, bidder.Spent);
                }
            }
        }, TestContext.Current.CancellationToken)));

        Assert.InRange(bidder.Spent, 49, 50);
        Assert.True(most <= 50);
        Assert.Equal(0, bidder.Held);
    }

    [Fact]
    public void Reserved_spent_and_free_always_make_up_the_budget() =>
        Gen.Select(Gen.Double[0, 20], Gen.Select(Gen.Double[0, 8], Gen.Int[0, 2], Gen.Double[0, 10]).Array[1, 40]).Sample((budget, bids) =>
        {
            var ledger = new BudgetLedger(budget);
            for (var i = 0; i < bids.Length; i++)
            {
                var (bid, end, paid) = bids[i];
                var reserved = ledger.Reserve($"{i}", bid);
                Assert.InRange(reserved, 0, bid + 1e-9); // whole millionths; a double of them may lie an ulp above
                var booked = end == 0 ? ledger.Win($"{i}", paid) : null;
                Assert.True(booked is null || booked <= reserved);
                _ = end == 1 && ledger.Lose($"{i}");
                Assert.InRange(ledger.Spent + ledger.Held + ledger.Free, budget - 2e-6, budget + 1e-9);
                Assert.True(ledger.Free >= 0);
            }
        }, seed: "0000000000001");

    [Fact]
    public void No_bid_is_above_the_value() => Assert.Equal(2, Bidder(factor: 7).Decide(s_question).Bid, 6);

    [Fact]
    public void Bidding_live_spends_what_a_replay_of_the_same_auctions_spends()
    {
        var random = new Random(3);
        var log = Enumerable.Range(0, 400).Select(_ => new Auction(random.NextDouble() * 2, random.NextDouble())).ToArray();
        var fluid = new FluidBids(PriceLaw.OfPrices([.. log.Select(a => a.Price)]), ValueLaw.Of(log.Select(a => a.Value)), AuctionRule.SecondPrice);
        var known = new MarketKnowledge(fluid, log.Average(a => a.Value), .5);
        var replayed = AuctionReplay.Episode(log, log.Length, budget: 60, AuctionRule.SecondPrice, new PacedBidder(known));

        var bidder = new LiveBidder(new PacedBidder(known), new LiveBidderOptions { Budget = 60, ExpectedAuctions = log.Length }, _clock);
        var value = 0.0;
        for (var i = 0; i < log.Length; i++)
        {
            var answer = bidder.Decide(new BidQuestion { UserId = $"{i}", ItemId = "i", Intent = log[i].Value / 2, Margin = 2 });
            var outcome = AuctionOutcome.Of(AuctionRule.SecondPrice, answer.Bid, log[i].Price);
            if (answer.IsBid)
            {
                _ = outcome.IsWon ? bidder.Won(answer.BidId!, outcome.Paid) : bidder.Lost(answer.BidId!);
            }

            value += outcome.IsWon ? log[i].Value : 0;
        }

        Assert.Equal(replayed.Value, value, tolerance: .03 * value); // money in millionths, and no bid above the value
        Assert.Equal(replayed.Spent, bidder.Spent, tolerance: .5);
    }

    [Fact]
    public void A_place_that_was_not_bid_for_has_passed_and_the_policy_that_paces_is_told()
    {
        var policy = new Recorder();
        var bidder = new LiveBidder(policy, new LiveBidderOptions { Budget = 2, ExpectedAuctions = 10 }, _clock);

        bidder.Decide(s_question with { Floor = 1.5 }); // a bid of 1
        bidder.Decide(s_question with { Stock = 0 }); // no place for this item: none has passed
        bidder.Decide(s_question with { UserId = "a" });
        bidder.Decide(s_question with { UserId = "b" });
        bidder.Decide(s_question with { UserId = "c" }); // nothing is left

        Assert.Equal([(2, 0), (2, 0)], policy.Observed);
    }

    [Fact]
    public void A_bid_of_which_nothing_is_told_counts_as_lost_and_a_win_told_late_is_still_paid()
    {
        var bidder = Bidder(budget: 3);
        var bid = bidder.Decide(s_question);
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(bidder.Decide(s_question with { UserId = "other" }) is { Bid: 2 } next && bidder.Lost(next.BidId!));
        Assert.Equal(0, bidder.Held);
        Assert.True(bidder.Won(bid.BidId!, paid: 1.5));
        Assert.Equal((1.5, 1.5), (bidder.Spent, bidder.Left));
        Assert.False(bidder.Won(bid.BidId!, paid: 1.5));
    }

    [Fact]
    public void A_win_told_more_than_an_hour_too_late_is_of_no_bid_that_is_known()
    {
        var bidder = Bidder();
        var bid = bidder.Decide(s_question);
        _clock.Advance(TimeSpan.FromMinutes(5));
        bidder.Lost("none");
        _clock.Advance(TimeSpan.FromMinutes(61));

        Assert.False(bidder.Won(bid.BidId!, paid: 1));
    }

    [Fact]
    public void A_new_period_has_the_whole_budget_and_a_bid_of_the_old_one_is_not_its_own()
    {
        var bidder = Bidder(budget: 3);
        var bid = bidder.Decide(s_question);
        bidder.Begin();

        Assert.True(bidder.Won(bid.BidId!, paid: 2));
        Assert.Equal((0, 0, 3), (bidder.Spent, bidder.Held, bidder.Left));
    }

    [Fact]
    public void A_test_is_answered_and_holds_nothing()
    {
        var bidder = Bidder(cap: 1);

        Assert.Equal(2, bidder.Decide(s_question, isTest: true).Bid);
        Assert.Equal(0, bidder.Held);
        Assert.True(bidder.Decide(s_question).IsBid);
    }

    private sealed class Recorder : IBidder
    {
        public List<(double Value, double Bid)> Observed { get; } = [];

        public void Start(double budget, int auctions)
        {
            // nothing to begin
        }

        public double Bid(double value) => 1;

        public void Observe(double value, double bid, AuctionOutcome outcome) => Observed.Add((value, bid));
    }

    private LiveBidder Bidder(double budget = 100, int cap = 5, double factor = 1) =>
        new(new LinearBidder(factor), new LiveBidderOptions { Budget = budget, ExpectedAuctions = 100, Cap = cap }, _clock);
}
