using System.Text;
using Foresale.Simulation;

namespace Foresale.Benchmarks;

/// <summary>The log of the built-in shop, as <c>foresale simulate</c> writes it; made once a size and kept.</summary>
internal static class SimulatedLog
{
    /// <summary>Path of a CSV with at least the given number of events (the last shopper is written whole).</summary>
    public static string Csv(long events, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FormattableString.Invariant($"simulated-{events}.csv"));
        if (File.Exists(path))
        {
            return path;
        }

        var shop = PlantedShop.Load(path: null);
        using (var writer = new StreamWriter($"{path}.part", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16))
        {
            var csv = new SimulatedCsv(shop, writer);
            foreach (var shopper in shop.Shoppers(sessions: (int)(events / 4.7), seed: 1, days: null, users: null).TakeWhile(_ => csv.Events < events))
            {
                csv.Write(shopper);
            }
        }

        File.Move($"{path}.part", path);
        return path;
    }
}
