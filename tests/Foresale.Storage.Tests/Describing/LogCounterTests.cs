using Foresale.Description;
using Foresale.Events;
using Foresale.Storage.Describing;

namespace Foresale.Storage.Tests.Describing;

public class LogCounterTests
{
    [Fact]
    public void A_small_log_counts_as_by_hand()
    {
        using var folder = new LogFolder()
            .Add("ann", "2026-03-02T10:00:00", Behavior.View)
            .Add("ann", "2026-03-02T10:01:00", Behavior.Cart)
            .Add("ann", "2026-03-02T10:03:00", Behavior.Purchase, with: e => e with { OrderId = "o1", Price = 10, Quantity = 2 })
            .Add("ann", "2026-03-03T09:00:00", Behavior.Purchase, "i2", e => e with { OrderId = "o2", Price = 5 })
            .Add("bob", "2026-03-02T12:00:00", Behavior.View)
            .Add("bob", "2026-03-04T12:00:00", Behavior.View, "i2")
            .Write();

        var facts = Count(folder);

        Assert.Equal(
            [new BehaviorCount(Behavior.View, 3, 2, 3, 2), new BehaviorCount(Behavior.Cart, 1, 1, 1, 1), new BehaviorCount(Behavior.Purchase, 2, 1, 2, 2)],
            facts.Behaviors);
        Assert.Equal([new BehaviorSet(1, 2), new BehaviorSet(16, 1), new BehaviorSet(25, 1)], facts.SessionSets);
        Assert.Equal([new BehaviorSet(1, 1), new BehaviorSet(25, 1)], facts.ShopperSets);
        Assert.Equal(new BuyerCounts(1, 1, 2, 25), facts.Buyers);
        Assert.Equal(TimeSpan.FromHours(27), facts.Stretches[0].Length);
        Assert.Equal(new TopValue("item_id", "i1", 4, 2, 1), facts.Top[0]);
        Assert.Equal([1, 1, 1, 1.5, 2.4, 2.94], facts.Sessions!.Events.Select(e => Math.Round(e, 9)));
        Assert.Equal(180 * .97, facts.Sessions.Seconds[^1], 9);
        Assert.Equal(new FieldPresence("order_id", 2, 2, 0, 4), facts.Presence.Single(p => p.Field is "order_id"));
    }

    [Fact]
    public void Units_of_a_horizon_are_shoppers_seen_in_a_window_whose_next_is_whole()
    {
        using var folder = new LogFolder()
            .Add("ann", "2026-03-02T10:00:00", Behavior.View)
            .Add("ann", "2026-03-03T10:00:00", Behavior.Purchase)
            .Add("bob", "2026-03-02T12:00:00", Behavior.View)
            .Add("bob", "2026-03-04T12:00:00", Behavior.Purchase)
            .Write();

        var targets = Count(folder).Targets;

        Assert.Equal(new TargetCounts("session", null, 4, 2, 2), targets[0]);
        // Day 1: ann (buys on day 2) and bob (does not); day 2: ann (does not buy on day 3). Day 3 has no next day.
        Assert.Equal(new TargetCounts("user", 1, 3, 1, 1), targets[1]);
        Assert.Equal(new TargetCounts("user", 7, 0, 0, 0), targets[2]);
    }

    [Fact]
    public void A_value_written_at_the_purchase_is_found_and_a_plain_one_is_not()
    {
        using var folder = new LogFolder();
        for (var i = 0; i < 100; i++)
        {
            var buys = i < 25;
            folder.Add($"u{i}", "2026-03-02T10:00:00", Behavior.View, with: e => e with { Channel = buys ? "checkout" : "organic", Device = i % 2 == 0 ? "phone" : "desk" });
            if (buys)
            {
                folder.Add($"u{i}", "2026-03-02T10:05:00", Behavior.Purchase);
            }
        }

        var outcome = Assert.Single(Count(folder.Write()).Outcomes);

        Assert.Equal(new ValueOutcome("session", "channel", "checkout", 25, 25, 100, 25), outcome);
    }

