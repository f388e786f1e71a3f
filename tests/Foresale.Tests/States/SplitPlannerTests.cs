using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class SplitPlannerTests
{
    private static MemoryDataset Days(int days, int users = 1) => Some.DayLog(
        [.. Enumerable.Range(0, days).SelectMany(d => Enumerable.Range(0, users).Select(u => Some.Event(d * Some.Day, user: $"u{u}", session: $"s{d}")))]);

    private static SplitPlan Plan(IDataset log, Target target, SplitOptions? options = null) =>
        SplitPlanner.Plan(log, target, options ?? new SplitOptions(), labels: null, CancellationToken.None);

    private static double DayOf(DateTimeOffset instant) => (instant - Some.Start).TotalDays;

    [Fact]
    public void A_long_log_is_cut_in_time()
    {
        var plan = Plan(Days(100), new Target(TargetKind.User, HorizonDays: 1));

        Assert.False(plan.ByUser);
        Assert.Equal([60, 70, 80], new[] { plan.ValidationFrom, plan.CalibrationFrom, plan.TestFrom }.Select(DayOf).ToArray());
    }

    [Fact]
    public void A_slice_is_at_least_one_horizon_long()
    {
        var plan = Plan(Days(100), new Target(TargetKind.User, HorizonDays: 20));

        Assert.Equal([40, 60, 80], new[] { plan.ValidationFrom, plan.CalibrationFrom, plan.TestFrom }.Select(DayOf).ToArray());
    }

    [Fact]
    public void A_log_shorter_than_five_horizons_is_cut_by_shopper_with_the_last_window_as_test()
    {
        var plan = Plan(Days(92), new Target(TargetKind.UserItem, HorizonDays: 30));

        Assert.True(plan.ByUser);
        Assert.Equal(62, DayOf(plan.TestFrom));
    }

    [Fact]
    public void Rows_of_a_short_log_stand_one_window_before_test_and_weekly_before_that()
    {
        var table = StateBuilder.Build(
            Days(92, users: 40),
            new StateRequest(new Target(TargetKind.UserItem, HorizonDays: 30)) { Settings = Some.Settings(dayResolution: true) },
            null,
            CancellationToken.None);

        int[] DaysOf(params Slice[] slices) =>
            [.. table.RowsOf(slices).Select(n => (int)DayOf(DateTimeOffset.FromUnixTimeMilliseconds(table.Nodes.TimeMs[n]))).Distinct().Order()];
        Assert.Equal([4, 11, 18, 25, 32], DaysOf(Slice.Train));
        Assert.Equal([4, 11, 18, 25, 32], DaysOf(Slice.Validation, Slice.CalibrationA, Slice.CalibrationB));
        Assert.Equal([62], DaysOf(Slice.Test));
        Assert.Equal(40, table.RowsOf(Slice.Test).Length);
        var users = new[] { Slice.Train, Slice.Validation, Slice.CalibrationA, Slice.CalibrationB }.Select(s => table.RowsOf(s).Select(n => table.Nodes.User[n]).Distinct().Count());
        Assert.Equal(40, users.Sum());
    }

    [Fact]
    public void Labels_of_few_instants_are_all_training_but_the_test()
    {
        var labels = new LabelSet([.. Enumerable.Range(0, 40).Select(i => new LabelRow($"u{i % 10}", null, Some.Start.AddDays(i / 10), i % 3 == 0))], []);
        var target = new Target(TargetKind.Labels);

        var plan = SplitPlanner.Plan(Days(5), target, new SplitOptions { TestFrom = new DateOnly(2026, 6, 4) }, labels, CancellationToken.None);
        var table = StateBuilder.Build(Days(5), new StateRequest(target) { Plan = plan, Labels = labels, Settings = Some.Settings() }, null, CancellationToken.None);
        SplitCheck.Require(table, new SplitOptions());

        var fitted = StateBuilder.Build(Days(5), new StateRequest(target) { Plan = plan, Labels = labels }, null, CancellationToken.None);

        Assert.True(plan.CrossFit);
        Assert.True(table.Schema.IndexOf("day_of_month") >= 0);
        Assert.Equal(-1, fitted.Schema.IndexOf("day_of_month")); // it would only tell four instants apart
        Assert.Equal((30, 10), (table.RowsOf(Slice.Train).Length, table.RowsOf(Slice.Test).Length));
    }

    [Fact]
    public void Sessions_are_cut_at_quantiles_of_events_and_one_that_crosses_a_cut_is_dropped()
    {
        var log = Some.Log([.. Enumerable.Range(0, 100).Select(i => Some.Event(i * 60, user: $"u{i / 4}", session: $"s{i / 4}"))]);

        var plan = Plan(log, new Target(TargetKind.Session));
        var table = StateBuilder.Build(log, new StateRequest(new Target(TargetKind.Session)) { Settings = Some.Settings() }, null, CancellationToken.None);

        Assert.Equal([60 * 60, 70 * 60, 80 * 60], new[] { plan.ValidationFrom, plan.CalibrationFrom, plan.TestFrom }.Select(t => (t - Some.Start).TotalMinutes).ToArray());
        Assert.Equal(15, table.RowsOf(Slice.Train).Select(n => table.Nodes.User[n]).Distinct().Count());
        Assert.Equal(2, table.RowsOf(Slice.Validation).Select(n => table.Nodes.User[n]).Distinct().Count()); // 60-63, 64-67; 68-71 crosses 70
    }

    [Fact]
    public void A_first_test_day_is_kept_to()
    {
        var options = new SplitOptions { TestFrom = new DateOnly(2026, 6, 21) };

        Assert.Equal(20, DayOf(Plan(Days(30), new Target(TargetKind.User, HorizonDays: 1), options).TestFrom));
        Assert.Equal(20, DayOf(Plan(Days(30), new Target(TargetKind.Session), options).TestFrom));
    }

    [Fact]
    public void A_horizon_that_the_log_cannot_hold_twice_is_refused() => Assert.Equal(
        "--horizon: the log spans 10 days, and a horizon of 5 days needs one window for training, then one for testing. Give a shorter --horizon, or a longer log.",
        Assert.Throws<UserFaultException>(() => Plan(Days(10), new Target(TargetKind.User, HorizonDays: 5))).Message);

    [Fact]
    public void A_first_test_day_outside_the_log_is_refused() => Assert.Equal(
        "training and test rows: of 10 rows 10 lie before the test slice, which begins at 2027-01-01 00:00 UTC. Give a --test-from inside the log.",
        Assert.Throws<UserFaultException>(() => Plan(Days(10), new Target(TargetKind.Session), new SplitOptions { TestFrom = new DateOnly(2027, 1, 1) })).Message);

    [Fact]
    public void Shares_that_leave_nothing_for_training_are_refused() => Assert.Equal(
        "training and test rows: the shares of validation, calibration and test are negative or leave nothing for training. Give shares from 0 that add up to less than 1.",
        Assert.Throws<UserFaultException>(() => Plan(Days(10), new Target(TargetKind.Session), new SplitOptions { Test = .9 })).Message);

    [Fact]
    public void Midnights_follow_the_shops_zone_through_summer_time()
    {
        var calendar = new ShopCalendar("Europe/Paris");

        var shortDay = calendar.After(new DateOnly(2026, 3, 29), 1) - calendar.Midnight(new DateOnly(2026, 3, 29));

        Assert.Equal(23 * 3_600_000, shortDay);
        Assert.Equal(new DateOnly(2026, 3, 29), calendar.DayOf(calendar.Midnight(new DateOnly(2026, 3, 29))));
    }
}
