using System.Globalization;
using HdrHistogram;

namespace Foresale.Benchmarks.Soak;

/// <summary>What a soak says: a line a minute while it runs, and at its end tables and whether it was passed.</summary>
internal static class SoakReport
{
    private const double WarmMinutes = 3, Slack = 8; // threads and descriptors that come and go with what just runs
    private const int LooksOfMinute = 6, MostRows = 20;

    public static void Progress(IReadOnlyList<Look> looks, Tally tally) =>
        Say($"{looks[^1].Minute,5:0.0} min: {tally.Requests:N0} requests, {tally.ServerFaults} of 5xx, {tally.Unexpected} unexpected; {looks[^1].Resident:0} MB resident, heap {looks[^1].Heap:0} MB, {looks[^1].Threads} threads, {looks[^1].Descriptors} descriptors, p99 {looks[^1].P99:0.0} ms");

    /// <summary>Writes the tables.</summary>
    /// <returns>True where it was passed.</returns>
    public static bool Write(IReadOnlyList<Look> looks, Tally tally, (Counts Events, double NotFolded) counted, ServerProcess server, string end)
    {
        Table(looks);
        Kinds(tally);
        var warm = Math.Min(WarmMinutes, looks.Count == 0 ? 0 : looks[^1].Minute / 3);
        var after = looks.Where(l => l.Minute > warm).ToList();
        if (after.Count > 0)
        {
            Trends(after, warm);
        }

        foreach (var example in tally.Examples)
        {
            Say($"unexpected: {example}");
        }

        Say($"events: {tally.Acknowledged} by the answers; {tally.Wanted} wanted; {counted.Events} by /metrics; {counted.NotFolded:0} not folded; {tally.Merged:N0} guests turned out to be somebody");
        Say($"log: {server.Errors.Count} lines of errors, {server.Warnings.Count} of warnings; snapshots: {server.Snapshots.Count}, the loop stood still for {server.Snapshots.Select(s => s.Taken).DefaultIfEmpty().Max():0.000} s at most");
        Say($"{end}\n");
        var faults = Faults(after, tally, counted, server).ToList();
        Say($"{(faults.Count == 0 ? "passed" : $"NOT passed: {string.Join("; ", faults)}")}");
        return faults.Count == 0;
    }

    private static IEnumerable<string> Faults(List<Look> after, Tally tally, (Counts Events, double NotFolded) counted, ServerProcess server)
    {
        (bool IsSo, FormattableString Text)[] all =
        [
            (tally.ServerFaults > 0, $"{tally.ServerFaults} answers of 5xx"),
            (tally.Unexpected > 0, $"{tally.Unexpected} answers that were not to come"),
            (!server.Errors.IsEmpty, $"{server.Errors.Count} lines of errors in the log"),
            (server.ExitCode != 0, $"the server ended with {server.ExitCode}"),
            (counted.NotFolded > 0, $"{counted.NotFolded:0} entries could not be folded"),
            (tally.Acknowledged != tally.Wanted, $"answers and what was sent differ"),
            (tally.Acknowledged != counted.Events, $"answers and the server's counts differ"),
            (after.Count > 0 && Trend.Of(after, l => l.Threads).Grew(Slack), $"threads grew"),
            (after.Count > 0 && Trend.Of(after, l => l.Descriptors).Grew(Slack), $"descriptors grew"),
        ];
        return all.Where(f => f.IsSo).Select(f => FormattableString.Invariant(f.Text));
    }

    // Means over a row's time, but for what only grows.
    private static void Table(IReadOnlyList<Look> looks)
    {
        Say($"\n| minute | RSS MB | anonymous MB | heap MB | old MB | committed MB | threads | descriptors | data MB | p99 ms | requests/s | shoppers | cores |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var minutes = Math.Max(1, (int)Math.Ceiling(looks.Count / (double)LooksOfMinute / MostRows));
        Look? before = null;
        foreach (var row in looks.Chunk(LooksOfMinute * minutes))
        {
            var (last, seconds) = (row[^1], (row[^1].Minute - (before?.Minute ?? 0)) * 60);
            Say($"| {last.Minute:0.0} | {row.Average(l => l.Resident):0} | {row.Average(l => l.Anonymous):0} | {row.Average(l => l.Heap):0} | {row.Average(l => l.Old):0} | {row.Average(l => l.Committed):0} | {row.Average(l => l.Threads):0.0} | {row.Average(l => l.Descriptors):0.0} | {last.Disk:0} | {row.Average(l => l.P99):0.0} | {(last.Requests - (before?.Requests ?? 0)) / seconds:0} | {last.Shoppers:N0} | {(last.Processor - (before?.Processor ?? 0)) / seconds:0.00} |");
            before = last;
        }
    }

    private static void Kinds(Tally tally)
    {
        Say($"\n| request | number | p50 ms | p99 ms | most ms |\n| --- | ---: | ---: | ---: | ---: |");
        foreach (var (kind, count, latency) in tally.Kinds)
        {
            Say($"| {kind} | {count:N0} | {latency.GetValueAtPercentile(50) / 1_000.0:0.0} | {latency.GetValueAtPercentile(99) / 1_000.0:0.0} | {latency.GetMaxValue() / 1_000.0:0.0} |");
        }

        Say($"| all | {tally.Requests:N0} | | | |");
    }

    private static void Trends(List<Look> after, double warm)
    {
        Say($"\n| after {warm:0.0} minutes | first third | last third | an hour |\n| --- | ---: | ---: | ---: |");
        foreach (var (name, figure) in ((string, Func<Look, double>)[])[("RSS MB", l => l.Resident), ("anonymous MB", l => l.Anonymous), ("heap MB", l => l.Heap), ("old MB", l => l.Old), ("committed MB", l => l.Committed), ("threads", l => l.Threads), ("descriptors", l => l.Descriptors), ("p99 ms", l => l.P99), ("shoppers", l => l.Shoppers), ("data MB", l => l.Disk)])
        {
            var trend = Trend.Of(after, figure);
            Say($"| {name} | {trend.First:N1} | {trend.Last:N1} | {trend.PerHour:+#,0.0;-#,0.0;0} |");
        }

        Say($"");
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
