using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Foresale.Storage;

namespace Foresale.Benchmarks;

/// <summary>One side of the import benchmark in a process of its own, so that its peak memory is its own. Prints one JSON line.</summary>
internal static class ImportSide
{
    /// <summary>The word that starts it.</summary>
    public const string Verb = "import-side";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs one side: <c>foresale|duckdb FILE OUT THREADS MEGABYTES</c>.</summary>
    public static int Run(string[] args)
    {
        var (side, file, output) = (args[0], args[1], args[2]);
        var (threads, megabytes) = (int.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var rows = side is "foresale" ? Foresale(file, output, threads, megabytes) : Duck(file, output, threads, megabytes);
        var seconds = clock.Elapsed.TotalSeconds;
        var process = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured(side, seconds, (process.TotalProcessorTime - before).TotalSeconds, process.PeakWorkingSet64 >> 20, rows), s_json));
        return 0;
    }

    /// <summary>Runs one side in a process of its own.</summary>
    public static Measured Spawn(string side, string file, string output, int threads, int megabytes)
    {
        string[] words = [Verb, side, file, output, threads.ToString(CultureInfo.InvariantCulture), megabytes.ToString(CultureInfo.InvariantCulture)];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(line, s_json)!
            : throw new InvalidOperationException($"The side {side} ended with exit code {process.ExitCode}.");
    }

    private static long Foresale(string file, string output, int threads, int megabytes)
    {
        var options = new ImportOptions { Paths = [file], Mapping = Presets.Resolve("foresale"), Out = output, Threads = threads, MemoryMegabytes = megabytes };
        return EventImport.Run(options, progress: null, CancellationToken.None).Info.Events;
    }

    // What a user of DuckDB would write: types are guessed, nothing is checked, one file.
    private static long Duck(string file, string output, int threads, int megabytes)
    {
        Directory.CreateDirectory(output);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        foreach (var sql in (string[])[$"SET threads = {threads}", $"SET memory_limit = '{megabytes}MB'", $"SET temp_directory = '{output}/temp'"])
        {
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        command.CommandText = $"COPY (SELECT * FROM read_csv('{file}') ORDER BY user_id, time) TO '{output}/events.parquet' (FORMAT parquet)";
        return command.ExecuteNonQuery();
    }
}

/// <summary>What one side took.</summary>
/// <param name="Side">foresale or duckdb.</param>
/// <param name="Seconds">By the clock.</param>
/// <param name="ProcessorSeconds">Of all threads: what a busy machine spoils less.</param>
/// <param name="PeakMegabytes">Highest resident memory of the process.</param>
/// <param name="Rows">Rows written.</param>
internal sealed record Measured(string Side, double Seconds, double ProcessorSeconds, long PeakMegabytes, long Rows);
