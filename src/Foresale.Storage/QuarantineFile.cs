using Apache.Arrow;
using Foresale.Events;
using ParquetSharp.Arrow;

namespace Foresale.Storage;

/// <summary>A row that could not be used.</summary>
/// <param name="Reason">The rule that set it aside.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="File">Name of the source file.</param>
/// <param name="Line">Line, from 1; of a Parquet file the row.</param>
/// <param name="Column">Column in the line, from 1.</param>
/// <param name="Raw">The line itself; empty for a Parquet file.</param>
public sealed record QuarantinedRow(string Reason, string Found, string Remedy, string File, long Line, long Column, string Raw)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{File}({Line},{Column}): {Found} {Remedy}");
}

/// <summary>Reads the rows that an import could not use.</summary>
public static class QuarantineFile
{
    /// <summary>The rows, in the order of the source.</summary>
    /// <param name="place">A dataset folder, or the quarantine file of an import that was refused.</param>
    /// <exception cref="UserFaultException">There is no such file.</exception>
    public static IReadOnlyList<QuarantinedRow> Read(string place)
    {
        var path = Directory.Exists(place) ? Path.Combine(place, DatasetFiles.Quarantine) : place;
        if (!File.Exists(path))
        {
            throw new UserFaultException(place, "there is no quarantine file here.", $"Give a dataset folder that `foresale import` wrote, or a file that ends in {DatasetFiles.Quarantine}.");
        }

        try
        {
            return RowsOf(path);
        }
        catch (Exception e) when (e is ParquetSharp.ParquetException or InvalidCastException or ArgumentException)
        {
            throw new UserFaultException(path, "the file is no quarantine.", $"Give a dataset folder that `foresale import` wrote, or a file that ends in {DatasetFiles.Quarantine}.");
        }
    }

    private static List<QuarantinedRow> RowsOf(string path)
    {
        using var reader = new FileReader(path);
        using var batches = reader.GetRecordBatchReader();
        var rows = new List<QuarantinedRow>();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                string Text(string column, int row) => ((StringArray)batch.Column(column, StringComparer.Ordinal)).GetString(row) ?? "";
                long Number(string column, int row) => ((Int64Array)batch.Column(column, StringComparer.Ordinal)).GetValue(row) ?? 0;
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(i => new QuarantinedRow(
                    Text("reason", i), Text("found", i), Text("remedy", i), Text("file", i), Number("line", i), Number("column", i), Text("raw", i))));
            }
        }

        return rows;
    }
}
