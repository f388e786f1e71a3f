using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Foresale.Events;
using Foresale.Server;
using Foresale.Server.Shop;

namespace Foresale.Cli.Tests.Serving;

/// <summary>What a shop's state and erasures owe to the log, where models, names and restarts meet.</summary>
public sealed class TruthTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private static readonly string[] s_replay = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=0"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-truth-").FullName;

    private const int FileHead = 24; // bytes of a log file before its first entry

    private string Data => Path.Combine(_folder, "data");

    [Fact]
    public async Task A_model_with_the_same_columns_and_other_settings_of_the_fold_replays_the_log()
    {
        var events = LogLines.InOrder(await shop.DataAsync())[..200];
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(events.Select(LogLines.Line));
        }

        await using var second = await LiveServer.StartAsync(Data, await RetrainedAsync(), key, s_replay);

        Assert.True(second.Shop.Replayed >= 200, $"{second.Shop.Replayed} entries were replayed");
    }

    [Fact]
    public async Task A_shopper_whose_name_has_a_slash_is_scored_and_erased()
    {
        await using var server = await StartAsync(key: null);
        await server.SendAsync([Line(1, "google/123%2F", null)]);

        Assert.Equal(1, (await server.GetAsync("v1/intent/users/google%2F123%252F")).GetProperty("events").GetInt32());
        await server.SendAsync(HttpMethod.Delete, "v1/users/google%2F123%252F", wanted: HttpStatusCode.NoContent);
        Assert.Null(server.Shop.Keys.NumberOf("google/123%2F"));
    }

    [Fact]
    public async Task A_model_that_serves_keeps_no_copy_of_its_graph_s_bytes()
    {
        await using var server = await StartAsync(key: null);

        Assert.Empty(server.Models.Folder.Graph);
    }

    [Fact]
    public async Task To_erase_somebody_who_is_not_known_is_told_and_audited_and_not_called_done()
    {
        await using var server = await StartAsync(key: null);
        await server.SendAsync([Line(1, "anna", null)]);

        await server.SendAsync(HttpMethod.Delete, "v1/users/ana", wanted: HttpStatusCode.NotFound);

        Assert.NotNull(server.Shop.Keys.NumberOf("anna"));
        Assert.Contains("unknown shopper", await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(Data, "audit")).Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_its_sender_s_fault()
    {
        await using var server = await LiveServer.StartAsync(Data, await shop.ModelAsync(), key: null, "--Foresale:Limits:RequestSeconds=1", "--Foresale:Limits:BodyBytesPerSecond=0");
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.Key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n["), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_shoppers_who_log_in_on_one_device_are_two_persons_also_where_both_come_at_once(bool atOnce)
    {
        await using var server = await StartAsync(key: null);
        string[] lines = [Line(1, null, "cookie"), Line(2, "anna", "cookie"), Line(3, "bea", "cookie")];
        foreach (var body in lines.Chunk(atOnce ? 3 : 1))
        {
            await server.SendAsync(body);
        }

        await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);

        Assert.Equal(1, server.Shop.Shards.Glance("bea")?.Events);
    }

    [Fact]
    public async Task A_cookie_of_an_erased_shopper_is_a_guest_again_also_after_a_replay()
    {
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            foreach (var line in (string[])[Line(1, null, "cookie"), Line(2, "anna", "cookie"), Line(3, "bea", "cookie")])
            {
                await first.SendAsync([line]);
            }

            await first.SendAsync(HttpMethod.Delete, "v1/users/bea", wanted: HttpStatusCode.NoContent);
        }

        Directory.Delete(Path.Combine(Data, "snapshots"), recursive: true);
        await using var second = await StartAsync(key);
        await second.SendAsync([Line(4, null, "cookie")]);

        Assert.Equal(1, second.Shop.Shards.Glance("cookie")?.Events);
    }

    [Fact]
    public async Task A_log_that_cannot_be_opened_ends_the_server_with_code_2_and_says_why()
    {
        Directory.CreateDirectory(Path.Combine(Data, "log"));
        await File.WriteAllTextAsync(Path.Combine(Data, "log", "notes.log"), "mine", TestContext.Current.CancellationToken);
        var error = new StringWriter();

        var code = await ServerApp.RunAsync(
            new ServerStart { Args = ["--data", Data, "--model", await shop.ModelAsync(), "--urls", "http://127.0.0.1:0"], Output = new StringWriter(), Error = error, Add = ShopServices.Add, Map = ShopServices.Map },
            TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.Contains("notes.log: The name is no address.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_drops_nothing_that_the_snapshot_on_the_disk_does_not_hold_however_long_it_took_to_write()
    {
        await using var server = await LiveServer.StartAsync(Data, await shop.ModelAsync(), key: null, [.. s_replay, "--Foresale:Retention:Days=1"]);
        await server.SendAsync([Line(1, "anna", null)]);
        var state = server.Shop; // its loop sleeps: the shop's clock is that of events
        var position = state.Log.Tail;
        state.Snapshots.Written = () => { }; // nor does a snapshot wake it
        state.Snapshots.Begin(position);
        var at = new DateTimeOffset(2026, 3, 5, 10, 0, 0, TimeSpan.Zero);
        var after = new List<Action>();
        Change[] days = [.. Enumerable.Range(0, 5).Select(day => new Change.Event(new ShopEvent { EventId = $"d{day}", UserId = "anna", Behavior = Behavior.View, ItemId = "i1", Time = at.AddDays(day), ReceivedAt = at.AddDays(day) }))];
        state.Sequencer.Prepare(days);
        state.Keys.Commit();
        state.Sequencer.Append(days, after);
        await state.Log.CommitAsync(TestContext.Current.CancellationToken);
        after.ForEach(act => act());

        state.Snapshots.End();

        Assert.True(state.Log.Begin <= position + FileHead, $"The log begins at {state.Log.Begin}, and the snapshot ends at {position}.");
        state.Snapshots.Begin(state.Log.Tail);
        state.Snapshots.End();
        Assert.True(state.Log.Begin > position + FileHead);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Line(int n, string? user, string? anonymous) => $$"""{"event_id":"t{{n}}","time":"2026-03-04T10:0{{n}}:00Z","received_at":"2026-03-04T10:0{{n}}:00Z",{{(user is null ? "" : $"\"user_id\":\"{user}\",")}}{{(anonymous is null ? "" : $"\"anonymous_id\":\"{anonymous}\",")}}"behavior":"view","item_id":"i{{n}}"}""";

    private async Task<LiveServer> StartAsync(string? key) => await LiveServer.StartAsync(Data, await shop.ModelAsync(), key, s_replay);

    // As a later training gives it: the same columns, other cuts of prices and another order of words.
    private async Task<string> RetrainedAsync()
    {
        var (from, to) = (await shop.ModelAsync(), Path.Combine(_folder, "retrained"));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        var path = Path.Combine(to, "model.json");
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        var cuts = manifest["fold"]!["price_deciles"]!.AsArray();
        cuts[0] = cuts[0]!.GetValue<float>() / 2;
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), TestContext.Current.CancellationToken);
        return to;
    }
}
