using System.Diagnostics;

namespace Foresale.Benchmarks;

/// <summary>
/// <c>fold cpu</c>: the fold by processor time instead of the clock's, a figure that a busy machine spoils less. The first rounds, in which the
/// runtime still compiles, are told apart: of the others the best is what the code takes, the median includes collections of the log's own objects.
/// </summary>
internal static class FoldCpu
{
    private const int WarmUps = 4;
    private const int Rounds = 12;

    public static int Run()
    {
        var benchmark = new FoldBenchmark();
        foreach (var shoppers in (int[])[5_000, 25_000])
        {
            benchmark.Shoppers = shoppers;
            benchmark.Setup();
            var first = Round(benchmark);
            for (var i = 1; i < WarmUps; i++)
            {
                Round(benchmark);
            }

            var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(benchmark)).ToList();
            var (best, median) = (rounds.Min(r => r.ApplyNs), rounds.Order().ElementAt(Rounds / 2).ApplyNs);
            Console.WriteLine(FormattableString.Invariant($"{shoppers} shoppers, {Rounds} rounds: apply median {median:F0} ns ({1e3 / median:F2} M events/s), best {best:F0} ns ({1e3 / best:F2} M), first of {WarmUps} warm-ups {first.ApplyNs:F0} ns; read {rounds.Min(r => r.ReadNs):F0} ns a vector; {rounds[^1].Bytes} bytes an event"));
        }

        return 0;
    }

    private static (double ApplyNs, double ReadNs, long Bytes) Round(FoldBenchmark benchmark)
    {
        var (start, allocated) = (Processor(), GC.GetTotalAllocatedBytes());
        benchmark.Apply();
        var (applied, bytes) = (Processor(), GC.GetTotalAllocatedBytes() - allocated);
        benchmark.Read();
        return ((applied - start) / FoldBenchmark.Events, (Processor() - applied) / FoldBenchmark.Reads, bytes / FoldBenchmark.Events);
    }

    private static double Processor() => Process.GetCurrentProcess().TotalProcessorTime.TotalNanoseconds;
}
