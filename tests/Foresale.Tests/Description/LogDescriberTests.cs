using Foresale.Description;
using Foresale.Events;

namespace Foresale.Tests.Description;

public class LogDescriberTests
{
    [Fact]
    public void The_funnel_converts_as_by_hand()
    {
        // Sessions: 6 view only, 2 view and cart, 1 view, cart and purchase, 1 purchase only.
        var described = LogDescriber.Describe(SomeFacts.Clean() with
        {
            Behaviors = [new(Behavior.View, 30, 5, 9, 4), new(Behavior.Cart, 6, 2, 3, 2), new(Behavior.Purchase, 4, 2, 2, 2), new(Behavior.Uncart, 10, 1, 1, 1)],
            SessionSets = [new(1, 6), new(9, 2), new(25, 1), new(16, 1)],
            ShopperSets = [new(1, 3), new(25, 2)],
            Buyers = new(2, 1, 4, 100),
        });

        Assert.Equal(new FunnelStep(Behavior.View, 30, .6, 5, 9, 4, null, null, 1 / 9.0), described.Funnel[0]);
        Assert.Equal(new FunnelStep(Behavior.Cart, 6, .12, 2, 3, 2, 3 / 9.0, .4, 1 / 3.0), described.Funnel[1]);
        Assert.Equal(new FunnelStep(Behavior.Purchase, 4, .08, 2, 2, 2, 1 / 3.0, 1, null), described.Funnel[2]);
        Assert.Equal(new FunnelStep(Behavior.Uncart, 10, .2, 1, 1, 1, null, null, null), described.Funnel[3]);
        Assert.Equal((2, .2, .4, .5, 25.0), (described.Rates.BuyingSessions, described.Rates.SessionConversion, described.Rates.BuyerShare, described.Rates.RepeatShare, described.Rates.OrderValue!.Value));
    }

    [Fact]
    public void The_verdict_names_the_targets_with_enough()
    {
        var described = LogDescriber.Describe(SomeFacts.Clean() with { Targets = [new("session", null, 1_000_000, 50_000, 40_000), new("user", 7, 1000, 100, 50)] });

        Assert.Equal("The data is enough for session: on a test slice of 15 % a ROC-AUC is known within ±.025.", described.Verdict);
    }

    [Fact]
    public void The_verdict_tells_how_many_buyers_are_lacking()
    {
        var described = LogDescriber.Describe(SomeFacts.Clean() with { Targets = [new("user", 7, 1000, 100, 50)] });

        var judged = described.Sufficiency[0];
        Assert.StartsWith("The data is not yet enough: best is user 7d, whose ROC-AUC a test slice of 15 % tells within ±.", described.Verdict, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"; {judged.MoreBuyersNeeded:N0} more buyers (about {Math.Ceiling(judged.MoreDaysNeeded!.Value):N0} more days) bring it to ±.025."), described.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Real_orders_that_the_log_lacks_are_counted_by_day()
    {
        var (one, two) = (new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3));
        var coverage = OrderCoverage.Compare(
            [new("a", one, null), new("a", one, null), new("b", one, null), new("c", two, "bob"), new("old", one.AddDays(-9), null)],
            [new("a", "ann", one), new("x", "eve", two)],
            one, two)!;

        Assert.Equal(("order_id", 4, 1, 2, 2 / 3.0, 1), (coverage.MatchedBy, coverage.Orders, coverage.OutsideSpan, coverage.Missing, coverage.MissingShare, coverage.OnlyInLog!.Value));
        Assert.Equal([new OrderDay(one, 2, 1), new OrderDay(two, 1, 1)], coverage.Days);
        Assert.Equal("b, c", string.Join(", ", coverage.Examples.Select(e => e.OrderId)));
    }

    [Fact]
    public void Without_order_ids_in_the_log_shopper_and_day_stand_for_them()
    {
        var day = new DateOnly(2026, 3, 2);
        var logged = new LoggedOrder[] { new(null, "ann", day) };

        Assert.Equal(1, OrderCoverage.Compare([new("1", day, "ann"), new("2", day, "bob")], logged, day, day)!.Missing);
        Assert.Null(OrderCoverage.Compare([new("1", day, null)], logged, day, day));
    }
}
