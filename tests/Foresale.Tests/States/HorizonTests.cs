using System.Globalization;
using Foresale.Events;
using Foresale.Evaluation;
using Foresale.States;

namespace Foresale.Tests.States;

public class HorizonTests
{
    private static readonly Target s_session = new(TargetKind.Session);

    // Another shopper's event on day 30, so that the sessions before it are over.
    private static readonly ShopEvent s_later = Some.Event(30 * Some.Day, user: "z", session: "z");

    private static StateTable Build(MemoryDataset log, Target target, string horizons, SplitPlan? plan = null) => StateBuilder.Build(
        log,
        new StateRequest(target)
        {
            Plan = plan ?? SplitPlan.AllTraining(log.Info), Settings = Some.Settings(log.Info.DayResolution), Horizons = HorizonParser.Parse(horizons, target),
            Split = new SplitOptions { RowEveryDays = 1 },
        },
        progress: null,
        CancellationToken.None);

    /// <summary>A row in one line: the horizon of its next order and how many are observed, then its outcome by each.</summary>
    private static string[] Lines(StateTable table, string user = "u") =>
    [
        .. Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.IsRow[n] && string.Equals(table.UserIds[table.Nodes.User[n]], user, StringComparison.Ordinal))
            .Select(n => $"{table.Nodes.BoughtBin[n]}/{table.Nodes.ObservedBins[n]}: {string.Join(' ', table.Horizons.Select((_, j) => float.IsNaN(table.OutcomeWithin(j, n)) ? "?" : table.OutcomeWithin(j, n).ToString(CultureInfo.InvariantCulture)))}"),
    ];

    [Fact]
    public void The_next_order_lies_in_the_first_horizon_that_holds_it()
    {
        var log = Some.Log(
            Some.Event(0), Some.Event(1), Some.Event(2), Some.Event(3, Behavior.Purchase), Some.Event(4),
            Some.Event(2 * Some.Day, session: "s2"), Some.Event((2 * Some.Day) + 1, Behavior.Purchase, session: "s2"), s_later);

        var table = Build(log, s_session, "2e,session,1d,7d");

        Assert.Equal(["2e", "session", "1d", "7d"], table.Horizons.Select(h => h.Word));
        Assert.Equal(
            ["1/4: 0 1 1 1", "0/4: 1 1 1 1", "0/4: 1 1 1 1", "3/4: 0 0 0 1", "3/4: 0 0 0 1", "0/4: 1 1 1 1", "4/4: 0 0 0 0"], Lines(table));
    }

    [Fact]
    public void An_order_of_a_session_longer_than_the_day_is_in_the_session_and_so_in_the_day()
    {
        var log = Some.Log(Some.Event(0), Some.Event(1.5 * Some.Day, Behavior.Purchase), s_later);

        Assert.Equal("0/2: 1 1", Lines(Build(log, s_session, "1d"))[0]);
    }

    [Fact]
    public void A_window_is_half_open_at_its_end()
    {
        var log = Some.Log(Some.Event(0), Some.Event(Some.Day, Behavior.Purchase, session: "s2"), s_later);

        Assert.Equal(["2/3: 0 0 1", "3/3: 0 0 0"], Lines(Build(log, s_session, "1d,2d")));
    }

    [Fact]
    public void Rows_of_one_order_are_one_purchase()
    {
        var log = Some.Log(
            Some.Event(0), Some.Event(1, Behavior.Purchase, item: "a", order: "o"), Some.Event(3, Behavior.Purchase, item: "b", order: "o"), s_later);

        Assert.Equal(["0/2: 1 1", "2/2: 0 0"], Lines(Build(log, s_session, "1d")));
    }

    [Fact]
    public void A_horizon_that_the_log_ends_within_is_unknown_whether_its_seen_part_holds_an_order_or_not()
    {
        var log = Some.Log(
            Some.Event(25 * Some.Day), Some.Event(27 * Some.Day, Behavior.Purchase, session: "s2"),
            Some.Event(25 * Some.Day, user: "v", session: "v"), s_later);

        var table = Build(log, s_session, "10e,1d,7d");

        Assert.Equal("4/3: 0 0 0 ?", Lines(table)[0]);
        Assert.Equal(["4/3: 0 0 0 ?"], Lines(table, "v"));
    }

    [Fact]
    public void Of_a_session_that_may_go_on_nothing_is_known()
    {
        var log = Some.Log(Some.Event(0), Some.Event(1, Behavior.Purchase), Some.Event(2), Some.Event(10, user: "z", session: "z"));

        Assert.Equal(["0/0: ? ?", "0/0: ? ?", "0/0: ? ?"], Lines(Build(log, s_session, "10e")));
    }

    [Fact]
    public void Training_rows_know_nothing_of_what_follows_their_slice()
    {
        var plan = new SplitPlan { From = Some.Start, ValidationFrom = Some.Start.AddDays(10), CalibrationFrom = Some.Start.AddDays(15), TestFrom = Some.Start.AddDays(20), End = Some.Start.AddDays(31) };
        ShopEvent[] before = [Some.Event(1 * Some.Day), Some.Event(9 * Some.Day, session: "s2")];
        ShopEvent[] bought = [Some.Event(10.5 * Some.Day, Behavior.Purchase, session: "s3")];

        var (without, with) = (Build(Some.Log([.. before, s_later]), s_session, "1d,7d,20d", plan), Build(Some.Log([.. before, .. bought, s_later]), s_session, "1d,7d,20d", plan));

        Assert.Equal(["4/3: 0 0 0 ?", "4/2: 0 0 ? ?"], Lines(without));
        Assert.Equal(Lines(without), Lines(with)[..2]);
    }

    [Theory]
    [InlineData(TargetKind.User)]
    [InlineData(TargetKind.UserItem)]
    public void Nor_do_rows_at_midnight(TargetKind kind)
    {
        var plan = new SplitPlan { From = Some.Start, ValidationFrom = Some.Start.AddDays(10), CalibrationFrom = Some.Start.AddDays(15), TestFrom = Some.Start.AddDays(20), End = Some.Start.AddDays(31) };
        var target = new Target(kind, HorizonDays: 2);
        ShopEvent[] seen = [Some.Event(6.5 * Some.Day), s_later];

        var (without, with) = (Build(Some.Log(seen), target, "1d,7d", plan), Build(Some.Log([.. seen, Some.Event(10.5 * Some.Day, Behavior.Purchase, session: "s2")]), target, "1d,7d", plan));

        string[] Training(StateTable table) => Lines(table)[..3]; // midnights of days 7 to 9
        Assert.Equal(["3/2: 0 0 ?", "3/2: 0 0 ?", "3/1: 0 ? ?"], Training(without));
        Assert.Equal(Training(without), Training(with));
    }

    [Fact]
    public void A_shopper_at_midnight_has_horizons_in_days()
    {
        var log = Some.Log(Some.Event(600), Some.Event((3 * Some.Day) + 60, Behavior.Purchase, session: "s2"), s_later);

        var lines = Lines(Build(log, new Target(TargetKind.User, HorizonDays: 2), "1d,7d"));

        Assert.Equal(["2/3: 0 0 1", "1/3: 0 1 1", "0/3: 1 1 1", "3/3: 0 0 0"], lines[..4]); // midnights of days 1 to 4
        Assert.Equal("3/1: 0 ? ?", lines[28]); // of day 29
    }

    [Fact]
    public void A_log_of_days_has_whole_days_only()
    {
        var log = Some.DayLog(Some.Event(0), Some.Event(3 * Some.Day, Behavior.Purchase), Some.Event(20 * Some.Day, user: "z", session: "z"));
        var target = new Target(TargetKind.User, HorizonDays: 1);

        Assert.Equal("2/2: 0 0", Lines(Build(log, target, "2d"))[0]); // day 1 and 2
        Assert.Equal("1/2: 0 1", Lines(Build(log, target, "2d"))[1]);
        var fault = Assert.Throws<UserFaultException>(() => Build(log, target, "12h"));
        Assert.Equal("--horizons: this log gives days without a clock, and 12h is no whole number of days. Give whole days, such as 1d.", fault.Message);
    }

    [Fact]
    public void The_target_s_own_horizon_has_the_target_s_outcomes()
    {
        var log = Some.Log([.. Enumerable.Range(0, 200).Select(i => Some.Event(i * 60, i % 7 == 3 ? Behavior.Purchase : Behavior.View, user: $"u{i % 5}", session: $"s{i / 20}")), s_later]);

        var table = Build(log, s_session, "2e,1d");

        var rows = Enumerable.Range(0, table.Nodes.Count).Where(n => table.Nodes.ObservedBins[n] > 0).ToList();
        Assert.True(rows.Count > 150);
        Assert.Equal(rows.Select(n => table.Nodes.Outcome[n]), rows.Select(n => table.OutcomeWithin(1, n)));
    }

    [Fact]
    public void Horizons_change_the_data_s_hash_and_no_row()
    {
        var log = Some.Log(Some.Event(0), Some.Event(1, Behavior.Purchase), s_later);

        var (plain, asked) = (Some.Training(log, s_session), Build(log, s_session, "1d"));

        Assert.NotEqual(plain.DataHash, asked.DataHash);
        Assert.Equal(plain.Lines(), asked.Lines());
    }

    [Fact]
    public void A_horizon_is_judged_on_the_rows_that_see_its_end()
    {
        var log = Some.Log(
            Some.Event(0), Some.Event(Some.Day / 2, Behavior.Purchase, session: "s2"), Some.Event(26 * Some.Day, session: "s3"), Some.Event(3 * Some.Day, user: "v", session: "v"), s_later);
        var table = Build(log, s_session, "1d,7d");
        int[] rows = [.. Enumerable.Range(0, table.Nodes.Count)];
        var scored = new ScoredRows(rows, new Dictionary<string, float[]>(StringComparer.Ordinal)) { Horizons = [.. rows.SelectMany(_ => (float[])[.1f, .2f, .4f])] };

        var results = HorizonResult.Of(table, scored, seed: 1);

        // The session and the day of all four rows but the open one are over; of the week, not of the row on day 26.
        Assert.Equal([4, 4, 3], results.Select(r => r.Metrics.Rows));
        Assert.Equal([0, .25, 1 / 3.0], results.Select(r => r.Metrics.BaseRate), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(-(Math.Log(.2) + (3 * Math.Log(.8))) / 4, results[1].Metrics.LogLoss, 1e-6);
    }
}
