using Foresale.Storage.Reading;

namespace Foresale.Storage;

/// <summary>Turns a CSV file that Foresale wrote into Parquet, types found by DuckDB; identifiers stay text.</summary>
public static class DelimitedToParquet
{
    private const int MemoryMegabytes = 1024;

    /// <summary>Writes a Parquet file with the rows of a CSV file, in their order.</summary>
    /// <param name="csv">The file to read, with a header.</param>
    /// <param name="parquet">The file to write; replaced where it stands.</param>
    /// <param name="textColumns">Columns that stay text whatever they look like.</param>
    /// <param name="threads">Threads, &gt;= 1.</param>
    public static void Convert(string csv, string parquet, IReadOnlyList<string> textColumns, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(csv);
        ArgumentException.ThrowIfNullOrEmpty(parquet);
        ArgumentNullException.ThrowIfNull(textColumns);
        using var database = new Database($"{parquet}.spill", threads, MemoryMegabytes);
        database.Execute(Sql.Query("delimited_to_parquet")
            .Replace("{types}", $"{{{string.Join(", ", textColumns.Select(c => $"{Sql.Text(c)}: 'VARCHAR'"))}}}", StringComparison.Ordinal)
            .Replace("{csv}", Sql.Text(csv), StringComparison.Ordinal)
            .Replace("{parquet}", Sql.Text(parquet), StringComparison.Ordinal));
    }
}
