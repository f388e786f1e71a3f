using System.Text;
using Foresale.Events;
using Foresale.Storage;
using Foresale.Storage.EventLog;
using Microsoft.Data.Sqlite;

namespace Foresale.Cli.Tests.Serving;

/// <summary>What a shop that keeps its events for some days relies on: they leave the log, states stay, and what cannot come back is told.</summary>
public sealed class RetentionTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private const int Kept = 3;
    private static readonly string[] s_replay = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=0"];
    private static readonly string[] s_retention = [.. s_replay, $"--Foresale:Retention:Days={Kept}"];

    // Today is the 9th, and the first day that is kept the 6th, on which nobody came.
    private static readonly int[] s_dropped = [2, 3, 4], s_left = [7, 9];
    private static readonly ShopEvent[] s_events = [.. s_dropped.Concat(s_left).SelectMany(Day)];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-retention-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(Data, "log");

    [Fact]
    public async Task Days_out_of_retention_stand_in_no_file_of_the_log_and_those_in_it_do()
    {
        await FillAsync(Data, s_retention);

        Assert.Empty(s_dropped.SelectMany(day => FilesWith(ItemOf(day))));
        Assert.All(s_left, day => Assert.Single(FilesWith(ItemOf(day))));
        Assert.Equal(s_left.Length, Directory.GetFiles(Log, "*.log").Length);
    }

    [Fact]
    public async Task States_are_those_of_a_shop_that_keeps_all_and_a_restart_gives_them_back()
    {
        var (_, whole) = await FillAsync(Path.Combine(_folder, "whole"), [.. s_replay, "--Foresale:Retention:Days=1000"]);
        var (key, before) = await FillAsync(Data, s_retention);

        await using var server = await StartAsync(Data, key, s_retention);
        Assert.Equal(whole, before);
        Assert.Equal(before, SavedStates.Of(server, s_events));
        Assert.Equal((0L, true), (server.Shop.Replayed, server.Shop.IsWhole));
        Assert.Equal(1, server.Shop.Shards.Glance("only-2")?.Events);
    }

    [Fact]
    public async Task An_export_has_the_days_that_are_left()
    {
        await FillAsync(Data, s_retention);

        await Cli.RunAsync("export", "--data", Data, "--out", Path.Combine(_folder, "week"));

        var dataset = new DatasetFolder(Path.Combine(_folder, "week"));
        var wanted = s_left.SelectMany(Day).ToList();
        Assert.Equal(s_left.Select(day => new DateOnly(2026, 3, day)), dataset.Days);
        Assert.Equal(wanted.Select(e => (e.UserId, e.ItemId, e.Time)), dataset.Days.SelectMany(dataset.ReadDay).OrderBy(e => e.Sequence).Select(e => (e.UserId, e.ItemId, e.Time)));
    }

    [Fact]
    public async Task Without_a_snapshot_a_restart_knows_what_is_left_and_says_what_is_not()
    {
        var (key, _) = await FillAsync(Data, s_retention);
        Directory.Delete(Path.Combine(Data, "snapshots"), recursive: true);

        byte[][] left;
        await using (var server = await StartAsync(Data, key, s_retention))
        {
            Assert.False(server.Shop.IsWhole);
            Assert.EndsWith(
                "There is no snapshot that can be used, and retention has dropped what came before 2026-03-07: shoppers, logins and rows of items are known by what came since, and an event of before that " +
                "is sent once more counts once more. To have it back, stop the server and restore the whole data folder from a backup.",
                server.Shop.Recovery,
                StringComparison.Ordinal);
            Assert.Null(server.Shop.Shards.Glance("only-2"));
            Assert.Equal(2 * s_left.Length, server.Shop.Shards.Glance("daily")?.Events);
            left = SavedStates.Of(server, s_events);
        }

        await using var again = await StartAsync(Data, key, s_retention);
        Assert.Equal(left, SavedStates.Of(again, s_events));
    }

    [Fact]
    public async Task A_day_within_which_the_log_begins_is_kept_as_any_other()
    {
        string key;
        await using (var server = await StartAsync(Data, key: null, s_retention))
        {
            key = server.Key;
            await server.SendAsync([LogLines.Line(Event(7, 1, "daily", Behavior.View, "everyday"))]);
            server.Shop.Log.EndFile(); // as a file does that is full
            await server.SendAsync([LogLines.Line(Event(7, 2, "daily", Behavior.View, ItemOf(7)))]);
            Assert.Equal(1, server.Shop.Log.TruncateBefore(server.Shop.Log.Tail));
        }

        Directory.Delete(Path.Combine(Data, "snapshots"), recursive: true);
        await using (var server = await StartAsync(Data, key, s_retention))
        {
            await server.SendAsync(Day(9).Select(LogLines.Line));
        }

        Assert.Single(FilesWith(ItemOf(7)));
    }

    [Fact]
    public async Task A_damaged_shopper_costs_nobody_else_what_retention_has_dropped()
    {
        var (key, _) = await FillAsync(Data, s_retention);
        Damage("only-3");

        await using (var server = await StartAsync(Data, key, s_retention))
        {
            Assert.Null(server.Shop.Shards.Glance("only-3"));
            await server.SendAsync(Day(10).Select(LogLines.Line)); // so that a snapshot is written that knows of the damage
        }

        await using var again = await StartAsync(Data, key, s_retention);
        Assert.Equal((0L, true), (again.Shop.Replayed, again.Shop.IsWhole));
        Assert.Null(again.Shop.Shards.Glance("only-3"));
        Assert.Equal((1, 2 * 6), (again.Shop.Shards.Glance("only-2")?.Events, again.Shop.Shards.Glance("daily")?.Events));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The server's key, and its states before it was stopped.
    private async Task<(string Key, byte[][] States)> FillAsync(string data, string[] settings)
    {
        await using var server = await StartAsync(data, key: null, settings);
        foreach (var day in s_events.Chunk(3))
        {
            await server.SendAsync(day.Select(LogLines.Line));
        }

        return (server.Key, SavedStates.Of(server, s_events));
    }

    private async Task<LiveServer> StartAsync(string data, string? key, string[] settings) => await LiveServer.StartAsync(data, await shop.ModelAsync(), key, settings);

    // One who comes each day, and one who comes on this day only, to an item of this day only.
    private static IEnumerable<ShopEvent> Day(int day) =>
    [
        Event(day, 1, "daily", Behavior.View, ItemOf(day)),
        Event(day, 2, "daily", Behavior.Cart, "everyday"),
        Event(day, 3, $"only-{day}", Behavior.View, ItemOf(day)),
    ];

    private static string ItemOf(int day) => $"item-of-day-{day}";

    private static ShopEvent Event(int day, int minute, string user, Behavior behavior, string item)
    {
        var at = new DateTimeOffset(2026, 3, day, 10, minute, 0, TimeSpan.Zero);
        return new ShopEvent { EventId = $"{day}-{minute}", UserId = user, Behavior = behavior, ItemId = item, Time = at, ReceivedAt = at };
    }

    private void Damage(string user)
    {
        using var keys = UserKeys.Open(Path.Combine(Data, "log-keys"));
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Data, "snapshots", "state.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE shoppers SET state = zeroblob(length(state)) WHERE number = $number";
        command.Parameters.AddWithValue("$number", keys.NumberOf(user));
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private IEnumerable<string> FilesWith(string text) => Directory.GetFiles(Log, "*.log").Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}
