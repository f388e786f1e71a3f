using Foresale.Decisions.Bidding;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Bidding;

public class BudgetValuesTests
{
    private const double MeanValue = .5;
    private static readonly PriceLaw s_law = new([0, 1, 2, 1]); // prices 1, 2, 2, 3

    // The recurrence as it is written, without the table's shortcuts.
    private static double Value(int t, int b) => t == 0 ? 0 : Enumerable.Range(0, Math.Min(b, 3) + 1).Max(a =>
        Value(t - 1, b) + Enumerable.Range(0, a + 1).Sum(d => s_law.Probability[d] * (MeanValue + Value(t - 1, b - d) - Value(t - 1, b))));

    [Theory]
    [InlineData(.5)]
    [InlineData(.31)]
    [InlineData(.09)]
    [InlineData(1.4)]
    public void The_bid_is_the_highest_that_is_worth_its_price(double value)
    {
        var table = new BudgetValues(s_law, MeanValue, auctions: 5, largestBudget: 6, TestContext.Current.CancellationToken);

        for (var budget = 0; budget <= 6; budget++)
        {
            var worthwhile = Enumerable.Range(0, Math.Min(budget, 3) + 1).Last(a => value + Value(3, budget - a) - Value(3, budget) >= -1e-6);
            Assert.Equal(worthwhile, table.Bid(value, left: 3, budget));
        }
    }

    [Fact]
    public void The_last_auction_is_bid_for_with_all_that_is_left()
    {
        var table = new BudgetValues(s_law, MeanValue, auctions: 5, largestBudget: 6, TestContext.Current.CancellationToken);

        Assert.Equal(2, table.Bid(.01, left: 0, budget: 2));
        Assert.Equal(3, table.Bid(.01, left: 0, budget: 6));
    }

    [Fact]
    public void A_table_that_no_machine_can_hold_is_refused_in_words()
    {
        var fault = Assert.Throws<UserFaultException>(() => new BudgetValues(s_law, MeanValue, 1_000_000, 1_000_000, TestContext.Current.CancellationToken));

        Assert.Equal("RLB: 1000000 auctions times 1000000 units of budget are more than a table can hold. Give shorter episodes, or leave RLB out.", fault.Message);
    }

    [Fact]
    public void The_bound_buys_what_gives_most_for_its_price_and_a_part_of_the_next()
    {
        Auction[] auctions = [new(4, 4), new(3, 1), new(1, 0), new(5, 10)];

        // 1 for nothing, 3 for 1, 4 for 4, then half of the last.
        Assert.Equal(1 + 3 + 4 + 2.5, HindsightBound.Value(auctions, budget: 10), 12);
        Assert.Equal(1, HindsightBound.Value(auctions, budget: 0), 12);
    }

    [Fact]
    public void The_worth_curve_is_the_bound_of_a_sample_an_auction()
    {
        Auction[] auctions = [new(4, 4), new(3, 1), new(1, 0), new(5, 10)];
        var curve = new WorthCurve(auctions);

        Assert.All((double[])[0, 1, 3.3, 5, 10, 15, 99], b => Assert.Equal(HindsightBound.Value(auctions, b) / 4, curve.Value(b / 4), 12));
    }
}
