using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class SessionTrajectoryTests
{
    private static readonly Target s_session = new(TargetKind.Session);

    // Another shopper's event, long after, so that the sessions before it are over.
    private static readonly ShopEvent s_later = Some.Event(600, user: "z", session: "z");

    [Fact]
    public void A_node_stands_after_each_event_and_a_purchase_begins_a_new_episode()
    {
        var table = Some.Training(Some.Log(Some.Event(0), Some.Event(1, Behavior.Cart), Some.Event(2, Behavior.Purchase), Some.Event(9), s_later), s_session);

        Assert.Equal(
            ["1 100% cart Continues 1", "2 100% purchase Bought 1", "3 100% view Continues 0", "4 100% leave NotBought 0", "1 100% ? Truncated NaN"],
            table.Lines());
        Assert.Equal([1f, 1f, 1f, 1f, 1f], table.Nodes.Weight);
        Assert.Equal([1, 2, 3, 4, 1], table.Nodes.Step);
        Assert.All(table.Nodes.IsRow, Assert.True);
        Assert.Equal("s", table.Nodes.SessionId[0]);
        Assert.Equal(Some.Event(1, Behavior.Cart).EventId, table.Nodes.EventId[1]);
    }

    [Fact]
    public void Rows_of_one_order_are_one_purchase()
    {
        var table = Some.Training(
            Some.Log(
                Some.Event(0), Some.Event(1, Behavior.Purchase, item: "a", order: "o"), Some.Event(3, Behavior.Purchase, item: "b", order: "o"), s_later),
            s_session);

        Assert.Equal(["1 100% purchase Bought 1", "3 100% leave NotBought 0"], table.Lines()[..2]);
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(1.1, 2)]
    public void Two_purchases_within_60_seconds_are_one(double minutesApart, int bought)
    {
        var table = Some.Training(
            Some.Log(Some.Event(0), Some.Event(5, Behavior.Purchase), Some.Event(5 + minutesApart, Behavior.Purchase, item: "b"), s_later), s_session);

        Assert.Equal(bought, table.Nodes.End.Count(end => end == NodeEnd.Bought));
    }

    [Fact]
    public void A_row_that_goes_on_with_an_order_after_a_view_is_no_new_purchase()
    {
        var table = Some.Training(
            Some.Log(Some.Event(1, Behavior.Purchase, order: "o"), Some.Event(3), Some.Event(5, Behavior.Purchase, item: "b", order: "o"), s_later), s_session);

        Assert.Equal(["1 100% view Continues 0", "2 100% ? Continues 0", "3 100% leave NotBought 0"], table.Lines()[..3]);
    }

    [Fact]
    public void Corrections_are_no_actions_but_are_stood_after()
    {
        var table = Some.Training(
            Some.Log(Some.Event(0, Behavior.Cart), Some.Event(1, Behavior.Uncart), Some.Event(2, Behavior.Purchase), Some.Event(4, Behavior.Refund), s_later), s_session);

        Assert.Equal(
            ["1 100% ? Continues 1", "2 100% purchase Bought 1", "3 100% ? Continues 0", "4 100% leave NotBought 0"], table.Lines()[..4]);
    }

    [Theory]
    [InlineData(29, NodeEnd.Truncated)]
    [InlineData(30, NodeEnd.NotBought)]
    public void A_session_whose_last_event_is_less_than_30_minutes_before_the_end_is_open(double logEnd, NodeEnd end)
    {
        var table = Some.Training(Some.Log(Some.Event(0), Some.Event(logEnd, user: "z", session: "z")), s_session);

        Assert.Equal(end, table.Nodes.End[0]);
    }

    [Fact]
    public void With_a_horizon_in_events_every_node_has_a_window_of_its_own()
    {
        var log = Some.Log(Some.Event(0), Some.Event(1, Behavior.Search), Some.Event(2, Behavior.Cart), Some.Event(3, Behavior.Purchase), s_later);

        var table = Some.Training(log, new Target(TargetKind.Session, HorizonEvents: 2));

        Assert.Equal(
            [
                "1 100% search Continues 0", "2 50% cart NotBought 0",
                "2 100% cart Continues 1", "3 50% purchase Bought 1",
                "3 100% purchase Bought 1",
                "4 100% leave NotBought 0",
                "1 100% ? Truncated NaN",
            ],
            table.Lines());
        Assert.Equal([true, false, true, false, true, true, true], table.Nodes.IsRow);
        Assert.Equal(table.Nodes.State[1], table.Nodes.State[2]);
        Assert.Equal(5, table.StateCount);
    }

    [Fact]
    public void A_horizon_of_one_event_asks_whether_the_next_event_is_a_purchase()
    {
        var log = Some.Log(Some.Event(0), Some.Event(1, Behavior.Purchase), Some.Event(1.5, Behavior.Purchase, item: "b"), s_later);

        var table = Some.Training(log, new Target(TargetKind.Session, HorizonEvents: 1));

        Assert.Equal(["1 100% purchase Bought 1", "2 100% purchase Bought 1", "3 100% leave NotBought 0"], table.Lines()[..3]);
    }

    [Fact]
    public void The_tokens_of_a_shopper_stand_together_in_order_of_time()
    {
        var day2 = Some.Day;
        var table = Some.Training(
            Some.Log(
                Some.Event(0, user: "b"), Some.Event(1, Behavior.Cart, user: "a"), Some.Event(day2, Behavior.Search, user: "a", session: "s2"),
                Some.Event(day2 + 1, Behavior.Favorite, user: "b", session: "s2")),
            s_session);

        var fields = table.TokenSchema!.Count;
        Assert.Equal(4 * fields, table.Tokens.Length);
        foreach (var user in table.UserIds.Select((_, i) => i))
        {
            var nodes = Enumerable.Range(0, 4).Where(n => table.Nodes.User[n] == user).OrderBy(n => table.Nodes.TimeMs[n]).ToArray();
            Assert.Equal([table.Nodes.TokenBegin[nodes[0]] + 1, table.Nodes.TokenBegin[nodes[0]] + 2], nodes.Select(n => table.Nodes.TokenEnd[n]));
        }

        Assert.Equal([0, 2], table.Nodes.TokenBegin.Distinct().Order());
    }
}
