using CsCheck;
using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.States;

namespace Foresale.Tests.States;

public class NoLeakTests
{
    private static readonly SplitOptions s_test = new() { TestFrom = DateOnly.FromDateTime(Some.Start.AddDays(14).DateTime) };

    private static readonly string?[] s_details = ["image", "filter", "rare", null], s_queries = ["red", "blue", null];

    // Minutes by which the client's clock is fast: mostly right, else slow or far ahead.
    private static readonly Gen<int> s_skew = Gen.Int[0, 9].Select(i => i switch { 0 => -7, 1 => 3, 2 => 20_000, _ => 0 });

    private static readonly Gen<ShopEvent> s_event =
        Gen.Select(Gen.Int[0, (20 * 1440) - 1], Gen.Int[0, 6], Gen.Int[0, 7], Gen.Int[0, 4], Gen.Int[1, 90], s_skew).Select((minute, behavior, user, item, price, skew) =>
            Some.Event(minute, (Behavior)behavior, $"u{user}", $"s{user}/{minute / 240}", $"i{item}") with { Time = Some.Start.AddMinutes(minute + skew), ReceivedAt = skew == 0 ? null : Some.Start.AddMinutes(minute), Price = price, Currency = "EUR", Category = $"c{item % 2}", Device = item % 2 == 0 ? "phone" : "desk", Detail = s_details[price % 4], Query = s_queries[price % 3] });

    // Every shopper comes at the beginning and at the end, so that the log's span and its slices do not depend on chance.
    private static readonly Gen<ShopEvent[]> s_log = s_event.Array[150, 250].Select(events => (ShopEvent[])
        [.. Enumerable.Range(0, 8).Select(u => Some.Event(u, user: $"u{u}", session: "first")), .. events, Some.Event((20 * 1440) - 1, user: "u0", session: "last")]);

    private static readonly Target[] s_targets =
    [
        new Target(TargetKind.Session), new Target(TargetKind.Session, HorizonEvents: 3), new Target(TargetKind.User, HorizonDays: 1),
        new Target(TargetKind.User, HorizonDays: 5), new Target(TargetKind.UserItem, HorizonDays: 2), new Target(TargetKind.Labels),
    ];

    private static readonly Gen<Target> s_target = Gen.Int[0, 5].Select(i => s_targets[i]);

    // Half past two each day, of every shopper in turn.
    private static readonly LabelSet s_labels = new(
        [.. Enumerable.Range(0, 160).Select(i => new LabelRow($"u{i % 8}", $"i{i % 5}", Some.Start.AddDays(i / 8).AddHours(14.5), i % 3 == 0))], []);

    private static readonly Dictionary<string, IReadOnlyList<string>> s_words = new(StringComparer.Ordinal)
    {
        ["device"] = ["phone"], ["detail"] = ["image", "filter"], ["query"] = ["red", "blue"],
    };

    private static StateTable Build(ShopEvent[] events, Target target, bool fitted = false, bool days = false, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>>? items = null, FoldSettings? settings = null, PortraitOptions? portraits = null) => StateBuilder.Build(
        new MemoryDataset([.. events.Select((e, i) => e with { Sequence = i, EventId = $"{i}/{e.EventId}" })], dayResolution: days, items: items),
        new StateRequest(target)
        {
            Split = s_test,
            Portraits = portraits,
            Settings = fitted ? null : settings ?? Some.Settings(days) with { Levels = s_words, ItemNumeric = items is null ? [] : ["rating"] },
            Labels = target.Kind == TargetKind.Labels ? s_labels : null,
        },
        null,
        CancellationToken.None);

    private static ShopEvent OfDay(ShopEvent e) => e with { Time = new DateTimeOffset(e.Arrival.Date, TimeSpan.Zero), ReceivedAt = null };

    /// <summary>A side file whose items are rated 3, and otherwise from an instant on.</summary>
    private static Dictionary<string, IReadOnlyList<ItemRow>> Rated(DateTimeOffset from, string rating)
    {
        static ItemRow Row(DateTimeOffset from, string rating) => new(from, new Dictionary<string, string>(StringComparer.Ordinal) { ["rating"] = rating });
        return Enumerable.Range(0, 5).ToDictionary(i => $"i{i}", IReadOnlyList<ItemRow> (_) => [Row(DateTimeOffset.MinValue, "3"), Row(from, rating)], StringComparer.Ordinal);
    }

