using System.Diagnostics;
using System.Globalization;
using System.Text;
using Foresale.Features;
using Foresale.Scoring;

namespace Foresale.Benchmarks;

/// <summary><c>shoppers --model DIR</c>: memory, disk and restart of a server that many shoppers have visited.</summary>
internal static class ShoppersBenchmark
{
    private const int EventsOfBody = 5_000, Days = 7;
    private static readonly DateTimeOffset s_begin = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_replay = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=1"];

    public static async Task<int> RunAsync(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        var (users, mean) = (int.Parse(Option("--users", "1000000"), CultureInfo.InvariantCulture), double.Parse(Option("--mean-events", "8"), CultureInfo.InvariantCulture));
        var exe = Option("--server", Path.Combine(AppContext.BaseDirectory, "../../Foresale.Server/release/Foresale.Server"));
        var (model, data) = (Option("--model", ""), Path.Combine(Option("--work", Path.GetTempPath()), "foresale-shoppers-benchmark"));
        string[] settings = [.. s_replay, "--Foresale:Limits:EventsPerBody=100000", "--Foresale:Limits:RequestsPerSecond=0", .. Option("--set", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => $"--{s}")];
        Console.WriteLine(Machine.Here(typeof(Fold)));
        SizeOfOne(model);
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }

