namespace Foresale.Benchmarks;

/// <summary>
/// <c>fold cpu</c>: the fold by processor time instead of the clock's, a figure that a busy machine spoils less. The first rounds, in which the
/// runtime still compiles, are told apart: of the others the median is what a long log takes, garbage collections and the making of events included.
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
            var first = Nanoseconds(benchmark.Apply) / FoldBenchmark.Events;
            for (var i = 1; i < WarmUps; i++)
            {
                Round(benchmark);
            }

            var (full, pauses) = (GC.CollectionCount(2), GC.GetTotalPauseDuration());
            var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(benchmark)).ToList();
            (full, pauses) = (GC.CollectionCount(2) - full, GC.GetTotalPauseDuration() - pauses);
            var (apply, best, make, read) = (Median(rounds, r => r.Apply), rounds.Min(r => r.Apply), Median(rounds, r => r.Make), Median(rounds, r => r.Read));
            Console.WriteLine(FormattableString.Invariant($"{shoppers} shoppers, {Rounds} rounds: apply median {apply:F0} ns ({1e3 / apply:F2} M events/s), best {best:F0} ns ({1e3 / best:F2} M), first of {WarmUps} warm-ups {first:F0} ns; of it making the event {make:F0} ns, {rounds[^1].MakeBytes} of {rounds[^1].ApplyBytes} bytes; collections {pauses.TotalNanoseconds / Rounds / FoldBenchmark.Events:F0} ns by the clock, {full} full; read {read:F0} ns a vector"));
        }

        return 0;
    }

    private static (double Apply, double Make, double Read, long ApplyBytes, long MakeBytes) Round(FoldBenchmark benchmark)
    {
        var start = GC.GetTotalAllocatedBytes();
        var apply = Nanoseconds(benchmark.Apply);
        var applied = GC.GetTotalAllocatedBytes();
        var make = Nanoseconds(benchmark.Make);
        var made = GC.GetTotalAllocatedBytes();
        return (apply / FoldBenchmark.Events, make / FoldBenchmark.Events, Nanoseconds(benchmark.Read) / FoldBenchmark.Reads, (applied - start) / FoldBenchmark.Events, (made - applied) / FoldBenchmark.Events);
    }

    private static double Nanoseconds<T>(Func<T> operation)
    {
        var start = Environment.CpuUsage.TotalTime;
        operation();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
    }

    private static double Median<T>(List<T> rounds, Func<T, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
