using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Foresale.Cli.Tests.Serving;

/// <summary>The server as a process that is killed in the middle of its work. FORESALE_KILLS sets how often; 3 where it is not set.</summary>
[Trait("Speed", "slow")]
public sealed class KillTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private const int Senders = 4, Batch = 20;
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("FORESALE_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : 3;
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-kill-").FullName;
    private readonly ConcurrentBag<string> _acknowledged = [];
    private int _sent;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_counted_twice_when_the_server_is_killed()
    {
        var (model, data, random) = (await shop.ModelAsync(), Path.Combine(_folder, "data"), new Random(7));
        string key;
        await using (var first = await LiveServer.StartAsync(data, model, key: null))
        {
            key = first.Key;
        }

        for (var kill = 0; kill < s_kills; kill++)
        {
            await SendUntilKilledAsync(data, model, key, random);
        }

        float[][] states;
        await using (var server = await LiveServer.StartAsync(data, model, key))
        {
            Assert.True(_acknowledged.Count > s_kills * Batch, $"Only {_acknowledged.Count} events were acknowledged.");
            foreach (var batch in _acknowledged.Chunk(1_000))
            {
                var again = await server.SendAsync(batch);
                Assert.Equal((batch.Length, 0), (again.GetProperty("duplicates").GetInt32(), again.GetProperty("accepted").GetInt32()));
            }

            states = States(server);
            Assert.InRange(Shoppers.Sum(u => server.Shop.Shards.Glance(u)?.Events ?? 0), _acknowledged.Count, _sent);
        }

        foreach (var snapshot in Directory.GetFiles(Path.Combine(data, "snapshots")))
        {
            File.Delete(snapshot);
        }

        await using var replayed = await LiveServer.StartAsync(data, model, key);
        Assert.Equal(states, States(replayed)); // a clean replay of the log
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Shoppers => Enumerable.Range(0, 50).Select(u => $"u{u}");

    private static float[][] States(LiveServer server) => [.. Shoppers.Select(u => server.Shop.Shards.Read(u, g => ([g.ItemId], g.LastArrival))?.States.Features.ToArray() ?? [])];

    private async Task SendUntilKilledAsync(string data, string model, string key, Random random)
    {
        var address = LiveServer.FreeAddress();
        using var process = CliProcess.Start(_folder, "serve", "--model", model, "--data", data, "--urls", address.ToString());
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await process.UntilAsync(() => LiveServer.IsReady(client));
        var senders = Enumerable.Range(0, Senders).Select(_ => Task.Run(() => SendAsync(client))).ToArray();
        await Task.Delay(random.Next(200, 1_200), TestContext.Current.CancellationToken);
        process.Kill();
        await Task.WhenAll(senders);
    }

    private async Task SendAsync(HttpClient client)
    {
        while (true)
        {
            var lines = Enumerable.Range(0, Batch).Select(_ => Line(Interlocked.Increment(ref _sent))).ToArray();
            try
            {
                using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
                using var answer = await client.PostAsync(new Uri("v1/events", UriKind.Relative), content);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                foreach (var line in lines)
                {
                    _acknowledged.Add(line);
                }
            }
            catch (HttpRequestException)
            {
                return; // killed
            }
        }
    }

    private static string Line(int n) => string.Create(CultureInfo.InvariantCulture, $$"""{"event_id":"e{{n}}","time":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"user_id":"u{{n % 50}}","behavior":"view","item_id":"i{{n % 30}}"}""");
}
