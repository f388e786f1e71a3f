using System.Net;
using System.Text.Json;

namespace Foresale.Cli.Tests.Serving;

/// <summary>A shopper who asks what is known of them gets all of it, and nothing of anybody else's.</summary>
public sealed class AccessTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private static readonly string[] s_replay = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=0"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Fact]
    public async Task A_shopper_s_events_come_whole_and_in_order_under_all_their_names_also_after_a_restart()
    {
        string key;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(Enumerable.Range(0, 250).SelectMany(n => (string[])[Line($"g{n}", n, "\"anonymous_id\":\"cookie-7\""), Line($"x{n}", n, "\"user_id\":\"bea\"")])); // more than a login folds in
            await first.SendAsync([Line("a1", 250, "\"user_id\":\"anna/1\"")]);
            await first.SendAsync([Line("a2", 251, "\"user_id\":\"anna/1\",\"anonymous_id\":\"cookie-7\""), Line("a3", 252, "\"anonymous_id\":\"cookie-7\"")]);
            await first.SendAsync(["""{"event_id":"a4","time":"2026-03-01T10:00:00Z","received_at":"2026-03-04T15:00:00Z","user_id":"anna/1","anonymous_id":"phone","session_id":"s","behavior":"purchase","item_id":"i","category":"c","brand":"b","price":19.99,"currency":"EUR","quantity":2,"order_id":"o","query":"grüne Schuhe <5","device":"mobile","region":"FR","channel":"mail","detail":"d","consent":true}"""]); // late

            var lines = await LinesAsync(first, "anna%2F1");
            Assert.Equal([.. Enumerable.Range(0, 250).Select(n => $"g{n}"), "a1", "a2", "a3", "a4"], lines.Select(IdOf));
            Assert.Equal("""{"event_id":"a4","time":"2026-03-01T10:00:00Z","received_at":"2026-03-04T15:00:00Z","user_id":"anna/1","anonymous_id":"phone","session_id":"s","behavior":"purchase","item_id":"i","category":"c","brand":"b","price":19.99,"currency":"EUR","quantity":2,"order_id":"o","query":"grüne Schuhe \u003C5","device":"mobile","region":"FR","channel":"mail","detail":"d","consent":true}""", lines[^1]);
            Assert.Equal(lines, await LinesAsync(first, "cookie-7"));
            Assert.Equal(250, (await LinesAsync(first, "bea")).Length);
            Assert.Equal(254, (await first.SendAsync(lines)).GetProperty("duplicates").GetInt32());
        }

        Directory.Delete(Path.Combine(_folder, "snapshots"), recursive: true);
        await using var second = await StartAsync(key);
        Assert.Equal(254, (await LinesAsync(second, "anna%2F1")).Length);
    }

    [Fact]
    public async Task Who_is_unknown_or_erased_is_not_found_and_the_audit_log_names_nobody()
    {
        await using var server = await StartAsync(key: null);
        await server.SendAsync([Line("a", 0, "\"user_id\":\"anna\""), Line("b", 1, "\"user_id\":\"anna\"")]);
        var number = server.Shop.Keys.NumberOf("anna");

        await LinesAsync(server, "anna");
        await server.GetAsync("v1/users/nobody/events", HttpStatusCode.NotFound);
        await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);
        await server.GetAsync("v1/users/anna/events", HttpStatusCode.NotFound);

        var audit = (await server.GetAsync("v1/audit")).EnumerateArray().Where(e => e.GetProperty("action").GetString() == "user_read").Select(e => $"{e.GetProperty("subject")}: {e.GetProperty("outcome")}");
        Assert.Equal([$"{number}: 2 events", ": unknown shopper", ": unknown shopper"], audit);
    }

    [Fact]
    public async Task Where_the_log_is_damaged_everything_but_what_is_lost_is_found()
    {
        string key;
        long damaged;
        await using (var first = await StartAsync(key: null))
        {
            key = first.Key;
            await first.SendAsync(Enumerable.Range(0, 9).Select(n => Line($"e{n}", n, n % 3 == 2 ? "\"user_id\":\"bea\"" : "\"user_id\":\"anna\"")));
            damaged = first.Shop.Log.Scan().ElementAt(5).Address; // behind the day and four events: e4, of anna
        }

        await using (var file = new FileStream(Directory.GetFiles(Path.Combine(_folder, "log"), "*.log").Single(), FileMode.Open))
        {
            file.Position = damaged + 30;
            var was = file.ReadByte();
            file.Position = damaged + 30;
            file.WriteByte((byte)(was ^ 1));
        }

        await using var second = await StartAsync(key);
        Assert.Equal(["e0", "e1", "e3", "e6", "e7"], (await LinesAsync(second, "anna")).Select(IdOf));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Line(string id, int minute, string shopper)
    {
        var time = new DateTime(2026, 3, 4, 10, 0, 0, DateTimeKind.Utc).AddMinutes(minute).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        return $$"""{"event_id":"{{id}}","time":"{{time}}","received_at":"{{time}}",{{shopper}},"behavior":"view","item_id":"i"}""";
    }

    private static string? IdOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("event_id").GetString();

    private static async Task<string[]> LinesAsync(LiveServer server, string name)
    {
        using var answer = await server.Client.GetAsync(new Uri($"v1/users/{name}/events", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<LiveServer> StartAsync(string? key) => await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key, s_replay);
}