    /// <summary>What a learner sees of the nodes of some slices: who, when, the features, the tokens, the outcome.</summary>
    private static List<string> Seen(StateTable table, Func<int, bool> wanted, bool outcomes = true)
    {
        var fields = table.TokenSchema!.Count;
        return
        [
            .. Enumerable.Range(0, table.Nodes.Count).Where(wanted).Select(n => string.Join('|',
                table.UserIds[table.Nodes.User[n]],
                table.Nodes.TimeMs[n],
                table.Nodes.Item[n] < 0 ? "" : table.ItemIds[table.Nodes.Item[n]],
                table.Nodes.TimeLeft[n],
                string.Join(' ', table.FeaturesOf(table.Nodes.State[n]).ToArray()),
                string.Join(' ', table.Tokens[(table.Nodes.TokenBegin[n] * fields)..(table.Nodes.TokenEnd[n] * fields)]),
                outcomes ? $"{table.Nodes.Action[n]} {table.Nodes.End[n]} {table.Nodes.Outcome[n]} {table.Nodes.Weight[n]}" : "")).Order(StringComparer.Ordinal),
        ];
    }

    private static ShopEvent Changed(ShopEvent e) => e with
    {
        Behavior = e.Behavior == Behavior.Purchase ? Behavior.View : Behavior.Purchase,
        ItemId = e.ItemId + "x",
        Price = 5000,
        Category = "other",
        Device = "fridge",
        Detail = "filter",
        Query = "blue",
    };

    [Fact]
    public void Changing_every_event_and_item_after_an_instant_changes_no_state_up_to_it() =>
        Gen.Select(s_log, s_target, Gen.Int[3 * 1440, 19 * 1440]).Sample(
            (events, target, minute) =>
            {
                var instant = Some.Start.AddMinutes(minute);
                ShopEvent[] changed = [.. events.Select(e => e.Arrival > instant ? Changed(e) : e)];
                var later = instant.AddMilliseconds(1);
                var (one, two) = (Build(events, target, items: Rated(later, "5")), Build(changed, target, items: Rated(later, "1")));

                // Purchases after the instant end trajectories elsewhere; rows stand where they stood.
                bool Early(StateTable t, int n) => t.Nodes.IsRow[n] && t.Nodes.TimeMs[n] <= instant.ToUnixTimeMilliseconds();
                return target.Kind == TargetKind.Session
                    ? StatesAgree(one, two, instant)
                    : Seen(one, n => Early(one, n), outcomes: false).SequenceEqual(Seen(two, n => Early(two, n), outcomes: false), StringComparer.Ordinal);
            },
            iter: 40);

    private static readonly PortraitOptions s_small = new()
    {
        LeastPairs = 1,
        Factors = new AlsOptions { Dimension = 3, Sweeps = 3 },
        Segments = new SegmentOptions { Least = 2, Most = 2, Restarts = 3, LeastShoppers = 4 },
    };

    private static FoldSettings WithPortraits(ShopEvent[] events, params int[] days)
    {
        var settings = Some.Settings() with { Levels = s_words };
        DateTimeOffset[] instants = [.. days.Select(d => Some.Start.AddDays(d))];
        return settings with { Portraits = [.. PortraitFit.At(Some.Log(events), settings, instants, s_small, null, CancellationToken.None).Select(f => f.Snapshot)] };
    }

