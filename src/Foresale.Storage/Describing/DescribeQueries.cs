using DuckDB.NET.Data;

namespace Foresale.Storage.Describing;

/// <summary>A DuckDB over a dataset folder, and the embedded queries that describe it.</summary>
internal sealed class DescribeQueries : IDisposable
{
    private const string MemoryLimit = "2GB";
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <summary>Opens a database that sees the events of a folder as the view <c>log</c>.</summary>
    public DescribeQueries(string folder, int threads)
    {
        _connection.Open();
        Execute($"SET threads = {threads.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        Execute($"SET memory_limit = '{MemoryLimit}'");
        Execute("SET TimeZone = 'UTC'");
        Set("events_path", Path.Combine(folder, DatasetFolders.Events, "day=*", "*.parquet"));
        Execute(Text("describe_log"));
    }

    /// <summary>Sets a variable that queries read by <c>getvariable</c>: a view cannot have parameters.</summary>
    public void Set(string variable, string value) => Execute($"SET VARIABLE {variable} = {Quote(value)}");

    /// <summary>Runs an embedded statement that makes a table or a view.</summary>
    public void Run(string query) => Execute(Text(query));

    /// <summary>Rows of an embedded query.</summary>
    /// <param name="query">Name of the file, without its ending.</param>
    /// <param name="row">Makes a row of what stands in the reader.</param>
    /// <param name="parameters">Named parameters of the query.</param>
    public List<T> Rows<T>(string query, Func<DuckDBDataReader, T> row, params (string Name, object Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Text(query);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Text(string query)
    {
        using var stream = typeof(DescribeQueries).Assembly.GetManifestResourceStream($"Foresale.Storage.Queries.{query}.sql")
            ?? throw new ArgumentException($"There is no query {query}.", nameof(query));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
