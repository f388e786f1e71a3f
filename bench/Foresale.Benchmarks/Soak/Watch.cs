using System.Globalization;

namespace Foresale.Benchmarks.Soak;

/// <summary>The server at a moment: times in minutes, sizes in megabytes.</summary>
/// <param name="Minute">From the start of the traffic.</param>
/// <param name="Resident">VmRSS.</param>
/// <param name="Anonymous">RssAnon: what is no file's.</param>
/// <param name="Heap">Of the collector, as its last collection left it.</param>
/// <param name="Old">Of that generation 2 and the large objects: garbage of theirs included, until a full collection.</param>
/// <param name="Committed">What the collector holds of the system.</param>
/// <param name="Threads">Of the process.</param>
/// <param name="Descriptors">Open files and sockets.</param>
/// <param name="Disk">The data folder.</param>
/// <param name="P99">Milliseconds, of the requests since the look before.</param>
/// <param name="Requests">So far.</param>
/// <param name="Shoppers">Names of shoppers so far.</param>
/// <param name="Processor">Seconds of processor time so far.</param>
internal sealed record Look(double Minute, double Resident, double Anonymous, double Heap, double Old, double Committed, int Threads, int Descriptors, double Disk, double P99, long Requests, int Shoppers, double Processor);

/// <summary>Looks at the server from outside: /proc, its folder, its metrics.</summary>
internal sealed class Watch(ServerProcess server, string data, Tally tally, Traffic traffic)
{
    /// <summary>Looks once.</summary>
    public async Task<Look> LookAsync(TimeSpan elapsed)
    {
        var metrics = await MetricsAsync();
        return new Look(
            elapsed.TotalMinutes,
            server.Memory("VmRSS"),
            server.Memory("RssAnon"),
            Sum(metrics, "dotnet_gc_last_collection_heap_size_bytes") / 1e6,
            Sum(metrics.Where(l => l.Contains("\"gen2\"", StringComparison.Ordinal) || l.Contains("\"loh\"", StringComparison.Ordinal)), "dotnet_gc_last_collection_heap_size_bytes") / 1e6,
            Sum(metrics, "dotnet_gc_last_collection_memory_committed_size_bytes") / 1e6,
            Directory.GetDirectories($"/proc/{server.Id}/task").Length,
            Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length,
            Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Sum(SizeOf) / 1e6,
            tally.TakeRecent(),
            tally.Requests,
            traffic.Shoppers,
            Sum(metrics, "dotnet_process_cpu_time_seconds_total"));
    }

    /// <summary>What the server has counted of events.</summary>
    public async Task<(Counts Events, double NotFolded)> CountsAsync()
    {
        var metrics = await MetricsAsync();
        long Outcome(string word) => (long)Sum(metrics.Where(l => l.Contains($"outcome=\"{word}\"", StringComparison.Ordinal)), "foresale_events_total");
        var late = Outcome("late");
        return (new Counts(Outcome("accepted") + late, late, Outcome("duplicate"), Outcome("ignored"), Outcome("rejected")), Sum(metrics, "foresale_log_not_folded_total"));
    }

    private async Task<string[]> MetricsAsync() => (await server.Client.GetStringAsync(new Uri("metrics", UriKind.Relative))).Split('\n');

    private static double Sum(IEnumerable<string> metrics, string name) => metrics
        .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l[name.Length] is '{' or ' ')
        .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static double SizeOf(string file)
    {
        try
        {
            return new FileInfo(file).Length;
        }
        catch (FileNotFoundException)
        {
            return 0; // a journal that ended meanwhile
        }
    }
}
