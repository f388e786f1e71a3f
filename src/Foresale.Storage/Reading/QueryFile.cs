using System.Data;
using System.Data.Common;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Foresale.Events;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Foresale.Storage.Reading;

/// <summary>Runs a statement and keeps its rows as a Parquet file, a batch at a time; from there on they are read as a file's.</summary>
/// <param name="session">The transaction.</param>
/// <param name="timeoutSeconds">Longest that a statement may take, for messages.</param>
/// <param name="folder">Where the files go; they leave with it.</param>
internal sealed class QueryFile(SqlSession session, int timeoutSeconds, string folder)
{
    private const int BatchRows = 8192;
    private static readonly CompositeFormat s_progress = CompositeFormat.Parse("{0:N0} rows of the query");

    /// <summary>Reads a statement.</summary>
    /// <param name="statement">The SELECT.</param>
    /// <param name="columns">Columns to keep; null keeps all.</param>
    /// <param name="progress">Is told the rows; null for none.</param>
    /// <param name="cancellationToken">Ends the statement in the database too.</param>
    /// <returns>The rows as a source.</returns>
    /// <exception cref="UserFaultException">The database refuses it, or it gives what cannot be kept.</exception>
    public SourceFile Read(SqlStatement statement, IReadOnlyCollection<string>? columns, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        using var command = session.Command(statement.Text);
        try
        {
            // Cancel() does nothing before a statement runs; the token of the asynchronous call is heeded at any moment. From then on Cancel() is.
            using var reader = command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).GetAwaiter().GetResult();
            using var registration = cancellationToken.Register(command.Cancel);
            try
            {
                return Keep(statement, reader, columns, progress, cancellationToken);
            }
            catch
            {
                command.Cancel(); // else the reader would wait for all the rows that are still to come
                throw;
            }
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or NotSupportedException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqlFaults.Statement(fault, statement, timeoutSeconds);
        }
    }

    private SourceFile Keep(SqlStatement statement, DbDataReader reader, IReadOnlyCollection<string>? wanted, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var names = Names(statement, reader);
        var columns = Columns(statement, reader, names, wanted);
        var hash = new XxHash128();
        columns.ForEach(c => hash.Append(System.Text.Encoding.UTF8.GetBytes($"{c.Name}\0{c.Type}\0")));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"query-{Guid.NewGuid():N}.parquet");
        var rows = 0L;
        var schema = new Schema(columns.Select(c => c.Field), metadata: null);
        using (var properties = new WriterPropertiesBuilder().Compression(Compression.Snappy).Build())
        using (var writer = new FileWriter(path, schema, properties))
        {
            while (reader.Read())
            {
                rows++;
                Add(statement, reader, columns, hash, rows);
                if (rows % BatchRows == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Write(writer, schema, columns, BatchRows);
                    progress?.Report(new StageProgress("import", 0, 0, string.Format(CultureInfo.InvariantCulture, s_progress, rows)));
                }
            }

            Write(writer, schema, columns, (int)(rows % BatchRows));
            writer.Close();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (reader.NextResult())
        {
            throw new UserFaultException(statement.Place, "there is more than one statement.", "Give one SELECT; users and items have options of their own.");
        }

        return rows == 0
            ? throw new UserFaultException(statement.Place, "the query gives no rows.", "Check its conditions, and that it asks the right database.")
            : new SourceFile(path, SourceFormat.Parquet, Compressed: false, ',', names)
            {
                Title = $"rows of {statement.Place}", // a place in them is a row and a column, in the statement a line and a column
                Query = new QueryRows(columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal), hash.GetCurrentHash()),
            };
    }

    private static void Add(SqlStatement statement, DbDataReader reader, List<QueryColumn> columns, XxHash128 hash, long row)
    {
        foreach (var column in columns)
        {
            try
            {
                column.Add(reader, hash);
            }
            catch (Exception fault) when (fault is OverflowException or InvalidCastException or ArgumentOutOfRangeException or FormatException)
            {
                throw SqlFaults.Value($"rows of {statement.Place}({Sql.Number(row)},{Sql.Number(column.Ordinal + 1)})", column.Name, fault);
            }
        }
    }

    private static void Write(FileWriter writer, Schema schema, List<QueryColumn> columns, int rows)
    {
        using var batch = new RecordBatch(schema, columns.Select(c => c.Take()), rows);
        if (rows > 0)
        {
            writer.WriteRecordBatch(batch);
        }
    }

    private static List<string> Names(SqlStatement statement, DbDataReader reader)
    {
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        if (names.Count == 0)
        {
            throw new UserFaultException(statement.Place, "the statement gives no columns.", "Give a SELECT.");
        }

        if (names.FindIndex(n => n.Length == 0 || n is "?column?") is >= 0 and var unnamed)
        {
            throw new UserFaultException(statement.Place, $"column {Sql.Number(unnamed + 1)} of the query has no name.", "Give it one by AS.");
        }

        // DuckDB, like most, does not tell names apart by their case.
        return names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } doubled
            ? throw new UserFaultException(statement.Place, $"the query gives the column '{doubled.Key}' {Sql.Number(doubled.Count())} times.", "Give each column its own name by AS.")
            : names;
    }

    private static List<QueryColumn> Columns(SqlStatement statement, DbDataReader reader, List<string> names, IReadOnlyCollection<string>? wanted)
    {
        var columns = new List<QueryColumn>();
        wanted = wanted?.Any(w => names.Contains(w, StringComparer.Ordinal)) is true ? wanted : null; // who lacks all is told so by name, later
        for (var c = 0; c < names.Count; c++)
        {
            if (wanted?.Contains(names[c], StringComparer.Ordinal) is false)
            {
                continue;
            }

            var type = reader.GetDataTypeName(c);
            columns.Add(QueryColumn.Of(names[c], c, reader.GetFieldType(c), type) ?? throw new UserFaultException(
                statement.Place, $"the column '{names[c]}' is of the type {type}, which is no text, number, time or truth value.", "Cast it in the query to one, or leave it out."));
        }

        return columns;
    }
}
