using System.Diagnostics;
using Foresale.Storage;

namespace Foresale.Benchmarks;

/// <summary><c>read DATASET</c>: every event of a dataset folder once, three times over, on one thread.</summary>
internal static class ReadBenchmark
{
    public static int Run(string[] args)
    {
        var dataset = DatasetFolder.Open(args[0]);
        for (var round = 0; round < 3; round++)
        {
            var (processor, clock, events) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew(), 0L);
            foreach (var shopEvent in dataset.Days.SelectMany(dataset.ReadDay))
            {
                events += shopEvent.UserId.Length > 0 ? 1 : 0;
            }

            var busy = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
            Console.WriteLine(FormattableString.Invariant($"{events:N0} events: {events / clock.Elapsed.TotalSeconds / 1e6:F2} M events/s, {events / busy / 1e6:F2} M events a second of processor time"));
        }

        return 0;
    }
}
