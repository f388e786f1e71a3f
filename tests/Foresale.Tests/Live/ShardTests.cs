using Foresale.Events;
using Foresale.Features;
using Foresale.Live;
using Foresale.States;

namespace Foresale.Tests.Live;

public class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void States_live_equal_those_of_the_replayed_log_bit_for_bit(int shards)
    {
        var offline = Offline();
        var shop = new LiveShop(shards);

        Assert.All(LiveShop.InOrderOfArrival, shopEvent => Same(offline, shop.Do(shopEvent).ShardOf(shopEvent.UserId), shopEvent));
    }

    [Fact]
    public void A_restart_from_snapshots_changes_no_state()
    {
        var offline = Offline();
        var shop = new LiveShop(3);

        Assert.All(LiveShop.InOrderOfArrival.Select((e, i) => (e, i)), p => Same(offline, (p.i % 500 == 250 ? shop.Restart() : shop).Do(p.e).ShardOf(p.e.UserId), p.e));
    }

    [Fact]
    public void Shoppers_who_leave_memory_after_each_snapshot_change_no_state()
    {
        var offline = Offline();
        var shop = new LiveShop(3, bytes: 30_000);

        Assert.All(LiveShop.InOrderOfArrival.Select((e, i) => (e, i)), p => Same(offline, (p.i % 50 == 25 ? shop.Snapshot() : shop).Do(p.e).ShardOf(p.e.UserId), p.e));
    }

    [Fact]
    public void Sessions_that_no_event_names_are_cut_as_import_cuts_them()
    {
        var shop = new LiveShop(1);
        var events = LiveShop.InOrderOfArrival[..200];
        var known = new Dictionary<string, (DateTimeOffset Last, int Number)>(StringComparer.Ordinal);
        foreach (var shopEvent in events)
        {
            var before = known.GetValueOrDefault(shopEvent.UserId);
            var number = before.Number == 0 || shopEvent.Arrival - before.Last > TimeSpan.FromMinutes(30) ? before.Number + 1 : before.Number;
            known[shopEvent.UserId] = (shopEvent.Arrival, number);

            shop.Do(shopEvent with { SessionId = null });

            Assert.Equal($"{shopEvent.UserId}:{number}", shop.ShardOf(shopEvent.UserId).Glance(shopEvent.UserId)!.Value.SessionId);
        }

        Assert.Contains(known.Values, k => k.Number > 1);
    }

    [Fact]
    public void What_stands_before_the_position_is_not_applied_again()
    {
        var shop = new LiveShop(1);
        var events = LiveShop.InOrderOfArrival[..50];
        foreach (var shopEvent in events)
        {
            shop.Do(shopEvent);
        }

        var shard = shop.ShardOf(events[0].UserId);
        var before = shard.Glance(events[0].UserId);
        shard.Apply(events[0], position: 3);
        shard.Forget(events[0].UserId, position: 3);

        Assert.Equal(before, shard.Glance(events[0].UserId));
    }

    [Fact]
    public void A_guest_who_logs_in_stands_as_if_they_had_been_known_all_along()
    {
        var events = LiveShop.InOrderOfArrival;
        var user = events.GroupBy(e => e.UserId, StringComparer.Ordinal).MaxBy(g => g.Count())!.Key;
        var (known, guest) = (new LiveShop(1), new LiveShop(1));
        var told = events.Where(e => string.Equals(e.UserId, user, StringComparison.Ordinal)).TakeLast(5).Select(e => e with { UserId = "guest" }).ToArray();
        foreach (var shopEvent in events)
        {
            known.Do(shopEvent);
            guest.Do(told.FirstOrDefault(t => string.Equals(t.EventId, shopEvent.EventId, StringComparison.Ordinal)) ?? shopEvent);
        }

        var shard = guest.ShardOf(user);
        shard.Merge("guest", user, told, shard.Position + 1);

        var at = events[^1].Arrival;
        Assert.Equal(known.ShardOf(user).Read(user, [null, "i1"], at).Features, shard.Read(user, [null, "i1"], at).Features);
        Assert.Equal(known.ShardOf(user).Read(user, [null], at).Tokens, shard.Read(user, [null], at).Tokens);
        Assert.Null(shard.Glance("guest"));
    }

    [Fact]
    public void All_rows_of_items_at_one_place_of_the_log_are_taken()
    {
        var set = new ShardSet(3, LiveShop.Manifest, LiveShop.Log.ReadUsers(), LiveShop.Log.ReadItems());
        set.BeginDay(new DateOnly(2026, 3, 2), 0);
        ItemRow Row(string price) => new(DateTimeOffset.UnixEpoch, new Dictionary<string, string>(StringComparer.Ordinal) { ["price"] = price });

        set.PutItems([("a", Row("1")), ("b", Row("2")), ("c", Row("3"))], 1);

        var states = set.ReadOrNew("u", _ => (["a", "b", "c"], new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero)));
        var column = states.Schema.IndexOf("catalogue_price");
        Assert.Equal([1f, 2f, 3f], Enumerable.Range(0, 3).Select(row => states.FeaturesOf(row)[column]));
    }

    [Fact]
    public void A_model_of_tables_has_nothing_to_follow()
    {
        var fault = Assert.Throws<UserFaultException>(() => new Shard(LiveShop.Manifest with { Fold = null }, LiveShop.Log.ReadUsers(), LiveShop.Log.ReadItems()));

        Assert.Equal("model: it was trained on a table, which has no events to follow. Serve a model of target session, user or user-item.", fault.Message);
    }

    private static (StateTable Table, Dictionary<string, int> Nodes) Offline()
    {
        var table = StateBuilder.BuildForScoring(LiveShop.Log, LiveShop.Manifest.Target, LiveShop.Manifest.Fold!, asOf: null, null, CancellationToken.None);
        return (table, Enumerable.Range(0, table.Nodes.Count).ToDictionary(n => table.Nodes.EventId[n]!, n => n, StringComparer.Ordinal));
    }

    private static void Same((StateTable Table, Dictionary<string, int> Nodes) offline, Shard shard, ShopEvent shopEvent)
    {
        var (table, node) = (offline.Table, offline.Nodes[shopEvent.EventId]);
        var live = shard.Read(shopEvent.UserId, [shopEvent.ItemId], shopEvent.Arrival);

        Assert.Equal(table.FeaturesOf(table.Nodes.State[node]), live.FeaturesOf(0));
        Assert.Equal(Tokens(table, node), Tokens(live, 0));
    }

    // The last L: what a score reads.
    private static int[] Tokens(StateTable table, int node)
    {
        var (fields, length) = (table.TokenSchema!.Count, table.TokenSchema.Length);
        var begin = Math.Max(table.Nodes.TokenBegin[node], table.Nodes.TokenEnd[node] - length);
        return table.Tokens[(begin * fields)..(table.Nodes.TokenEnd[node] * fields)];
    }
}
