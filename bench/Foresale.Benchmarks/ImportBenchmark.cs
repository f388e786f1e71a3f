using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using Foresale.Storage;

namespace Foresale.Benchmarks;

/// <summary>
/// <c>import [--events 10000000] [--file CSV] [--threads 2] [--memory 1200] [--rounds 3] [--work FOLDER] [--out FILE]</c>: the import of a log (parse, clean,
/// deduplicate, sessions, Parquet sorted by day and shopper) beside what DuckDB alone takes to read, sort and write the same file. Sides take turns in
/// one run, same threads, same memory limit; the ratio is that of the medians.
/// </summary>
internal static class ImportBenchmark
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : null;
        long Number(string name, long fallback) => Value(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : fallback;
        var (threads, megabytes, rounds) = ((int)Number("--threads", 2), (int)Number("--memory", 1200), (int)Number("--rounds", 3));
        var work = Value("--work") ?? Path.Combine(Path.GetTempPath(), "foresale-bench");
        var file = Value("--file") ?? SimulatedLog.Csv(Number("--events", 10_000_000), work);
        var measured = new List<Measured>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var side in (string[])["duckdb", "foresale"])
            {
                measured.Add(Side(side, file, Path.Combine(work, "out"), threads, megabytes));
                var m = measured[^1];
                Console.Error.WriteLine(FormattableString.Invariant($"{m.Side}: {m.Seconds:F1} s, processor {m.ProcessorSeconds:F1} s, peak {m.PeakMegabytes} MB, {m.Rows:N0} rows"));
            }
        }

        var result = new
        {
            Benchmark = "import",
            Machine = Machine.Here(typeof(EventImport), typeof(DuckDBConnection), typeof(ParquetSharp.Column)),
            DuckDb = DuckVersion(),
            Bytes = new FileInfo(file).Length,
            Threads = threads,
            MemoryLimitMegabytes = megabytes,
            Ratio = Ratio(measured, m => m.Seconds),
            ProcessorRatio = Ratio(measured, m => m.ProcessorSeconds),
            PeakMegabytes = measured.Where(m => m.Side is "foresale").Max(m => m.PeakMegabytes),
            Runs = measured,
        };
        var json = JsonSerializer.Serialize(result, s_json);
        Console.WriteLine(json);
        if (Value("--out") is { } output)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            File.WriteAllText(output, json + "\n");
        }

        return 0;
    }

    private static Measured Side(string side, string file, string output, int threads, int megabytes)
    {
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        var measured = ImportSide.Spawn(side, file, output, threads, megabytes);
        Directory.Delete(output, recursive: true);
        return measured;
    }

    private static double Ratio(List<Measured> measured, Func<Measured, double> figure)
    {
        double Median(string side) => measured.Where(m => string.Equals(m.Side, side, StringComparison.Ordinal)).Select(figure).Order().ElementAt(measured.Count / 4);
        return Math.Round(Median("foresale") / Median("duckdb"), 2);
    }

    private static string DuckVersion()
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }
}