    [Fact]
    public void A_column_that_only_buyers_have_is_found_in_the_user_side_file()
    {
        using var folder = new LogFolder();
        for (var i = 0; i < 100; i++)
        {
            folder.Add($"u{i}", "2026-03-02T10:00:00", i < 25 ? Behavior.Purchase : Behavior.View);
        }

        folder.Write().Side("users.parquet", "SELECT 'u' || i AS user_id, CASE WHEN i < 25 THEN 'd' || (i // 2) END AS last_order, i % 3 AS tier FROM range(100) AS t(i)");

        var outcome = Assert.Single(Count(folder).Outcomes);

        Assert.Equal(new ValueOutcome("user", "last_order", "(present)", 25, 25, 100, 25), outcome);
    }

    [Fact]
    public void A_column_that_only_bought_items_have_is_found_in_the_item_side_file()
    {
        using var folder = new LogFolder();
        for (var i = 0; i < 100; i++)
        {
            folder.Add($"u{i}", "2026-03-02T10:00:00", i < 25 ? Behavior.Purchase : Behavior.View, $"i{i}");
        }

        folder.Write().Side("items.parquet", "SELECT 'i' || i AS item_id, TIMESTAMP '2026-01-01' AS valid_from, CASE WHEN i < 25 THEN 'yes' ELSE 'no' END AS sold FROM range(100) AS t(i)");

        var outcome = Assert.Single(Count(folder).Outcomes);

        Assert.Equal(new ValueOutcome("item", "sold", "yes", 25, 25, 100, 25), outcome);
    }

    [Fact]
    public void The_clock_is_read_against_the_source_and_the_receipt()
    {
        using var folder = new LogFolder()
            .Add("ann", "2026-03-02T10:00:00", Behavior.View, with: e => e with { ReceivedAt = e.Time.AddDays(2) })
            .Add("ann", "2026-03-02T09:00:00", Behavior.View, with: e => e with { ReceivedAt = e.Time.AddMinutes(-6) })
            .Add("ann", "2026-03-02T09:00:01", Behavior.View, with: e => e with { ReceivedAt = e.Time })
            .Add("ann", "2026-03-02T08:59:30", Behavior.View)
            .Write();

        Assert.Equal(new ClockCounts(3, 1, 3600, 3, 1, 1), Count(folder).Clock);
    }

    [Fact]
    public void A_pace_has_its_gaps_under_half_an_hour()
    {
        using var folder = new LogFolder()
            .Add("ann", "2026-03-02T10:00:00", Behavior.View)
            .Add("ann", "2026-03-02T10:00:10", Behavior.View)
            .Add("ann", "2026-03-02T10:00:30", Behavior.View)
            .Add("ann", "2026-03-03T10:00:00", Behavior.View)
            .Write();

        var facts = Count(folder);

        Assert.Equal(new ShopperPace("ann", 4, 2, 0, 2, 15, 5), Assert.Single(facts.Paces));
        Assert.Equal(Math.Log(2), facts.PaceSpread.Median, 12);
    }

    [Fact]
    public void A_folder_without_events_is_refused()
    {
        using var folder = new LogFolder();

        var fault = Assert.Throws<UserFaultException>(() => Count(folder));

        Assert.Equal($"{folder.Path}: the folder has no events. Give a dataset folder that `foresale import` wrote from an event log.", fault.Message);
    }

    [Fact]
    public void A_table_is_refused()
    {
        using var folder = new LogFolder();

        var fault = Assert.Throws<UserFaultException>(() => LogCounter.Count(folder.Path, folder.Info with { Kind = "table" }, 1, null, TestContext.Current.CancellationToken));

        Assert.Equal($"{folder.Path}: the dataset holds a table, not events. Give a dataset of events.", fault.Message);
    }

    private static LogFacts Count(LogFolder folder) => LogCounter.Count(folder.Path, folder.Info, threads: 1, progress: null, TestContext.Current.CancellationToken);
}
