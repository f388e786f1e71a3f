using CsCheck;
using Foresale.Decisions.Bidding;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Bidding;

public class PriceLawTests
{
    private static readonly PriceLaw s_law = new([1, 0, 2, 1]); // prices 0, 2, 2, 3

    [Fact]
    public void A_bid_wins_the_share_of_prices_up_to_it_and_costs_their_part_of_the_mean()
    {
        Assert.Equal(.25, s_law.WinRate(1.9));
        Assert.Equal(.75, s_law.WinRate(2));
        Assert.Equal(1, s_law.Cost(2), 12);
        Assert.Equal(1.75, s_law.Mean, 12);
        Assert.Equal(1, s_law.WinRate(1e9));
    }

    [Fact]
    public void Scaling_multiplies_the_mean() =>
        Gen.Select(Gen.Double[0, 5].Array[2, 40], Gen.Double[.2, 4]).Where((counts, _) => counts.Sum() > 0)
            .Sample((counts, factor) => Assert.Equal(new PriceLaw(counts).Mean * factor, new PriceLaw(counts).Scaled(factor).Mean, 9), seed: "0000000000001");

    [Fact]
    public void A_law_of_prices_in_money_has_300_steps_and_one_of_whole_prices_steps_of_one()
    {
        Assert.Equal(300, PriceLaw.OfPrices([.1, .25, 3]).Probability.Count - 1);
        Assert.Equal(1, PriceLaw.OfPrices([3, 0, 277]).Unit);
    }

    [Fact]
    public void One_price_a_thousand_times_as_high_leaves_the_others_apart()
    {
        var law = PriceLaw.OfPrices([.. Enumerable.Range(0, 1_000).Select(i => 1 + (i / 1_000.0)), 5_000]);

        Assert.Equal(.5, law.WinRate(1.5), tolerance: .02);
        Assert.Equal(1.5, law.Mean, tolerance: .02);
        Assert.Equal(1, law.WinRate(5_000), 12);
    }

    [Fact]
    public void Counts_without_a_price_are_refused() =>
        Assert.Contains("all 0", Assert.Throws<ArgumentException>(() => new PriceLaw([0, 0])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_level_spends_the_rate_and_worth_is_what_it_wins()
    {
        var (prices, values) = (AuctionReplayTests.Some.Prices, AuctionReplayTests.Some.Values);
        var fluid = new FluidBids(prices, values, AuctionRule.SecondPrice);

        var level = fluid.Level(prices.Mean / 10);

        Assert.Equal(prices.Mean / 10, values.Shape.Average(v => prices.Cost(level * v)), prices.Mean / 200);
        Assert.Equal(values.Shape.Average(v => v * prices.WinRate(level * v)), fluid.Value(prices.Mean / 10), .01);
        Assert.True(fluid.Level(prices.Mean / 5) > level);
        Assert.Equal(0, fluid.Level(0));
    }

    [Fact]
    public void A_first_price_bid_is_below_the_worth_and_the_best_of_all()
    {
        var fluid = new FluidBids(AuctionReplayTests.Some.Prices, AuctionReplayTests.Some.Values, AuctionRule.FirstPrice);

        var bid = fluid.BidFor(100);

        double Gain(double b) => (100 - b) * fluid.Prices.WinRate(b);
        Assert.InRange(bid, 1, 99);
        Assert.All(Enumerable.Range(0, 101), b => Assert.True(Gain(b) <= Gain(bid) + 1e-9));
    }
}
