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

    // Where second trajectories of a shopper's windows begin: midnight and time left.
    private static (long TimeMs, float TimeLeft)[] PausesOf(StateTable table, string user) =>
    [
        .. Enumerable.Range(1, table.Nodes.Count - 1)
            .Where(n => table.Nodes.End[n - 1] != NodeEnd.Continues && !table.Nodes.IsRow[n] && string.Equals(table.UserIds[table.Nodes.User[n]], user, StringComparison.Ordinal))
            .Select(n => (table.Nodes.TimeMs[n], table.Nodes.TimeLeft[n])),
    ];

    [Fact]
    public void Each_window_is_taken_up_again_on_a_later_day_earlier_and_later_ones_in_turn()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(3, 12), Behavior.Purchase), EndOfDay(40)), new Target(TargetKind.User, HorizonDays: 4));

        var pauses = PausesOf(table, "u");
        Assert.Equal([.25f, .5f, .75f], pauses.Take(3).Select(p => p.TimeLeft).Order());
        var second = Enumerable.Range(0, table.Nodes.Count).First(n => !table.Nodes.IsRow[n] && table.Nodes.TimeLeft[n] == .75f && table.Nodes.TimeMs[n] > Some.Start.AddDays(4).ToUnixTimeMilliseconds());
        Assert.EndsWith("75% leave NotBought 0", table.Lines()[second], StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_followed_as_if_there_were_no_second_trajectory_and_both_share_the_days_state()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), EndOfDay(5)), s_user2d);

        Assert.Equal(["1 100% leave NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(1)));
        var nodes = Enumerable.Range(0, table.Nodes.Count).Where(n => string.Equals(table.UserIds[table.Nodes.User[n]], "u", StringComparison.Ordinal) && table.Nodes.TimeMs[n] == Some.Start.AddDays(2).ToUnixTimeMilliseconds()).ToArray();
        Assert.Equal([.5f, 1f], nodes.Select(n => table.Nodes.TimeLeft[n]).Order());
        Assert.Single(nodes.Select(n => table.Nodes.State[n]).Distinct());
    }

    [Fact]
    public void The_day_on_which_a_window_is_taken_up_does_not_depend_on_what_the_shopper_does_later()
    {
        StateTable Of(params ReadOnlySpan<ShopEvent> later) => Some.Training(Some.Log([Some.Event(At(0, 8)), .. later, EndOfDay(60)]), new Target(TargetKind.User, HorizonDays: 10));
        static (long, float)[] Until30(StateTable table) => [.. PausesOf(table, "u").Where(p => p.TimeMs <= Some.Start.AddDays(30).ToUnixTimeMilliseconds())];

        var (quiet, returning) = (Until30(Of()), Until30(Of(Some.Event(At(33, 8)))));

        Assert.NotEmpty(quiet);
        Assert.Equal(quiet, returning);
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
        Assert.Equal(["4 100% ? NotBought 0"], LinesOf(table, "u", Some.Start.AddDays(3)));
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
        Assert.Equal(["2 100% cart Continues 0", "3 75% leave NotBought 0"], first);
        Assert.Equal("2 100% purchase Bought 1", second);
    }

    [Fact]
    public void Windows_that_share_an_instant_share_its_state()
    {
        var table = Some.Training(Some.Log(Some.Event(At(0, 8)), Some.Event(At(2, 6), Behavior.Cart), EndOfDay(3)), s_user2d);

        var carts = Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.TimeMs[n] == Some.Start.AddDays(2).AddHours(6).ToUnixTimeMilliseconds()).ToArray();
        Assert.Single(carts.Select(n => table.Nodes.State[n]).Distinct());
        Assert.Equal([.375f, .375f, .875f], carts.Select(n => table.Nodes.TimeLeft[n])); // the first window's row, where it is taken up again, the second's row
    }
}
