using Foresale.Description;
using Foresale.Events;

namespace Foresale.Tests.Description;

public class WarningTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_clean_log_has_no_warning_but_what_belongs_to_purchases()
    {
        var warning = Assert.Single(Warnings(SomeFacts.Clean()));

        Assert.Equal(
            new LogWarning("leakage", "note", "quantity", "'quantity' is present on 100.0% of purchases and on 0.10% of other events.", "That is its nature; keep it out of any feature of your own."),
            Portable(warning));
    }

    [Fact]
    public void A_log_without_a_purchase_is_told_as_such()
    {
        var warning = Only("no_purchase", SomeFacts.Clean() with { Days = SomeFacts.Days((_, behavior, count) => behavior == Behavior.Purchase ? 0 : count) });

        Assert.Equal(("serious", "no event is a purchase, and without one only the questions of a --labels file can be learnt."), (warning.Severity, warning.Message));
    }

    [Fact]
    public void A_field_that_only_purchases_have_is_a_leak()
    {
        var warning = Only("leakage", SomeFacts.Clean() with { Presence = [new("channel", 900, 1000, 10, 5000)] });

        Assert.Equal(("serious", "channel"), (warning.Severity, warning.Subject));
        Assert.Equal("'channel' is present on 90.0% of purchases and on 0.20% of other events.", Portable(warning).Message);
    }

    [Fact]
    public void A_value_after_which_all_buy_is_a_leak()
    {
        var warning = Only("leakage", SomeFacts.Clean() with { Presence = [], Outcomes = [new("user", "tier", "gold", 40, 40, 1000, 100)] });

        Assert.Equal("of 40 shoppers with tier = gold, 100.0% bought; of all shoppers 10.0% did.", Portable(warning).Message);
    }

    [Fact]
    public void A_value_that_could_do_so_by_chance_is_none()
    {
        // 20 of 20 at a base rate of .5: 2^-20 is just below one in a million; at .51 it is none of ours.
        Assert.DoesNotContain(Warnings(SomeFacts.Clean() with { Outcomes = [new("user", "tier", "gold", 20, 20, 100, 51)] }), w => w.Subject is "tier = gold");
        Assert.DoesNotContain(Warnings(SomeFacts.Clean() with { Outcomes = [new("user", "tier", "gold", 19, 19, 100, 10)] }), w => w.Subject is "tier = gold");
    }

    [Fact]
    public void A_second_with_hundreds_of_events_is_no_time_of_behavior()
    {
        var warning = Only("clock", SomeFacts.Clean() with { Bursts = [new(s_start.AddDays(3), 1, 500, 300), new(s_start.AddDays(3), 60, 510, 300)] }, "second");

        Assert.Equal(
            "500 events of 300 shoppers fall into the second 2026-03-05 00:00:00Z; 0.01 is the mean (1 such seconds among the ten fullest).",
            warning.Message);
    }

    [Fact]
    public void Times_that_go_back_now_and_then_are_jumps_and_all_the_time_are_only_another_order()
    {
        var jumps = Only("clock", SomeFacts.Clean() with { Clock = new(10_000, 100, 3600 * 5, 0, 0, 0) });
        var unsorted = Only("clock", SomeFacts.Clean() with { Clock = new(10_000, 5_000, 3600 * 5, 0, 0, 0) });

        Assert.Equal(("warning", "time goes back by more than a minute at 100 of 10,000 steps of a shopper in the source (1.00%), by up to 5 hours."), (jumps.Severity, Portable(jumps).Message));
        Assert.Equal("note", unsorted.Severity);
    }

    [Fact]
    public void A_clock_ahead_of_the_receipt_is_wrong()
    {
        Assert.Equal("received_at", Only("clock", SomeFacts.Clean() with { Clock = new(100, 0, 0, 1000, 50, 0) }).Subject);
    }

    [Fact]
    public void A_shopper_far_out_who_never_buys_is_a_bot()
    {
        // ln 6 + 6 * 1.4826 * .4 = 5.35: e to that is 210.7.
        var warning = Only("bot", SomeFacts.Clean() with { Paces = [new("crawler", 6000, 2, 0, 5000, 12, 30), new("fan", 6000, 2, 9, 5000, 12, 30)] });

        Assert.Equal("events per day", warning.Subject);
        Assert.StartsWith("1 shopper (crawler) makes 211 events or more per active day (the median shopper 6) without a purchase: ", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shopper_as_regular_as_a_clock_is_a_bot()
    {
        Assert.Equal("regular gaps", Only("bot", SomeFacts.Clean() with { Paces = [new("monitor", 80, 1, 0, 79, 60, .5)] }).Subject);
    }

    [Fact]
    public void A_behavior_that_stops_for_two_days_is_a_broken_tag()
    {
        var broken = new DateOnly(2026, 4, 1);
        var days = SomeFacts.Days((day, behavior, count) => behavior is Behavior.Purchase && (day == broken || day == broken.AddDays(1)) ? day.Day % 2 * 3 : count);

        var warning = Only("broken_tag", SomeFacts.Clean() with { Days = days });

        Assert.Equal(("serious", "purchase"), (warning.Severity, warning.Subject));
        Assert.StartsWith("'purchase' all but stops from 2026-04-01 to 2026-04-02: 3 events where", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_days_tell_together_what_one_alone_does_not()
    {
        var broken = new DateOnly(2026, 4, 1);
        LogFacts Stopped(int length) => SomeFacts.Clean() with
        {
            Days = SomeFacts.Days((day, behavior, count) => behavior is Behavior.View ? count : day >= broken && day < broken.AddDays(length) ? 0 : 9),
        };

        Assert.DoesNotContain(Warnings(Stopped(1)), w => w.Kind is "broken_tag");
        Assert.Single(Warnings(Stopped(2)), w => w.Kind is "broken_tag");
    }

    [Fact]
    public void A_day_on_which_all_traffic_stops_is_no_broken_tag()
    {
        var days = SomeFacts.Days((day, _, count) => day == new DateOnly(2026, 4, 1) ? count / 50 : count);

        Assert.DoesNotContain(Warnings(SomeFacts.Clean() with { Days = days }), w => w.Kind is "broken_tag");
    }

    [Fact]
    public void A_day_without_events_is_missing()
    {
        var days = SomeFacts.Days((day, _, count) => day == new DateOnly(2026, 4, 1) ? 0 : count);

        Assert.Equal("1 day has no event at all (2026-04-01).", Only("missing_days", SomeFacts.Clean() with { Days = days }).Message);
    }

    [Fact]
    public void An_empty_day_of_a_log_with_one_behavior_is_missing_and_no_broken_tag()
    {
        var days = SomeFacts.Days((day, behavior, count) => behavior is Behavior.View || day == new DateOnly(2026, 4, 1) ? 0 : count);

        Assert.DoesNotContain(Warnings(SomeFacts.Clean() with { Days = days }), w => w.Kind is "broken_tag");
        Assert.Contains(Warnings(SomeFacts.Clean() with { Days = days }), w => w.Kind is "missing_days");
    }

    [Fact]
    public void A_silence_by_day_is_unlikely_and_a_longer_one_by_night_is_not()
    {
        var noon = s_start.AddDays(30).AddHours(10);
        var clean = SomeFacts.Clean();
        var hour = noon.ToUnixTimeSeconds() / 3600;
        var hours = clean.Hours.Select(h => h.Hour >= hour && h.Hour < hour + 4 ? h with { Starts = 0 } : h).ToList();

        var warning = Only("silence", clean with { Hours = hours, Stretches = [.. clean.Stretches, new(noon, noon.AddHours(4))] });

        Assert.Equal("no event from 2026-04-01 10:00Z to 2026-04-01 14:00Z (4 h), where the rhythm of the week makes 20 session starts likely.", warning.Message);
    }

    [Fact]
    public void Many_repeats_are_said()
    {
        var clean = SomeFacts.Clean();

        var warning = Only("duplicates", clean with { Info = clean.Info with { RowsRead = 1000, Cleaning = [new("duplicate_event_id", "dropped", 80, "")] } });

        Assert.Equal("80 of 1,000 rows read were repeats (8.0%); cleaning took them out.", Portable(warning).Message);
    }

    private static IReadOnlyList<LogWarning> Warnings(LogFacts facts) => LogDescriber.Describe(facts).Warnings;

    private static LogWarning Only(string kind, LogFacts facts, string? subject = null) =>
        Assert.Single(Warnings(facts), w => Is(w.Kind, kind) && w.Subject is not "quantity" && (subject is null || Is(w.Subject, subject)));

    private static bool Is(string word, string wanted) => string.Equals(word, wanted, StringComparison.Ordinal);

    /// <summary>The invariant culture of ICU writes "1.0 %", that of .NET "1.0%".</summary>
    private static LogWarning Portable(LogWarning warning) => warning with { Message = warning.Message.Replace(" %", "%", StringComparison.Ordinal) };
}
