using System.Diagnostics;

namespace Foresale.Benchmarks;

/// <summary><c>fold cpu</c>: the fold by processor time instead of the clock's, a figure that a busy machine spoils less. The best of the rounds counts: what else the machine does only adds.</summary>
internal static class FoldCpu
{
    private const int Rounds = 12;

    public static int Run()
    {
        var benchmark = new FoldBenchmark();
        foreach (var shoppers in (int[])[5_000, 25_000])
        {
            benchmark.Shoppers = shoppers;
            benchmark.Setup();
            var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(benchmark)).ToList();
            var best = rounds.Min(r => r.ApplyNs);
            Console.WriteLine(FormattableString.Invariant($"{shoppers} shoppers: best of {Rounds}: apply {best:F0} ns ({1e3 / best:F2} M events/s), read {rounds.Min(r => r.ReadNs):F0} ns a vector; median apply {rounds.Order().ElementAt(Rounds / 2).ApplyNs:F0} ns, {rounds[^1].Bytes} bytes an event"));
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
