using System.Diagnostics;
using BenchmarkDotNet.Running;
using Foresale.Benchmarks;

if (args is ["cpu"])
{
    // Processor time instead of the clock's: a figure that a busy machine does not spoil.
    var benchmark = new FoldBenchmark();
    benchmark.Setup();
    for (var round = 0; round < 5; round++)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        benchmark.Apply();
        var apply = Process.GetCurrentProcess().TotalProcessorTime;
        benchmark.Read();
        var read = Process.GetCurrentProcess().TotalProcessorTime;
        Console.WriteLine(FormattableString.Invariant($"apply {(apply - before).TotalNanoseconds / FoldBenchmark.Events:F0} ns an event, read {(read - apply).TotalNanoseconds / FoldBenchmark.Reads:F0} ns a vector (processor time)"));
    }

    return;
}

BenchmarkSwitcher.FromAssembly(typeof(FoldBenchmark).Assembly).Run(args);
