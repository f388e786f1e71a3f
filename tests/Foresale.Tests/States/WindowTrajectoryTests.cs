using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class WindowTrajectoryTests
{
    private static readonly Target s_user1d = new(TargetKind.User, HorizonDays: 1);
    private static readonly Target s_user2d = new(TargetKind.User, HorizonDays: 2);
    private static readonly Target s_pair2d = new(TargetKind.UserItem, HorizonDays: 2);

    // Day d, hour h, in minutes.
    private static double At(int day, double hour = 0) => (day * Some.Day) + (hour * 60);

    private static ShopEvent EndOfDay(int day) =>
        Some.Event(At(day), user: "z", session: "z", item: null) with { Time = Some.Start.AddDays(day + 1).AddMilliseconds(-1) };

    private static string[] LinesOf(StateTable table, string user, DateTimeOffset asOf)
    {
        var begin = Enumerable.Range(0, table.Nodes.Count).Single(n =>
            table.Nodes.IsRow[n] && string.Equals(table.UserIds[table.Nodes.User[n]], user, StringComparison.Ordinal) && table.Nodes.TimeMs[n] == asOf.ToUnixTimeMilliseconds());
        var end = begin;
        while (table.Nodes.End[end] == NodeEnd.Continues)
        {
            end++;
        }

        return table.Lines()[begin..(end + 1)];
    }

    [Fact]
    public void A_window_goes_from_midnight_to_the_purchase()
    {
        var table = Some.Training(
            Some.Log(Some.Event(At(0, 8)), Some.Event(At(1, 6), Behavior.Cart), Some.Event(At(1, 12), Behavior.Purchase), Some.Event(At(1, 18)), EndOfDay(1)), s_user1d);

        Assert.Equal(["1 100% cart Continues 1", "2 75% purchase Bought 1"], LinesOf(table, "u", Some.Start.AddDays(1)));
    }

    [Fact]
    public void The_horizon_without_a_purchase_is_no()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(1, 6), Behavior.Cart), EndOfDay(2)), s_user1d);

        Assert.Equal(["1 100% cart Continues 0", "2 75% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(1)));
        Assert.Equal(["2 100% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(2)));
    }

    [Fact]
    public void An_event_at_the_very_midnight_is_in_the_window_and_not_in_the_state()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(1), Behavior.Cart), EndOfDay(1)), s_user1d);

        Assert.Equal(["1 100% cart Continues 0", "2 100% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(1)));
    }

    [Fact]
    public void Each_window_stops_at_one_later_row_of_its_shopper_earlier_and_later_ones_in_turn()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(0, 9), user: "v", session: "v"), EndOfDay(9)), new Target(TargetKind.User, HorizonDays: 4));

        string[] Pauses(string user) => [.. Enumerable.Range(1, 4).Select(day => LinesOf(table, user, Some.Start.AddDays(day))).Select(lines => Assert.Single(lines[1..]))];
        string[] inTurn = ["1 75% leave NotBought 0", "1 50% leave NotBought 0", "1 25% leave NotBought 0"];
        Assert.Equal(inTurn.Order(), Pauses("u")[..3].Order());
        Assert.Equal(inTurn.Order(), Pauses("v")[..3].Order());
        Assert.NotEqual(Pauses("u")[0], Pauses("v")[0]);
    }

    [Fact]
    public void A_pause_has_no_action_and_the_state_of_its_midnight()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), EndOfDay(5)), s_user2d);

        Assert.Equal(["1 100% ? Continues 0", "1 50% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(1)));
        var nodes = Enumerable.Range(0, table.Nodes.Count).Where(n => string.Equals(table.UserIds[table.Nodes.User[n]], "u", StringComparison.Ordinal) && table.Nodes.TimeMs[n] == Some.Start.AddDays(2).ToUnixTimeMilliseconds()).ToArray();
        Assert.Equal(2, nodes.Length); // the pause of the first window, and the row
        Assert.Single(nodes.Select(n => table.Nodes.State[n]).Distinct());
    }

    [Fact]
    public void A_window_that_the_log_cuts_off_is_truncated_and_has_no_outcome()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(2, 6), Behavior.Cart), EndOfDay(2)), s_user2d);

        Assert.Equal(["1 100% cart Continues NaN", "2 88% ? Continues NaN", "2 50% ? Truncated NaN"], LinesOf(table, "u", Some.Start.AddDays(2)));
        Assert.Equal([false], Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.End[n] == NodeEnd.Truncated).Select(n => table.Nodes.IsRow[n]).Distinct());
    }

    [Fact]
    public void A_purchase_in_a_window_that_the_log_cuts_off_ends_it_but_is_no_outcome()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(2, 6), Behavior.Purchase), EndOfDay(2)), s_user2d);

        Assert.Equal(["1 100% purchase Bought NaN"], LinesOf(table, "u", Some.Start.AddDays(2)));
        Assert.DoesNotContain(table.RowsOf(Slice.Train), n => table.Nodes.TimeMs[n] == Some.Start.AddDays(2).ToUnixTimeMilliseconds());
    }

    [Fact]
    public void A_shopper_without_an_event_for_30_days_has_no_row()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), EndOfDay(40)), s_user1d);

        var days = Enumerable.Range(0, table.Nodes.Count).Where(n => string.Equals(table.UserIds[table.Nodes.User[n]], "u", StringComparison.Ordinal)).Select(n => table.Nodes.TimeMs[n]);
        Assert.Equal(Enumerable.Range(1, 30).Select(d => Some.Start.AddDays(d).ToUnixTimeMilliseconds()), days);
    }

    [Fact]
    public void Without_a_clock_a_step_is_a_day_and_its_action_the_furthest_behavior()
    {
        var table = Some.Training(
            Some.DayLog(
                Some.Event(At(0)), Some.Event(At(1), Behavior.Favorite), Some.Event(At(1)), Some.Event(At(2), Behavior.Purchase), Some.Event(At(4), Behavior.Uncart)),
            s_user2d);

        Assert.Equal(["1 100% favorite Continues 1", "3 50% purchase Bought 1"], LinesOf(table, "u", Some.Start.AddDays(1)));
        Assert.Equal(["4 100% ? Continues 0", "4 50% ? NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(3)));
        Assert.Equal(["4 100% ? Continues NaN", "5 50% ? Truncated NaN"], LinesOf(table, "u", Some.Start.AddDays(4)));
    }

    [Fact]
    public void Without_a_clock_the_days_action_and_the_horizon_meet_in_one_node()
    {
        var table = Some.Training(Some.DayLog(Some.Event(At(0)), Some.Event(At(1), Behavior.Cart), Some.Event(At(3))), s_user1d);

        Assert.Equal(["1 100% cart NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(1)));
        Assert.Equal(["2 100% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(2)));
    }

    [Fact]
    public void A_pair_follows_only_the_events_that_touch_its_item()
    {
        var table = Some.Training(
            Some.Log(
                Some.Event(At(0, 8), item: "a"), Some.Event(At(0, 9), item: "b"), Some.Event(At(1, 12), Behavior.Cart, item: "a"),
                Some.Event(At(1, 13), Behavior.Purchase, item: "b"), EndOfDay(2)),
            s_pair2d);

        var lines = table.Lines();
        var first = Enumerable.Range(0, table.Nodes.Count).Where(n => string.Equals(table.ItemIds[table.Nodes.Item[n]], "a", StringComparison.Ordinal)).Select(n => lines[n]).Take(2).ToArray();
        var second = Enumerable.Range(0, table.Nodes.Count).Where(n => string.Equals(table.ItemIds[table.Nodes.Item[n]], "b", StringComparison.Ordinal)).Select(n => lines[n]).First();
        Assert.Equal(["2 100% cart Continues 0", "3 75% ? Continues 0"], first);
        Assert.Equal("2 100% purchase Bought 1", second);
    }

    [Fact]
    public void Windows_that_share_an_instant_share_its_state()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(2, 6), Behavior.Cart), EndOfDay(3)), s_user2d);

        var carts = Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.TimeMs[n] == Some.Start.AddDays(2).AddHours(6).ToUnixTimeMilliseconds()).ToArray();
        Assert.Equal(2, carts.Length);
        Assert.Equal(table.Nodes.State[carts[0]], table.Nodes.State[carts[1]]);
        Assert.Equal([.375f, .875f], carts.Select(n => table.Nodes.TimeLeft[n]));
    }
}
