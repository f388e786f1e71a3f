using Foresale.Storage.Reading;

namespace Foresale.Storage;

/// <summary>Turns the event file of a simulated shop from CSV into Parquet.</summary>
public static class SimulatedParquet
{
    private const int MemoryMegabytes = 1024;

    /// <summary>Writes a Parquet file with the rows of a CSV file of the native columns, in their order.</summary>
    /// <param name="csv">The file to read.</param>
    /// <param name="parquet">The file to write; replaced where it stands.</param>
    /// <param name="threads">Threads, &gt;= 1.</param>
    public static void FromCsv(string csv, string parquet, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(csv);
        ArgumentException.ThrowIfNullOrEmpty(parquet);
        using var database = new Database($"{parquet}.spill", threads, MemoryMegabytes);
        database.Execute(Sql.Query("simulated_events")
            .Replace("{csv}", Sql.Text(csv), StringComparison.Ordinal)
            .Replace("{parquet}", Sql.Text(parquet), StringComparison.Ordinal));
    }
}
