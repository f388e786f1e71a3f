using DuckDB.NET.Data;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>A DuckDB in memory that spills beside the output and is gone with its owner.</summary>
internal sealed class Database : IDisposable
{
    private readonly string _temp;

    /// <summary>Opens one.</summary>
    /// <param name="temp">Folder to spill into; it is made at need and removed at the end.</param>
    /// <param name="threads">Threads of reading and sorting.</param>
    /// <param name="memoryMegabytes">What reading and sorting may hold in memory before they spill.</param>
    public Database(string temp, int threads, int memoryMegabytes)
    {
        _temp = temp;
        Connection = new DuckDBConnection("DataSource=:memory:");
        Connection.Open();
        Execute($"SET threads = {Sql.Number(threads)}");
        Execute($"SET memory_limit = '{Sql.Number(memoryMegabytes)}MB'");
        Execute($"SET temp_directory = {Sql.Text(temp)}");
        Execute("SET TimeZone = 'UTC'");
        Execute("SET preserve_insertion_order = true");
        Execute("SET streaming_buffer_size = '16MB'"); // room for all threads to work ahead of who reads the result
    }

    /// <summary>The connection.</summary>
    public DuckDBConnection Connection { get; }

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows that it changed.</returns>
    public int Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>Rows of a small result, nulls as null.</summary>
    public List<object?[]> Rows(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>A reader's own fault as the user's, where it lies in the file or the mapping.</summary>
    public static UserFaultException? Translate(DuckDBException fault, IReadOnlyList<SourceFile> files)
    {
        var message = fault.Message.Split('\n')[0];
        if (message.Contains("No space left on device", StringComparison.Ordinal) || message.Contains("File too large", StringComparison.Ordinal))
        {
            return null; // what cannot be written is no fault of the file that is read
        }

        var file = files.FirstOrDefault(f => message.Contains(f.Path, StringComparison.Ordinal)) ?? files[0];
        if (message.Contains("No magic bytes", StringComparison.Ordinal) || message.Contains("too small to be a Parquet", StringComparison.Ordinal))
        {
            return new UserFaultException(file.Name, "the Parquet file breaks off or is none.", "Copy or write it again.");
        }

        if (message.StartsWith("Binder Error", StringComparison.Ordinal) || message.StartsWith("Parser Error", StringComparison.Ordinal) || message.StartsWith("Catalog Error", StringComparison.Ordinal))
        {
            return new UserFaultException("mapping", $"a column or an expression under \"select\" does not fit the source: {message}.", "Mend the mapping file.");
        }

        return message.StartsWith("IO Error", StringComparison.Ordinal) || message.StartsWith("Invalid Input Error", StringComparison.Ordinal) || message.StartsWith("Out of Memory Error", StringComparison.Ordinal)
            ? new UserFaultException(file.Name, $"the file cannot be read: {message}.", "Check the file, and the room on the disk.")
            : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        if (Directory.Exists(_temp))
        {
            Directory.Delete(_temp, recursive: true);
        }
    }
}
