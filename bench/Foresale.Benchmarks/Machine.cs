using System.Runtime.InteropServices;

namespace Foresale.Benchmarks;

/// <summary>Where and by what a figure was measured.</summary>
/// <param name="Date">UTC day.</param>
/// <param name="Processor">Model and cores.</param>
/// <param name="MemoryMegabytes">Of the machine.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">.NET.</param>
/// <param name="Versions">Libraries that do the work.</param>
internal sealed record Machine(string Date, string Processor, long MemoryMegabytes, string System, string Runtime, IReadOnlyDictionary<string, string> Versions)
{
    public static Machine Here(params Type[] libraries) => new(
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture),
        $"{Model()}, {Environment.ProcessorCount} cores",
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        libraries.Select(t => t.Assembly.GetName()).ToDictionary(n => n.Name!, n => n.Version!.ToString(), StringComparer.Ordinal));

    private static string Model()
    {
        const string File = "/proc/cpuinfo";
        var line = global::System.IO.File.Exists(File) ? global::System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