    [Fact]
    public void Changing_every_event_after_an_instant_changes_no_portrait_and_no_state_up_to_it() =>
        Gen.Select(s_log, s_target, Gen.Int[3 * 1440, 19 * 1440]).Sample(
            (events, target, minute) =>
            {
                var instant = Some.Start.AddMinutes(minute);
                ShopEvent[] changed = [.. events.Select(e => e.Arrival > instant ? Changed(e) : e)];
                var (first, second) = (WithPortraits(events, 2, 6, 10, 14), WithPortraits(changed, 2, 6, 10, 14));
                var (one, two) = (Build(events, target, settings: first), Build(changed, target, settings: second));
                var (known, distance) = (one.Schema.IndexOf("pair_affinity_known"), one.Schema.IndexOf("segment_known"));

                bool Early(StateTable t, int n) => t.Nodes.IsRow[n] && t.Nodes.TimeMs[n] <= instant.ToUnixTimeMilliseconds();
                return first.Portraits!.Zip(second.Portraits!).Where(p => p.First.FromMs <= instant.ToUnixTimeMilliseconds()).All(p =>
                        p.First.Factors!.Vectors.SequenceEqual(p.Second.Factors!.Vectors) && p.First.Segments!.Centres.SequenceEqual(p.Second.Segments!.Centres))
                    && Enumerable.Range(0, one.StateCount).Any(s => one.FeaturesOf(s)[distance] > 0)
                    && (target.Kind == TargetKind.User || Enumerable.Range(0, one.StateCount).Any(s => one.FeaturesOf(s)[known] > 0))
                    && (target.Kind == TargetKind.Session
                        ? StatesAgree(one, two, instant)
                        : Seen(one, n => Early(one, n), outcomes: false).SequenceEqual(Seen(two, n => Early(two, n), outcomes: false), StringComparer.Ordinal));
            },
            iter: 25);

    [Fact]
    public void Portraits_that_training_fits_know_nothing_of_the_test_slice() =>
        Gen.Select(s_log, s_target).Sample(
            (events, target) =>
            {
                ShopEvent[] changed = [.. events.Select(e => e.Arrival >= Some.Start.AddDays(14) ? Changed(e) : e)];
                var (one, two) = (Build(events, target, fitted: true, portraits: s_small), Build(changed, target, fitted: true, portraits: s_small));

                return one.Schema.IndexOf("pair_affinity") >= 0
                    && one.Settings!.Portraits!.All(p => p.FromMs <= one.Split!.FitBefore.ToUnixTimeMilliseconds())
                    && Seen(one, n => one.Nodes.Slice[n] < Slice.Test).SequenceEqual(Seen(two, n => two.Nodes.Slice[n] < Slice.Test), StringComparer.Ordinal);
            },
            iter: 15);

    [Fact]
    public void Scoring_a_log_by_a_models_portraits_gives_the_states_of_training() =>
        s_log.Sample(
            events =>
            {
                var target = new Target(TargetKind.Session);
                var trained = Build(events, target, fitted: true, portraits: s_small);
                var scored = StateBuilder.BuildForScoring(
                    new MemoryDataset([.. events.Select((e, i) => e with { Sequence = i, EventId = $"{i}/{e.EventId}" })]), target, trained.Settings!, null, null, CancellationToken.None);
                var states = Enumerable.Range(0, scored.Nodes.Count).ToDictionary(n => scored.Nodes.EventId[n]!, n => scored.FeaturesOf(scored.Nodes.State[n]).ToArray(), StringComparer.Ordinal);

                return trained.Schema.IndexOf("segment_known") >= 0
                    && Enumerable.Range(0, trained.Nodes.Count).All(n => trained.FeaturesOf(trained.Nodes.State[n]).SequenceEqual(states[trained.Nodes.EventId[n]!]));
            },
            iter: 10);

    [Fact]
    public void In_a_log_of_days_changing_every_event_of_a_day_and_after_changes_no_state_on_it_or_before() =>
        Gen.Select(s_log, Gen.Int[2, 5].Select(i => s_targets[i]), Gen.Int[3, 19]).Sample(
            (events, target, day) =>
            {
                var midnight = Some.Start.AddDays(day);
                ShopEvent[] days = [.. events.Select(OfDay)];
                ShopEvent[] changed = [.. days.Select(e => e.Time >= midnight ? Changed(e) : e)];
                var (one, two) = (Build(days, target, days: true), Build(changed, target, days: true));

                bool Early(StateTable t, int n) => t.Nodes.IsRow[n] && t.Nodes.TimeMs[n] < midnight.AddDays(1).ToUnixTimeMilliseconds();
                return Seen(one, n => Early(one, n), outcomes: false).SequenceEqual(Seen(two, n => Early(two, n), outcomes: false), StringComparer.Ordinal);
            },
            iter: 40);