        try
        {
            await ServeAsync(exe, data, model, settings, new ShopperTraffic(users, mean, Days, s_begin), users);
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task ServeAsync(string exe, string data, string model, string[] settings, ShopperTraffic traffic, int users)
    {
        string key;
        double empty;
        using (var server = await ServerProcess.StartAsync(exe, data, model, key: null, settings))
        {
            key = server.Key;
            await Task.Delay(5_000);
            empty = server.Memory("VmRSS");
            Say($"empty server: {empty:F0} MB resident, ready after {server.Start.TotalSeconds:F1} s");
            await SendAsync(server, traffic, empty);
            await Task.Delay(15_000);
            Say($"after {traffic.Count:N0} events of {users:N0} shoppers: {server.Memory("VmRSS"):F0} MB resident, {server.Memory("VmRSS") - empty:F0} over the empty server; {server.Memory("RssAnon"):F0} of it not files'; at most {server.Memory("VmHWM"):F0}");
            await HeapAsync(server);
            Tell(server);
            Sizes(data);
            server.Kill();
        }

        using (var killed = await ServerProcess.StartAsync(exe, data, model, key, settings))
        {
            Say($"killed, and ready again after {killed.Start.TotalSeconds:F1} s; {killed.Memory("VmRSS"):F0} MB resident");
            await AskAsync(killed, users, empty);
            Say($"stopped by SIGTERM in {killed.Stop().TotalSeconds:F1} s");
        }

        using var again = await ServerProcess.StartAsync(exe, data, model, key, settings);
        Say($"ready again after {again.Start.TotalSeconds:F1} s; {again.Memory("VmRSS"):F0} MB resident");
    }

    private static async Task SendAsync(ServerProcess server, ShopperTraffic traffic, double empty)
    {
        var (clock, sent, slowest) = (Stopwatch.StartNew(), 0, TimeSpan.Zero);
        Task<HttpResponseMessage>? underway = null;
        var began = clock.Elapsed;
        async Task ReceiveAsync()
        {
            using var answer = await underway!;
            answer.EnsureSuccessStatusCode();
            slowest = clock.Elapsed - began > slowest ? clock.Elapsed - began : slowest;
        }

        foreach (var body in traffic.Bodies(EventsOfBody))
        {
            if (underway is not null)
            {
                await ReceiveAsync();
            }

            var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
            began = clock.Elapsed;
            underway = Task.Run(() => server.Client.PostAsync(new Uri("v1/events", UriKind.Relative), content));
            if ((sent += EventsOfBody) % 1_000_000 == 0)
            {
                Say($"  {sent:N0} events: {server.Memory("VmRSS") - empty:F0} MB over the empty server");
            }
        }

        await ReceiveAsync();
        Say($"sent by one sender in bodies of {EventsOfBody:N0}: {traffic.Count / clock.Elapsed.TotalSeconds:N0} events/s; the slowest body took {slowest.TotalSeconds:F2} s");
    }

    // Shoppers whom nobody asked for of late: each is read from the disk.
    private static async Task AskAsync(ServerProcess server, int users, double empty)
    {
        const int Asked = 50_000;
        var (step, times) = (Math.Max(1, users / Asked), new List<double>());
        for (var user = 0; user < users; user += step)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await server.Client.GetAsync(new Uri($"v1/intent/users/{ShopperTraffic.Name(user)}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        Say($"{times.Count:N0} of them asked for, one after another: {times[times.Count / 2]:F2} ms (median), {times[times.Count * 99 / 100]:F2} ms (99 %); {server.Memory("VmRSS") - empty:F0} MB over the empty server");
    }

    private static void Tell(ServerProcess server)
    {
        var snapshots = server.Snapshots.ToList();
        string Of(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } all ? FormattableString.Invariant($"{all[all.Count / 2]:F2} s (median), {all[^1]:F2} s (most)") : "none";
        Say($"{snapshots.Count} snapshots of {snapshots.Sum(s => (long)s.Shoppers) / Math.Max(1, snapshots.Count):N0} shoppers (mean): the loop stood still for {Of(snapshots.Select(s => s.Taken))}; written beside it in {Of(snapshots.Select(s => s.Written))}");
    }

    // What the collector found at its last collection, and what it has committed.
    private static async Task HeapAsync(ServerProcess server)
    {
        var metrics = await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative));
        foreach (var line in metrics.Split('\n').Where(l => l.StartsWith("dotnet_gc_last_collection", StringComparison.Ordinal)))
        {
            var parts = line.Split(' ');
            Say($"  {parts[0]}: {double.Parse(parts[1], CultureInfo.InvariantCulture) / 1e6:F0} MB");
        }
    }

    private static void Sizes(string data)
    {
        foreach (var folder in Directory.GetDirectories(data).Order(StringComparer.Ordinal))
        {
            Say($"{Path.GetFileName(folder)}/: {Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length) / 1e6:N0} MB on disk");
        }
    }

    /// <summary>A shopper with a full ring and 64 pairs, and one with eight events, in memory and as written.</summary>
    private static void SizeOfOne(string model)
    {
        var settings = ModelFolder.Open(model).Manifest.Fold ?? throw new InvalidOperationException("The model has no fold.");
        foreach (var events in (int[])[8, 80])
        {
            const int Shoppers = 2_000;
            var fold = new Fold(settings, new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal), new Dictionary<string, IReadOnlyList<Foresale.Events.ItemRow>>(StringComparer.Ordinal));
            fold.BeginDay(DateOnly.FromDateTime(s_begin.Date));
            var token = new int[fold.TokenSchema.Count];
            Apply(fold, "warm", 80, token);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var shopper = 0; shopper < Shoppers; shopper++)
            {
                Apply(fold, ShopperTraffic.Name(shopper), events, token);
            }

            var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Shoppers;
            using var written = new MemoryStream();
            using var writer = new BinaryWriter(written);
            fold.Save(ShopperTraffic.Name(0), writer);
            writer.Flush();
            Say($"a shopper with {events} events on as many items (of the last {Math.Min(events, settings.TokenLength)} events and {Math.Min(events, 64)} items is kept): {bytes:N0} bytes in memory, {written.Length:N0} written");
            GC.KeepAlive(fold);
        }
    }

    private static void Apply(Fold fold, string user, int events, int[] token)
    {
        for (var i = 0; i < events; i++)
        {
            fold.Apply(new Foresale.Events.ShopEvent { EventId = "e", UserId = user, Behavior = Foresale.Events.Behavior.View, Time = s_begin.AddMinutes(i), ItemId = $"i{i}", Category = "c", Brand = "b", Price = 9.95m }, token);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
