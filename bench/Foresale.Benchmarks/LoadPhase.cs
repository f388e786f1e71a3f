using System.Diagnostics;
using HdrHistogram;

namespace Foresale.Benchmarks;

/// <summary>What a phase of load gave.</summary>
/// <param name="PerSecond">Requests.</param>
/// <param name="Faults">Answers other than 200.</param>
/// <param name="Latency">Of each request, in microseconds; under a given rate from the moment at which it was due.</param>
internal sealed record LoadResult(double PerSecond, int Faults, HistogramBase Latency)
{
    public double Milliseconds(double percentile) => Latency.GetValueAtPercentile(percentile) / 1_000.0;
}

/// <summary>Several connections that send as fast as answers come, or at a rate.</summary>
internal static class LoadPhase
{
    private const long LongestMicroseconds = 60_000_000;

    /// <summary>Runs one.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="connections">Threads with a connection each.</param>
    /// <param name="time">How long; ends before where there are no more requests.</param>
    /// <param name="request">The n-th request of all; null for no more.</param>
    /// <param name="perSecond">Requests a second over all connections; null for as many as come through.</param>
    public static LoadResult Run(Uri server, int connections, TimeSpan time, Func<long, byte[]?> request, double? perSecond = null)
    {
        var (next, faults, all) = (-1L, 0, new LongHistogram(LongestMicroseconds, 3));
        var clock = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() =>
        {
            var mine = new LongHistogram(LongestMicroseconds, 3);
            using var line = new HttpLine(server);
            while (clock.Elapsed < time)
            {
                var n = Interlocked.Increment(ref next);
                if (request(n) is not { } bytes)
                {
                    break;
                }

                var due = perSecond is { } rate ? TimeSpan.FromSeconds(n / rate) : clock.Elapsed;
                if (due - clock.Elapsed is { Ticks: > 0 } wait)
                {
                    Thread.Sleep(wait);
                }

                var (status, _) = line.Send(bytes);
                mine.RecordValue(Math.Clamp((long)(clock.Elapsed - due).TotalMicroseconds, 1, LongestMicroseconds));
                if (status != 200)
                {
                    Interlocked.Increment(ref faults);
                }
            }

            lock (all)
            {
                all.Add(mine);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        return new LoadResult(all.TotalCount / clock.Elapsed.TotalSeconds, faults, all);
    }
}
