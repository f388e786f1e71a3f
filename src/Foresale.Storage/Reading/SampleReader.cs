using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Foresale.Events;
using Foresale.Events.Guessing;

namespace Foresale.Storage.Reading;

/// <summary>Reads the beginning of a source as text, for a guess of its mapping.</summary>
public static class SampleReader
{
    private const int Bytes = 4 << 20;
    private const int ParquetRows = 20_000;

    /// <summary>Reads up to 4 MB of text, or 20,000 rows of Parquet.</summary>
    /// <exception cref="UserFaultException">The file cannot be a source.</exception>
    public static SourceSample Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Without a header the mapping cannot object to what the first line holds.
        var file = SourceFile.Open(path, new Mapping { Header = false });
        if (file.Format is SourceFormat.Parquet)
        {
            return Parquet(file);
        }

        using var stream = file.OpenRead();
        var head = new byte[Bytes];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var whole = length < head.Length || stream.ReadByte() < 0;
        // A character that is cut off lies in the last line, which is left out.
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false).GetString(head, 0, length);
        return file.Format is SourceFormat.JsonLines ? JsonLinesSample.Read(file.Name, text, whole) : DelimitedSample.Read(file.Name, text, whole);
    }

    private static SourceSample Parquet(SourceFile file)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Sql.Query("sample_parquet");
        command.Parameters.Add(new DuckDBParameter("path", file.Path));
        command.Parameters.Add(new DuckDBParameter("rows", ParquetRows));
        UserFaultException? usersFault;
        try
        {
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            var times = columns.Where((_, i) => reader.GetFieldType(i) == typeof(DateTime) || reader.GetFieldType(i) == typeof(DateTimeOffset) || reader.GetFieldType(i) == typeof(DateOnly)).ToList();
            var rows = new List<string[]>();
            while (reader.Read())
            {
                rows.Add([.. columns.Select((_, i) => reader.IsDBNull(i) ? "" : Text(reader.GetValue(i)))]);
            }

            return rows.Count == 0
                ? throw new UserFaultException(file.Name, "the file has no rows.", "Give a file with rows.")
                : new SourceSample(file.Name, columns, rows, Delimiter: null, Header: true, rows.Count < ParquetRows, times);
        }
        catch (DuckDBException fault) when (Database.Translate(fault, [file]) is not null)
        {
            usersFault = Database.Translate(fault, [file]);
        }

        throw usersFault!;
    }

    private static string Text(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
