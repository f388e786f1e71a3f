using System.Net;
using System.Text;
using System.Text.Json;
using Foresale.Events;
using Foresale.Features;
using Foresale.Storage.EventLog;
using Microsoft.Data.Sqlite;

namespace Foresale.Cli.Tests.Serving;

/// <summary>What a shop relies on: nothing acknowledged is lost, nothing counts twice, who is erased is gone.</summary>
public sealed class ServerShopTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private static readonly string[] s_replay = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=0"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Fact]
    public async Task A_restart_gives_every_shopper_back_from_snapshot_and_log()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..600];
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(events[..300].Select(LogLines.Line));
        }

        byte[][] before;
        await using (var second = await StartAsync(key))
        {
            await second.SendAsync(events[300..].Select(LogLines.Line));
            before = SavedStates.Of(second, events);
        }

        foreach (var snapshot in Directory.GetFiles(Path.Combine(_folder, "snapshots")))
        {
            File.Delete(snapshot); // all is replayed
        }

        await using var third = await StartAsync(key);
        Assert.True(third.Shop.Replayed >= 600);
        Assert.Equal(before, SavedStates.Of(third, events));

        // Sent once more: those of the last seven days are known, older ones come too late to be folded.
        var again = await third.SendAsync(events.Select(LogLines.Line));
        Assert.Equal((600, true), (again.GetProperty("duplicates").GetInt32() + again.GetProperty("late").GetInt32(), again.GetProperty("duplicates").GetInt32() >= events.Count(e => events[^1].Arrival - e.Arrival < TimeSpan.FromDays(7))));
        Assert.Equal(before.Sum(b => b.Length), SavedStates.Of(third, events).Sum(b => b.Length));
    }

    [Theory]
    [InlineData("UPDATE items SET value = zeroblob(length(value)) WHERE part = 1")]
    [InlineData("UPDATE head SET value = zeroblob(length(value))")]
    [InlineData("DELETE FROM sessions")]
    [InlineData("DELETE FROM items WHERE part = 0")]
    [InlineData(null)]
    public async Task A_damaged_snapshot_is_not_used(string? damage)
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..200];
        var (key, before) = await ServedAsync(events);

        if (damage is null)
        {
            await File.WriteAllBytesAsync(StateFile, new byte[50_000], TestContext.Current.CancellationToken);
        }
        else
        {
            Damage(damage);
        }

        await using var second = await StartAsync(key);
        Assert.True(second.Shop.Replayed >= 200);
        Assert.Equal(before, SavedStates.Of(second, events));
    }

    [Fact]
    public async Task A_damaged_shopper_counts_as_new_until_the_next_start_replays_the_log()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..200];
        var user = events[^1].UserId;
        var (key, before) = await ServedAsync(events);

        Damage("UPDATE shoppers SET state = zeroblob(length(state))");
        await using (var second = await StartAsync(key))
        {
            Assert.Equal(0, second.Shop.Replayed);
            Assert.Null(second.Shop.Shards.Glance(user));
        }

        await using var third = await StartAsync(key);
        Assert.True(third.Shop.Replayed >= 200);
        Assert.Equal(before, SavedStates.Of(third, events));
    }

    [Fact]
    public async Task A_server_whose_shoppers_hardly_fit_into_memory_stands_as_one_that_has_room()
    {
        // Of each shopper three, so that their states take more than the one megabyte.
        var events = LogLines.InOrder(await shop.DataAsync()).SelectMany(e => new[] { "", "-b", "-c" }.Select(twin => e with { EventId = e.EventId + twin, UserId = e.UserId + twin, SessionId = e.SessionId + twin, OrderId = e.OrderId is null ? null : e.OrderId + twin })).ToArray();
        byte[][] before, after;
        await using (var roomy = await LiveServer.StartAsync(Path.Combine(_folder, "roomy"), await shop.ModelAsync(), key: null, [.. s_replay, "--Foresale:Shop:StateMegabytes=1000"]))
        {
            await SendAsync(roomy);
            before = SavedStates.Of(roomy, events);
        }

        await using var narrow = await LiveServer.StartAsync(Path.Combine(_folder, "narrow"), await shop.ModelAsync(), key: null, [.. s_replay, "--Foresale:Shop:StateMegabytes=1"]);
        await SendAsync(narrow);
        var users = events.Select(e => e.UserId).Distinct(StringComparer.Ordinal).Count();
        for (var patience = 100; narrow.Shop.ShopperCount != users && patience > 0; patience--) // who is handed over to the disk just now is counted once it is there
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(users, narrow.Shop.ShopperCount);
        for (var patience = 100; narrow.Shop.Shards.ShopperCount == users; patience--) // they leave in the round after the one in which their snapshot is on the disk
        {
            Assert.True(patience > 0, "All shoppers are in memory.");
            await narrow.SendAsync([LogLines.Line(events[^1])]);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        after = SavedStates.Of(narrow, events);
        Assert.Equal(before, after);

        async Task SendAsync(LiveServer server)
        {
            foreach (var body in events.Chunk(500))
            {
                await server.SendAsync(body.Select(LogLines.Line));
            }
        }
    }

    [Fact]
    public async Task A_restart_replays_nothing_reads_no_shopper_and_knows_sessions_and_duplicates()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..300];
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(events.Select(LogLines.Line));
        }

        await using var second = await StartAsync(key);
        Assert.Equal((0L, 0), (second.Shop.Replayed, second.Shop.Shards.ShopperCount));
        Assert.Equal(events.Select(e => e.UserId).Distinct(StringComparer.Ordinal).Count(), second.Shop.ShopperCount);
        Assert.Equal(events[^1].UserId, (await second.GetAsync($"v1/intent/sessions/{events[^1].SessionId}")).GetProperty("user_id").GetString());
        Assert.Equal(1, second.Shop.Shards.ShopperCount);
        Assert.Equal(1, (await second.SendAsync([LogLines.Line(events[^1])])).GetProperty("duplicates").GetInt32());
    }

    [Fact]
    public async Task A_shopper_who_lies_on_the_disk_is_erased_there_and_an_erasure_that_was_cut_off_is_ended_at_the_next_start()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..300].Select((e, i) => (i % 10) switch
        {
            0 => e with { UserId = "erika.mustermann", SessionId = null },
            1 => e with { UserId = "max.mustermann", SessionId = null },
            _ => e,
        }).ToArray();
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(events.Select(LogLines.Line));
        }

        Assert.NotEmpty(FilesWith("mustermann"));
        int before;
        await using (var second = await StartAsync(key))
        {
            before = second.Shop.ShopperCount;
            await second.SendAsync(HttpMethod.Delete, "v1/users/erika.mustermann", wanted: HttpStatusCode.NoContent);
            Assert.Equal(before - 1, second.Shop.ShopperCount);
            Assert.Empty(FilesWith("erika.mustermann"));
        }

        using (var keys = UserKeys.Open(Path.Combine(_folder, "log-keys")))
        {
            keys.Erase("max.mustermann"); // and then the power went
        }

        await using var third = await StartAsync(key);
        Assert.Equal(before - 2, third.Shop.ShopperCount);
        Assert.InRange(third.Shop.Replayed, 0, 5);
        Assert.Empty(FilesWith("mustermann"));
        Assert.Equal(before - 2L, Count("SELECT count(*) FROM shoppers"));
    }

    [Fact]
    public async Task A_snapshot_of_an_older_format_is_removed_and_the_log_replayed()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "snapshots"));
        var old = Path.Combine(_folder, "snapshots", "00000000000000000007.snapshot");
        await File.WriteAllTextAsync(old, "mustermann", TestContext.Current.CancellationToken);

        await using var server = await StartAsync(key: null);

        Assert.False(File.Exists(old));
    }

    [Fact]
    public async Task An_erased_shopper_stands_in_no_file_and_does_not_come_back()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..200].Select((e, i) => i % 10 == 0 ? e with { UserId = "erika.mustermann", SessionId = null, Query = "mustermann" } : e).ToArray();
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(events.Select(LogLines.Line));
            await first.SendAsync(HttpMethod.Delete, "v1/users/erika.mustermann", wanted: HttpStatusCode.NoContent);

            await first.GetAsync("v1/intent/users/erika.mustermann", HttpStatusCode.NotFound);
            Assert.Empty(FilesWith("mustermann"));
            var audit = await first.GetAsync("v1/audit");
            Assert.Contains(audit.EnumerateArray(), entry => entry.GetProperty("action").GetString() == "user_erased");
        }

        Assert.Empty(FilesWith("mustermann"));
        foreach (var snapshot in Directory.GetFiles(Path.Combine(_folder, "snapshots")))
        {
            File.Delete(snapshot);
        }

        await using var second = await StartAsync(key);
        await second.GetAsync("v1/intent/users/erika.mustermann", HttpStatusCode.NotFound);
        Assert.NotNull(second.Shop.Shards.Glance(events[1].UserId));
        Assert.Empty(FilesWith("mustermann"));
    }

    [Fact]
    public async Task A_guest_who_logs_in_takes_their_history_along_and_a_restart_knows_it()
    {
        var (at, key) = (new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero), "");
        ShopEvent Event(int minute, string user, string? anonymous = null) => new()
        {
            EventId = $"e{minute}",
            UserId = user,
            AnonymousId = anonymous,
            Behavior = Behavior.View,
            ItemId = "i1",
            Time = at.AddMinutes(minute),
            ReceivedAt = at.AddMinutes(minute),
        };
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync([LogLines.Line(Event(0, "cookie-7")), LogLines.Line(Event(1, "cookie-7")), LogLines.Line(Event(2, "cookie-7"))]);
            var answer = await first.SendAsync([LogLines.Line(Event(3, "anna", "cookie-7"))]);

            Assert.Equal(1, answer.GetProperty("merged").GetInt32());
            Assert.Equal(4, (await first.GetAsync("v1/intent/users/anna")).GetProperty("events").GetInt32());
            Assert.Equal("anna", (await first.GetAsync($"v1/intent/sessions/cookie-7:{at.ToUnixTimeMilliseconds()}")).GetProperty("user_id").GetString()); // a login does not end the visit
            await first.GetAsync("v1/intent/users/cookie-7", HttpStatusCode.NotFound);
            await first.SendAsync([LogLines.Line(Event(4, "cookie-7"))]);
            Assert.Equal(5, first.Shop.Shards.Glance("anna")!.Value.Events);
        }

        await using var second = await StartAsync(key);
        Assert.Equal(5, second.Shop.Shards.Glance("anna")!.Value.Events);
        Assert.Null(second.Shop.Shards.Glance("cookie-7"));
        await second.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);
        Assert.Empty(FilesWith("cookie-7"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_of_a_stopped_server_s_folder_serves_elsewhere_with_its_keys_also_without_its_snapshots(bool withSnapshots)
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..300];
        var (key, before) = await ServedAsync(events);

        var backup = _folder + "-backup";
        try
        {
            foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Where(f => withSnapshots || !f.Contains("snapshots", StringComparison.Ordinal)))
            {
                var to = Path.Combine(backup, Path.GetRelativePath(_folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to); // keeps who may read it
            }

            Directory.Delete(_folder, recursive: true);
            await using var restored = await LiveServer.StartAsync(backup, await shop.ModelAsync(), key, s_replay);
            Assert.Equal(withSnapshots, restored.Shop.Replayed == 0);
            Assert.Equal(before, SavedStates.Of(restored, events));
            Assert.Equal(20, (await restored.SendAsync(events[^20..].Select(LogLines.Line))).GetProperty("duplicates").GetInt32());
        }
        finally
        {
            Directory.Delete(backup, recursive: true);
            Directory.CreateDirectory(_folder);
        }
    }

    [Fact]
    public async Task A_guest_of_a_guest_takes_all_along_and_a_replay_of_the_log_knows_it()
    {
        string Line(int n, string? user, string? anonymous) => $$"""{"event_id":"g{{n}}","time":"2026-03-04T10:0{{n}}:00Z","received_at":"2026-03-04T10:0{{n}}:00Z",{{(user is null ? "" : $"\"user_id\":\"{user}\",")}}{{(anonymous is null ? "" : $"\"anonymous_id\":\"{anonymous}\",")}}"behavior":"view","item_id":"i{{n}}"}""";
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync([Line(0, null, "cookie"), Line(1, "anna", null), Line(2, "anna", "cookie"), Line(3, "bea", null), Line(4, "bea", "anna")]);

            Assert.Equal((5, true), (first.Shop.Shards.Glance("bea")!.Value.Events, first.Shop.Shards.Glance("anna") is null));
            await first.SendAsync([Line(5, null, "cookie")]);
            Assert.Equal(6, first.Shop.Shards.Glance("bea")!.Value.Events);
        }

        Directory.Delete(Path.Combine(_folder, "snapshots"), recursive: true);
        await using var second = await StartAsync(key);
        Assert.Equal(6, second.Shop.Shards.Glance("bea")!.Value.Events);
    }

    [Fact]
    public async Task A_guest_named_before_their_own_first_event_is_erased_with_the_shopper_and_a_duplicate_brings_nobody_back()
    {
        string[] lines = [
            """{"event_id":"m1","time":"2026-03-04T10:00:00Z","received_at":"2026-03-04T10:00:01Z","user_id":"anna","anonymous_id":"cookie-9","behavior":"view","item_id":"i"}""",
            """{"event_id":"m2","time":"2026-03-04T10:00:01Z","received_at":"2026-03-04T10:00:02Z","user_id":"cookie-9","behavior":"view","item_id":"i"}""",
            """{"event_id":"m3","time":"2026-03-04T10:00:02Z","received_at":"2026-03-04T10:00:03Z","user_id":"anna","anonymous_id":"cookie-9","behavior":"view","item_id":"i"}""",
        ];
        await using var server = await StartAsync(key: null);
        await server.SendAsync(lines);
        Assert.Equal(3, server.Shop.Shards.Glance("anna")!.Value.Events);

        await server.SendAsync(HttpMethod.Delete, "v1/users/cookie-9", wanted: HttpStatusCode.NoContent);
        Assert.Null(server.Shop.Shards.Glance("anna"));
        Assert.Equal(3, (await server.SendAsync(lines)).GetProperty("duplicates").GetInt32());
        Assert.Empty(FilesWith("cookie-9"));
    }

    [Fact]
    public async Task Nobody_claims_another_s_order_and_a_thank_you_page_sent_again_after_the_login_is_one_order_also_after_a_restart()
    {
        string Line(string id, string shopper, int minute) => $$"""{"event_id":"{{id}}","time":"2026-03-04T10:{{minute:00}}:00Z","received_at":"2026-03-04T10:{{minute:00}}:00Z",{{shopper}},"behavior":"purchase","item_id":"i","order_id":"o-1001","price":5}""";
        const string Guest = "\"anonymous_id\":\"cookie-5\"", Anna = "\"user_id\":\"anna\"", Both = $"{Anna},{Guest}";
        int Duplicates(System.Text.Json.JsonElement answer) => answer.GetProperty("duplicates").GetInt32();
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync([Line("x1", "\"user_id\":\"stranger\"", 0)]);
            Assert.Equal(0, Duplicates(await first.SendAsync([Line("g1", Guest, 1)]))); // bought as a guest, though a stranger guessed the order
            await first.SendAsync([Line("g2", Both, 2).Replace("purchase", "view", StringComparison.Ordinal)]); // logs in
            Assert.Equal(2, Duplicates(await first.SendAsync([Line("g3", Both, 3), Line("g4", Anna, 4)]))); // reloads the page
        }

        Directory.Delete(Path.Combine(_folder, "snapshots"), recursive: true);
        await using var second = await StartAsync(key);
        Assert.Equal(3, Duplicates(await second.SendAsync([Line("g5", Both, 5), Line("g6", Anna, 6), Line("g7", Guest, 7)])));
        Assert.Equal(2, second.Shop.Shards.Glance("anna")!.Value.Events);
    }

    [Fact]
    public async Task A_name_that_no_address_can_hold_or_that_stands_for_the_erased_is_refused_and_every_other_is_read_and_erased()
    {
        await using var server = await StartAsync(key: null);
        string Line(string name, int n) => $$"""{"event_id":"n{{n}}","time":"2026-03-04T10:00:00Z","received_at":"2026-03-04T10:00:00Z","user_id":{{System.Text.Json.JsonSerializer.Serialize(name)}},"behavior":"view","item_id":"i"}""";
        string[] odd = ["...", ".a", "a.", "../a", "a/../b", "/", "a/", "%2e", "%2e%2e", "%", "%2F", "a%2Fb", "~", "a b", " ", "?", "#", "\\", "..\\a", ":", "erased:", "erased:x", "ü", "+", ";a=b", "\t", "\u001f", "\u007f"];

        var refused = await server.SendAsync([Line(".", 0), Line("..", 1), Line("erased:7", 2), Line("nul\0", 3)]);
        await server.SendAsync(odd.Select((name, i) => Line(name, 10 + i)));

        Assert.Equal(
            ["body(1).user_id: '.' is no name that an address can hold: it drops out of every URL. Give the shopper another name.", "body(2).user_id: '..' is no name that an address can hold: it drops out of every URL. Give the shopper another name.", "body(3).user_id: 'erased:7' stands for a shopper who was erased. Give the shopper another name.", "body(4).user_id: a character in it is U+0000, which no URL can hold. Give the shopper another name."],
            refused.GetProperty("rejected").EnumerateArray().Select(r => $"{r.GetProperty("place")}: {r.GetProperty("found")} {r.GetProperty("remedy")}"));
        foreach (var name in odd)
        {
            Assert.Equal(name, (await server.GetAsync($"v1/intent/users/{Uri.EscapeDataString(name)}")).GetProperty("user_id").GetString());
            using var events = await server.Client.GetAsync(new Uri($"v1/users/{Uri.EscapeDataString(name)}/events", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Contains($"\"event_id\":\"n{10 + Array.IndexOf(odd, name)}\"", await events.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            await server.SendAsync(HttpMethod.Delete, $"v1/users/{Uri.EscapeDataString(name)}", wanted: HttpStatusCode.NoContent);
        }
    }

    [Fact]
    public async Task A_login_dated_in_the_future_does_not_move_the_shop_s_clock()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        await server.SendAsync(HttpMethod.Post, "v1/identify", new { type = "identify", messageId = "m", anonymousId = "g", userId = "u", timestamp = now.AddHours(23).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture) });
        var answer = await server.SendAsync([$$"""{"event_id":"n","time":{{now.AddHours(-2).ToUnixTimeSeconds()}},"user_id":"u","behavior":"view","item_id":"i"}"""]);

        Assert.Equal((1, 0), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("late").GetInt32()));
        Assert.True(server.Shop.Sequencer.LastArrival - now < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Late_events_are_kept_and_left_out_of_states_and_faults_tell_their_place()
    {
        await using var server = await StartAsync(key: null);
        var answer = await server.SendAsync([
            """{"event_id":"a","time":"2026-03-02T10:00:00Z","received_at":"2026-03-04T10:00:01Z","user_id":"u","behavior":"view","item_id":"i"}""",
            """{"event_id":"b","time":"2026-03-04T10:00:00Z","received_at":"2026-03-04T10:00:02Z","user_id":"u","behavior":"view","item_id":"i"}""",
            """{"event_id":"c","time":"2026-03-04T10:00:00Z","user_id":"u","behavior":"basket","item_id":"i"}""",
        ]);

        Assert.Equal((2, 1), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("late").GetInt32()));
        Assert.Contains("behavior", answer.GetProperty("rejected")[0].GetProperty("place").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, server.Shop.Shards.Glance("u")!.Value.Events);
    }

    [Fact]
    public async Task Items_are_scored_in_one_request_and_rows_of_items_are_taken()
    {
        await using var server = await StartAsync(key: null);
        var put = await server.SendAsync(HttpMethod.Put, "v1/items", new[] { new { item_id = "i1", price = 19.99, category = "shoes" }, new { item_id = "i2", price = 9.99, category = "shoes" } });
        var scores = await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = "nobody", item_ids = new[] { "i1", "i2" } });

        Assert.Equal(2, put.GetProperty("put").GetInt32());
        Assert.Equal(["i1", "i2"], scores.GetProperty("scores").EnumerateArray().Select(s => s.GetProperty("item_id").GetString()!));
        await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = "u", item_ids = Array.Empty<string>() }, HttpStatusCode.UnprocessableEntity);
        await server.SendAsync(HttpMethod.Put, "v1/items", new[] { new { price = 1 } }, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Another_model_takes_over_and_one_of_other_states_is_refused()
    {
        await using var server = await StartAsync(key: null);
        var model = await shop.ModelAsync();

        Assert.Equal("session", (await server.SendAsync(HttpMethod.Put, "v1/model", new { path = model })).GetProperty("target").GetString());
        var refused = await server.SendAsync(HttpMethod.Put, "v1/model", new { path = _folder }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("no model is here", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // A server that took some events and has ended: its key, and where it left its shoppers.
    private async Task<(string Key, byte[][] States)> ServedAsync(IReadOnlyList<ShopEvent> events)
    {
        await using var server = await StartAsync(key: null);
        await server.SendAsync(events.Select(LogLines.Line));
        return (server.Key, SavedStates.Of(server, events));
    }

    private string StateFile => Path.Combine(_folder, "snapshots", "state.db");

    private void Damage(string query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private long Count(string query)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        return (long)command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = StateFile, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private async Task<LiveServer> StartAsync(string? key) => await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key, s_replay);

    private List<string> FilesWith(string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(path =>
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return bytes.AsSpan().IndexOf(needle) >= 0;
            }
            catch (IOException)
            {
                return false; // a lock file
            }
        })];
    }
}
