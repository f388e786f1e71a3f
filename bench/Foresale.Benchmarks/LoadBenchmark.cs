using System.Diagnostics;
using System.Globalization;
using System.Text;
using HdrHistogram;

namespace Foresale.Benchmarks;

/// <summary>
/// What two cores serve, with the generator beside it: durable events in batches, readings of intent from memory and from the model beside an empty endpoint of the same server, the tail at half of what it bears, and how
/// soon an event is in a score.
/// </summary>
internal static class LoadBenchmark
{
    private const int Batch = 100, Connections = 8, Shoppers = 40_000, Active = 2_000, Few = 50, Warm = 8_000;

    public static int Run(string[] args)
    {
        var seconds = TimeSpan.FromSeconds(double.Parse(Option("--seconds", "8"), CultureInfo.InvariantCulture));
        var (exe, model, room) = (Option("--server", ""), Option("--model", ""), Option("--state", "32"));
        if (exe.Length == 0 || model.Length == 0)
        {
            Console.Error.WriteLine("Usage: Foresale.Benchmarks load --server PATH/Foresale.Server --model DIR [--seconds 8] [--state MB]");
            return 2;
        }

        var data = Directory.CreateTempSubdirectory("foresale-load-").FullName;
        try
        {
            RunAsync(exe, model, data, room, seconds).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        string Option(string name, string fallback) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : fallback;
    }

    private static async Task RunAsync(string exe, string model, string data, string room, TimeSpan seconds)
    {
        using var server = await ServerProcess.StartAsync(exe, data, model, key: null, "--Foresale:Limits:RequestsPerSecond=0", "--Foresale:Shop:SnapshotMinutes=0", $"--Foresale:Shop:StateMegabytes={room}");
        var address = server.Client.BaseAddress!;
        var (key, read) = (server.Key, HttpLine.Request("GET", "/health/live", server.Key));
        Console.WriteLine($"{Machine.Here(typeof(LoadBenchmark)).Processor}; {Connections} connections, phases of {seconds.TotalSeconds:0} s, {room} MB for states");
        Console.WriteLine("| phase | a second | p50 ms | p99 ms | p99.9 ms | faults |\n| --- | ---: | ---: | ---: | ---: | ---: |");

        // Bodies are made before the clock starts; the first shoppers of all come once each, so that readings have whom to ask for.
        var bodies = Enumerable.Range(0, 18_000).Select(b => HttpLine.Request("POST", "/v1/events", key, Body(b))).ToList();
        LoadPhase.Run(address, Connections, TimeSpan.FromMinutes(1), n => n < Shoppers / Batch ? bodies[(int)n] : null);
        var next = Shoppers / Batch - 1;
        byte[]? Fresh(long n) => Interlocked.Increment(ref next) is var body && body < bodies.Count ? bodies[body] : null;
        LoadPhase.Run(address, Connections, seconds, Fresh); // the compiler gets its picture
        var intake = Show("events in batches of 100", LoadPhase.Run(address, Connections, seconds, Fresh), Batch);
        var users = Enumerable.Range(0, Shoppers).Select(u => HttpLine.Request("GET", $"/v1/intent/users/{ShopperTraffic.Name(u)}", key)).ToArray();
        LoadPhase.Run(address, Connections, TimeSpan.FromSeconds(3), _ => read); // warm
        LoadPhase.Run(address, Connections, TimeSpan.FromSeconds(3), n => users[n % Few]);
        LoadPhase.Run(address, Connections, TimeSpan.FromMinutes(1), n => n < Warm ? users[n + Few] : null); // others than those who are asked for below
        var empty = Show("GET /health/live (an empty endpoint)", LoadPhase.Run(address, Connections, seconds, _ => read));
        var hits = Show($"GET intent, remembered ({Few} shoppers)", LoadPhase.Run(address, Connections, seconds, n => users[n % Few]));
        var misses = Show("GET intent, scored (each shopper once)", LoadPhase.Run(address, Connections, seconds, n => n < users.Length - Few - Warm ? users[n + Few + Warm] : null));
        var again = Show("GET /health/live once more", LoadPhase.Run(address, Connections, seconds, _ => read));
        var reference = (empty.PerSecond + again.PerSecond) / 2;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nto the empty endpoint: remembered {hits.PerSecond / reference:0.00}, scored {misses.PerSecond / reference:0.00}; p50 {hits.Latency.GetValueAtPercentile(50) / (double)empty.Latency.GetValueAtPercentile(50):0.0} and {misses.Latency.GetValueAtPercentile(50) / (double)empty.Latency.GetValueAtPercentile(50):0.0} times\n"));

        Console.WriteLine("| at half of that | a second | p50 ms | p99 ms | p99.9 ms | faults |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        Show("GET intent, remembered", LoadPhase.Run(address, Connections, seconds, n => users[n % Few], hits.PerSecond / 2));
        server.Snapshots.Clear();
        Show("events in batches of 100", LoadPhase.Run(address, Connections, seconds, Fresh, intake.PerSecond / 2), Batch);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{server.Snapshots.Count} snapshots in that time: the loop stood still for {server.Snapshots.Select(s => s.Taken).DefaultIfEmpty().Max() * 1_000:0} ms at most\n"));
        Visible("an event in a score, nothing else going on", address, key, 0);
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => LoadPhase.Run(address, 4, TimeSpan.FromMinutes(2), n => stop.IsCancellationRequested ? null : Fresh(n), intake.PerSecond / 4), CancellationToken.None);
        Visible("an event in a score, beside a quarter of the events that it bears", address, key, 1_000);
        await stop.CancelAsync();
        await load;
    }

    private static LoadResult Show(string phase, LoadResult result, int each = 1)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {phase} | {result.PerSecond * each:N0} | {result.Milliseconds(50):0.00} | {result.Milliseconds(99):0.00} | {result.Milliseconds(99.9):0.00} | {result.Faults} |"));
        return result;
    }

