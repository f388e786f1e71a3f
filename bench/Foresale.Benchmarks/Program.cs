using System.Diagnostics;
using BenchmarkDotNet.Running;
using Foresale.Benchmarks;

if (args is ["cpu"])
{
    // Processor time instead of the clock's: a figure that a busy machine does not spoil.
    var benchmark = new FoldBenchmark();
    for (var round = 0; round < 16; round++)
    {
        if (round % 8 == 0)
        {
            benchmark.Shoppers = round == 0 ? 5_000 : 25_000;
            benchmark.Setup();
        }

        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var (pause, bytes) = (GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes());
        benchmark.Apply();
        (pause, bytes) = (GC.GetTotalPauseDuration() - pause, GC.GetTotalAllocatedBytes() - bytes);
        var apply = Process.GetCurrentProcess().TotalProcessorTime;
        benchmark.Read();
        var read = Process.GetCurrentProcess().TotalProcessorTime;
        Console.WriteLine(FormattableString.Invariant($"{benchmark.Shoppers} shoppers: apply {(apply - before).TotalNanoseconds / FoldBenchmark.Events:F0} ns and {bytes / FoldBenchmark.Events} bytes an event (collector {pause.TotalNanoseconds / FoldBenchmark.Events:F0} ns), read {(read - apply).TotalNanoseconds / FoldBenchmark.Reads:F0} ns a vector (processor time)"));
    }

    return;
}

BenchmarkSwitcher.FromAssembly(typeof(FoldBenchmark).Assembly).Run(args);
