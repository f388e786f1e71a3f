using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Foresale.Client;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Foresale.Benchmarks;

/// <summary>
/// <c>client</c>: what one call of Track adds to a page while the server is dead, by the clock, from threads that all track at once. The queue that has room and the
/// full one are measured apart; so are calls in a row and calls between which 4 MB of memory are walked over ("cold"), and so are a port where nobody listens and a server that takes connections and never answers. Beside each stands a pair of readings of the clock
/// with nothing between: what the machine itself adds.
/// </summary>
internal static class ClientBenchmark
{
    private const int Calls = 200_000;
    private const int ColdCalls = 20_000;
    private static readonly double s_nanoseconds = 1e9 / Stopwatch.Frequency;

    public static int Run()
    {
        Console.WriteLine("| server | queue | threads | calls | p50 | p99 | p99.9 | longest | bytes a call | clock alone, p99 |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        foreach (var threads in new[] { 1, 4 })
        {
            Measure("nobody listens", port: 9, threads, capacity: 1_000_000);
            Measure("nobody listens", port: 9, threads, capacity: 1_000);
            Measure("nobody listens", port: 9, threads, capacity: 1_000_000, cold: true);
            Measure("nobody listens", port: 9, threads, capacity: 1_000, cold: true);
            Measure("never answers", port, threads, capacity: 1_000_000);
            Measure("never answers", port, threads, capacity: 1_000);
        }

        return 0;
    }

    private static void Measure(string server, int port, int threads, int capacity, bool cold = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddForesale(o => (o.BaseAddress, o.ApiKey, o.Capacity, o.DrainTimeout) = (new Uri($"http://127.0.0.1:{port}"), "key", capacity, TimeSpan.FromMilliseconds(1)));
        using var host = builder.Build();
        host.Start();
        var events = host.Services.GetRequiredService<IForesaleEvents>();

        var calls = cold ? ColdCalls : Calls;

        // A full queue is filled beforehand, an empty one only warmed up.
        var warm = Math.Min(capacity + 1_000, 50_000);
        Record(warm, events.Track, cold: false);
        Thread.Sleep(500);

        var histograms = new LongHistogram[threads];
        var clocks = new LongHistogram[threads];
        var bytes = new long[threads];
        var pages = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            histograms[t] = Record(calls / threads, events.Track, cold);
            var between = GC.GetAllocatedBytesForCurrentThread();
            clocks[t] = Record(calls / threads, _ => true, cold);
            bytes[t] = 2 * between - before - GC.GetAllocatedBytesForCurrentThread(); // without the histogram's own
        })).ToList();
        pages.ForEach(p => p.Start());
        pages.ForEach(p => p.Join());

        foreach (var other in Enumerable.Range(1, threads - 1))
        {
            histograms[0].Add(histograms[other]);
            clocks[0].Add(clocks[other]);
        }

        var counts = events.Counts;
        var queue = counts.Dropped > 0 ? "full" : "has room";
        Console.WriteLine(FormattableString.Invariant(
            $"| {server} | {queue} | {threads} | {calls:N0}{(cold ? ", cold" : "")} | {Us(histograms[0], 50)} | {Us(histograms[0], 99)} | {Us(histograms[0], 99.9)} | {Us(histograms[0], 100)} | {bytes.Sum() / (double)calls:F0} | {Us(clocks[0], 99)} |"));
        if (counts.Tracked != warm + calls || counts.Sent + counts.Dropped + counts.Rejected + counts.Pending != counts.Tracked)
        {
            throw new InvalidOperationException($"The counts do not add up: {counts}.");
        }

        host.StopAsync().GetAwaiter().GetResult();
    }

    private static LongHistogram Record(int calls, Func<ShopperEvent, bool> call, bool cold)
    {
        var histogram = new LongHistogram(TimeSpan.FromMinutes(1).Ticks * 100, 3);
        var view = new ShopperEvent(ShopperBehavior.View) { UserId = "u1", ItemId = "sku-1", Price = 9.5m };
        var other = new byte[cold ? 4 << 20 : 0];
        for (var i = 0; i < calls; i++)
        {
            // A page does other work between two calls, and what Track needs has left the caches.
            for (var at = 0; at < other.Length; at += 64)
            {
                other[at]++;
            }

            var started = Stopwatch.GetTimestamp();
            call(view);
            histogram.RecordValue((long)((Stopwatch.GetTimestamp() - started) * s_nanoseconds));
        }

        return histogram;
    }

    private static string Us(LongHistogram histogram, double percentile) => FormattableString.Invariant($"{histogram.GetValueAtPercentile(percentile) / 1e3:F2} us");
}