    // From the first byte of the event to the last of the score that knows it.
    private static void Visible(string what, Uri address, string key, int from)
    {
        var latency = new LongHistogram(60_000_000, 3);
        using var line = new HttpLine(address);
        for (var i = 0; i < 500; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"visible-{from + i}");
            var clock = Stopwatch.StartNew();
            line.Send(HttpLine.Request("POST", "/v1/events", key, Event($"visible-{from + i}", user, i)));
            var (status, body) = line.Send(HttpLine.Request("GET", $"/v1/intent/users/{user}", key));
            latency.RecordValue((long)clock.Elapsed.TotalMicroseconds);
            if (status != 200 || !Encoding.UTF8.GetString(body.Span).Contains("\"events\":1", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The score of {user} does not know the event: {status} {Encoding.UTF8.GetString(body.Span)}");
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {latency.GetValueAtPercentile(50) / 1_000.0:0.0} ms, p99 {latency.GetValueAtPercentile(99) / 1_000.0:0.0} ms, most {latency.GetMaxValue() / 1_000.0:0.0} ms"));
    }

    private static string Body(int body) => string.Join('\n', Enumerable.Range(body * Batch, Batch).Select(n => Event($"e{n}", ShopperTraffic.Name(UserOf(n)), n)));

    // First each shopper once, then two thousand at a time who do twenty things each, as visits go.
    private static int UserOf(int n) => n < Shoppers ? n : ((n % Active) + (n / (20 * Active) * Active)) % Shoppers;

    private static string Event(string id, string user, int n) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"event_id":"{{id}}","time":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"user_id":"{{user}}","session_id":"s-{{user}}","behavior":"{{(n % 10 == 9 ? "cart" : "view")}}","item_id":"item-{{n % 5_000:D5}}","category":"c{{n % 60}}","brand":"b{{n % 200}}","price":{{5 + (n % 90)}}.95,"currency":"EUR","device":"mobile"}""");
}
