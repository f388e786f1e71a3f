using System.Globalization;
using System.Text.Json;
using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Cli.Tests.Serving;

/// <summary>What a server says of its shop by itself.</summary>
public sealed class AlarmTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-alarms-").FullName;
    private int _sent;

    [Fact]
    public async Task Purchases_that_stop_while_views_go_on_fire_an_alarm_that_outlives_a_restart_and_ends_with_them()
    {
        string key;
        await using (var server = await StartAsync(key: null))
        {
            key = server.Key;
            await server.SendAsync(Enumerable.Range(0, 30).SelectMany(_ => Lines("view", 10).Concat(Lines("purchase", 1))));
            await server.SendAsync(Lines("view", 170)); // 30 ln(1 + 170 / 300) = 13.5, and ln 1e6 = 13.8
            Assert.Equal((false, 0), (await IsFiringAsync(server, "purchases_stopped"), await GaugeAsync(server, "purchases_stopped")));
        }

        await using (var server = await StartAsync(key))
        {
            await server.SendAsync(Lines("view", 10));
            var alarm = Named(await server.GetAsync("v1/alarms"), "purchases_stopped");
            Assert.Equal("purchase: none came in 180 views, where the shop's own rate makes 18 likely. Check the tag or the service that sends this behavior.", alarm.GetProperty("found").GetString());
            Assert.Equal((1, 0), (await GaugeAsync(server, "purchases_stopped"), await GaugeAsync(server, "carts_stopped")));
        }

        await using var last = await StartAsync(key);
        Assert.True(await IsFiringAsync(last, "purchases_stopped"));
        await last.SendAsync(Lines("purchase", 1));
        Assert.False(await IsFiringAsync(last, "purchases_stopped"));
    }

    [Fact]
    public async Task Scores_drift_where_traffic_changes_and_do_not_where_it_goes_on()
    {
        await using var server = await StartAsync(key: null, "--Foresale:Alarms:DriftShoppers=200", "--Foresale:Alarms:DriftHours=0");
        var visits = PlantedShop.Load().Generate(4_000, 11).Events.GroupBy(e => e.UserId, StringComparer.Ordinal).Select(g => g.OrderBy(e => e.Time).TakeWhile(e => e.SessionId == g.First().SessionId).ToList()).Take(600).ToList();
        async Task<double> WindowAsync(int number, Func<ShopEvent, ShopEvent> change)
        {
            var events = visits.Skip(200 * number).Take(200).SelectMany(v => v.Select(change)).ToList();
            await server.SendAsync(events.Select(e => LogLines.Line(e with { Time = At(), ReceivedAt = At() })));
            foreach (var user in events.Select(e => e.UserId).Distinct(StringComparer.Ordinal))
            {
                await server.GetAsync($"v1/intent/users/{user}");
            }

            return Named(await server.GetAsync("v1/alarms"), "scores_drifted").GetProperty("level").GetDouble();
        }

        Assert.Equal(0, await WindowAsync(0, e => e));
        Assert.InRange(await WindowAsync(1, e => e), .01, .9); // of .2, that is
        Assert.Equal(600, visits.Count);
        Assert.InRange(await WindowAsync(2, e => e with { Behavior = Behavior.Cart, ItemId = e.ItemId ?? "i", Price = e.Price / 2 }), 1.1, 100); // half price, and all put it into the cart
        Assert.StartsWith("scores: their spread has moved by a PSI of ", Named(await server.GetAsync("v1/alarms"), "scores_drifted").GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_cannot_be_used_fire_an_alarm()
    {
        await using var server = await StartAsync(key: null);
        await server.SendAsync(Lines("view", 190).Concat(Lines("basket", 10)));
        Assert.False(await IsFiringAsync(server, "events_rejected"));

        await server.SendAsync(Lines("basket", 10));
        Assert.True(await IsFiringAsync(server, "events_rejected"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement Named(JsonElement alarms, string name) => alarms.EnumerateArray().Single(a => a.GetProperty("name").GetString() == name);

    private static async Task<bool> IsFiringAsync(LiveServer server, string name) => Named(await server.GetAsync("v1/alarms"), name).GetProperty("firing").GetBoolean();

    private static async Task<int> GaugeAsync(LiveServer server, string name)
    {
        var text = await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = text.Split('\n').Single(l => l.StartsWith("foresale_alarm{", StringComparison.Ordinal) && l.Contains($"name=\"{name}\"", StringComparison.Ordinal));
        return int.Parse(line.Split('}')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task<LiveServer> StartAsync(string? key, params string[] settings) =>
        await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key, ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Limits:RequestsPerSecond=0", .. settings]);

    private DateTimeOffset At() => new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddSeconds(++_sent);

    private IEnumerable<string> Lines(string behavior, int count) => Enumerable.Range(0, count).Select(_ =>
    {
        var at = At().ToString("O", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"event_id":"e{{_sent}}","time":"{{at}}","received_at":"{{at}}","user_id":"u{{_sent}}","behavior":"{{behavior}}","item_id":"i"}""");
    });
}
