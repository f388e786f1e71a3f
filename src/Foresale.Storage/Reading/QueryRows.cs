using System.Globalization;
using DuckDB.NET.Data;

namespace Foresale.Storage.Reading;

/// <summary>What is known of a query's rows, which stand in a Parquet file of the import.</summary>
/// <param name="Types">Type of each column that was kept, by name: one of <see cref="QueryColumn"/>'s.</param>
/// <param name="Hash">XxHash128 over the columns and the rows in their order.</param>
internal sealed record QueryRows(IReadOnlyDictionary<string, string> Types, byte[] Hash)
{
    /// <summary>Rows by their place, from 0, as JSON that names the columns; lines are counted from 1.</summary>
    public static Dictionary<long, (long Line, string Raw)> Locate(SourceFile file, IEnumerable<long> wanted)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Sql.Query("located_rows")
            .Replace("{parquet}", Sql.Text(file.Path), StringComparison.Ordinal)
            .Replace("{columns}", string.Join(", ", file.Query!.Types.Keys.Select(c => $"{Sql.Text(c)}, {Sql.Name(c)}")), StringComparison.Ordinal)
            .Replace("{rows}", string.Join(", ", wanted.Select(Sql.Number)), StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var located = new Dictionary<long, (long, string)>();
        while (reader.Read())
        {
            var row = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
            located[row] = (row + 1, reader.GetString(1));
        }

        return located;
    }
}