    // Inside an order there is no node, so the two logs may stand after different events: those that both stand after must agree.
    private static bool StatesAgree(StateTable one, StateTable two, DateTimeOffset instant)
    {
        var states = Enumerable.Range(0, two.Nodes.Count).Where(n => two.Nodes.IsRow[n]).GroupBy(n => two.Nodes.EventId[n]!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => two.FeaturesOf(two.Nodes.State[g.First()]).ToArray(), StringComparer.Ordinal);
        int[] both = [.. Enumerable.Range(0, one.Nodes.Count).Where(n => one.Nodes.TimeMs[n] <= instant.ToUnixTimeMilliseconds() && states.ContainsKey(one.Nodes.EventId[n]!))];
        return both.Length > 10 && Array.TrueForAll(both, n => one.FeaturesOf(one.Nodes.State[n]).SequenceEqual(states[one.Nodes.EventId[n]!]));
    }

    [Fact]
    public void Changing_every_event_of_the_test_slice_changes_nothing_that_is_fitted_or_chosen_on() =>
        Gen.Select(s_log, s_target).Sample(
            (events, target) =>
            {
                ShopEvent[] changed = [.. events.Select(e => e.Arrival >= Some.Start.AddDays(14) ? Changed(e) : e)];
                var (one, two) = (Build(events, target, fitted: true), Build(changed, target, fitted: true));

                return one.Split == two.Split
                    && Seen(one, n => one.Nodes.Slice[n] < Slice.Test).SequenceEqual(Seen(two, n => two.Nodes.Slice[n] < Slice.Test), StringComparer.Ordinal)
                    && MissingValues.Fit(one).Fills.SequenceEqual(MissingValues.Fit(two).Fills);
            },
            iter: 40);

    [Fact]
    public void A_row_lies_in_its_slice_with_its_whole_window() =>
        Gen.Select(s_log, s_target).Sample(
            (events, target) =>
            {
                var table = Build(events, target);
                var (nodes, split) = (table.Nodes, table.Split!);
                return table.RowsOf(Slice.Train, Slice.Validation, Slice.CalibrationA, Slice.CalibrationB, Slice.Test).All(n =>
                {
                    var (from, to) = (nodes.Slice[n], split.ByUser) switch
                    {
                        (Slice.Test, _) => (split.TestFrom, split.End),
                        (_, true) => (split.From, split.TestFrom),
                        (Slice.Train, _) => (split.From, split.ValidationFrom),
                        (Slice.Validation, _) => (split.ValidationFrom, split.CalibrationFrom),
                        _ => (split.CalibrationFrom, split.TestFrom),
                    };
                    var end = nodes.TimeMs[n] + (long)((target.HorizonDays ?? 0) * 86_400_000);
                    return nodes.TimeMs[n] >= from.ToUnixTimeMilliseconds() && end <= to.ToUnixTimeMilliseconds();
                });
            },
            iter: 40);

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(5)]
    public void Every_row_weighs_the_same_however_long_its_session_becomes(int? horizon) =>
        s_log.Sample(
            events => Array.TrueForAll(Build(events, new Target(TargetKind.Session, HorizonEvents: horizon)).Nodes.Weight, w => w == 1f),
            iter: 20);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Logs_with_one_three_and_seven_behaviors_build(int behaviors)
    {
        var order = new[] { Behavior.Purchase, Behavior.View, Behavior.Cart, Behavior.Search, Behavior.Favorite, Behavior.Uncart, Behavior.Refund };
        ShopEvent[] events = [.. Enumerable.Range(0, 400).Select(i => Some.Event(i * 70, order[i % behaviors], $"u{i % 5}", $"s{i / 15}"))];

        var table = Build(events, new Target(TargetKind.User, HorizonDays: 1), fitted: true);

        Assert.Equal(Math.Min(behaviors, 5), table.Actions.Count);
        Assert.Equal("purchase", table.Actions[^1]);
        Assert.All(table.Nodes.Action, action => Assert.InRange(action, -1, table.Actions.Count));
        Assert.NotEmpty(table.RowsOf(Slice.Train));
        Assert.NotEmpty(table.RowsOf(Slice.Test));
    }
}
