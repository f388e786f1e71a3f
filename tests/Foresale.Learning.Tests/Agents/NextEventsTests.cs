using Foresale.Learning.Agents.Intent;
using Foresale.Simulation;
using Foresale.States;
using Shop = Foresale.Learning.Tests.Agents.NextEventShop;

namespace Foresale.Learning.Tests.Agents;

/// <summary>Targets, by hand.</summary>
public class NextEventsTests
{
    private static readonly string[] s_actions = ["view", "purchase"];

    // One shopper: views 1, a search, buys 2; then views 3 and leaves; then a new session: views 4 and 5, and observation ends.
    private static StateTable Tiny(Slice third = Slice.Train)
    {
        var log = new Shop.TinyLog();
        log.Event(0, item: 1, gap: -1, isNew: true);
        log.Event(0, item: 0, gap: 0);
        log.Event(0, item: 2, gap: 1, isPurchase: true);
        log.Episode(Slice.Train);
        log.Event(0, item: 3, gap: 0);
        log.Episode(Slice.Train, leaves: true);
        log.Event(0, item: 4, gap: 2, isNew: true);
        log.Event(0, item: 5, gap: 1);
        log.Episode(third, truncated: true);
        return log.ToTable(Shop.Schema, s_actions, new Random(1));
    }

    // Items by their first hash: the number that the log gave them.
    private static int[] Items(StateTable table, NextEvents next) =>
        [.. table.AllNodes().Select(n => next.ItemAfter(n) == 0 ? 0 : (int)next.ItemTokens[2 * (next.ItemAfter(n) - 1)] - Shop.FirstValue + 1)];

    [Fact]
    public void The_next_item_is_that_of_the_next_event_that_has_one_the_purchase_included()
    {
        var table = Tiny();

        var items = Items(table, new NextEvents(table, Slice.Train));

        // After view 1 comes a search and then the purchase of 2; after that view 3; after it the shopper leaves; after 5 nothing is known.
        Assert.Equal([2, 2, 3, 0, 5, 0], items);
    }

    [Fact]
    public void The_gap_is_that_of_the_next_event_and_there_is_none_where_none_is_seen()
    {
        var table = Tiny();
        var next = new NextEvents(table, Slice.Train);

        Assert.Equal([0, 1, 0, -1, 1, -1], table.AllNodes().Select(next.GapAfter));
    }

    [Fact]
    public void Items_are_counted_over_training_nodes_and_others_are_unknown()
    {
        var table = Tiny(third: Slice.Validation);

        var next = new NextEvents(table, Slice.Train);

        Assert.Equal([2, 1], next.Counts); // Item 2 follows twice, item 3 once; item 5 only in the validation slice.
        Assert.Equal([2, 2, 3, 0, 0, 0], Items(table, next));
        Assert.Equal(1, next.GapAfter(4));
    }

    [Fact]
    public void An_item_of_the_session_after_the_next_event_is_not_looked_for()
    {
        var log = new Shop.TinyLog();
        log.Event(0, item: 1, gap: -1, isNew: true);
        log.Event(0, item: 0, gap: 0);
        log.Event(0, item: 2, gap: 2, isNew: true);
        log.Episode(Slice.Train, leaves: true);
        var table = log.ToTable(Shop.Schema, s_actions, new Random(1));

        // After view 1 comes a search that ends its session; after the search comes view 2, which begins one.
        Assert.Equal([0, 2, 0], Items(table, new NextEvents(table, Slice.Train)));
    }

    [Fact]
    public void Whatever_comes_after_a_slice_changes_no_target_in_it()
    {
        var table = Tiny(third: Slice.Validation);
        var other = table with { Tokens = [.. table.Tokens[..(4 * Shop.Schema.Count)], .. Enumerable.Repeat(Shop.FirstValue, 2 * Shop.Schema.Count)] };

        var (before, after) = (new NextEvents(table, Slice.Train), new NextEvents(other, Slice.Train));

        Assert.Equal(before.ItemTokens, after.ItemTokens);
        Assert.All(Enumerable.Range(0, 4), n => Assert.Equal((before.ItemAfter(n), before.GapAfter(n)), (after.ItemAfter(n), after.GapAfter(n))));
    }

    [Theory]
    [InlineData(TargetKind.Session, null)]
    [InlineData(TargetKind.User, 1.0)]
    public void In_a_simulated_log_they_are_those_of_the_event_that_follows_within_the_slice(TargetKind kind, double? days)
    {
        var log = PlantedShop.Load().Generate(sessions: 400, seed: 3).ToDataset();
        var events = log.Days.SelectMany(log.ReadDay).GroupBy(e => e.UserId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(e => e.Arrival).ToList(), StringComparer.Ordinal);
        var table = StateBuilder.Build(log, new StateRequest(new Target(kind, HorizonDays: days)), progress: null, CancellationToken.None);
        var next = new NextEvents(table, Slice.Train);
        var nameOf = new Dictionary<int, string>();

        foreach (var node in table.AllNodes().Where(n => next.GapAfter(n) >= 0))
        {
            var folded = table.Nodes.TokenEnd[node] - table.Nodes.TokenBegin[node];
            var following = events[table.UserIds[table.Nodes.User[node]]][folded..];
            Assert.True(following[0].Arrival.ToUnixTimeMilliseconds() < EndOf(table, node));
            var item = following.TakeWhile((e, i) => i == 0 || e.SessionId == following[0].SessionId).FirstOrDefault(e => e.ItemId is not null)?.ItemId;
            if (next.ItemAfter(node) is > 0 and var number)
            {
                Assert.Equal(nameOf.TryGetValue(number, out var name) ? name : nameOf[number] = item!, item);
            }
        }

        Assert.Equal(next.Counts.Length, nameOf.Values.Distinct(StringComparer.Ordinal).Count());
        Assert.True(next.Counts.Length > 10);
    }

    private static long EndOf(StateTable table, int node) => (table.Nodes.Slice[node] switch
    {
        Slice.Train => table.Split!.ValidationFrom,
        Slice.Validation => table.Split!.CalibrationFrom,
        Slice.CalibrationA or Slice.CalibrationB => table.Split!.TestFrom,
        _ => table.Split!.End,
    }).ToUnixTimeMilliseconds();
}
