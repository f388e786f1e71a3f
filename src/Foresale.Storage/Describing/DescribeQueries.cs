using DuckDB.NET.Data;
using Foresale.Storage.Reading;

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
        Execute($"SET threads = {Sql.Number(threads)}");
        Execute($"SET memory_limit = '{MemoryLimit}'");
        Execute("SET TimeZone = 'UTC'");
        Set("events_path", Path.Combine(folder, DatasetFiles.Events, "day=*", "*.parquet"));
        Execute(Sql.Query("describe_log"));
    }

    /// <summary>Sets a variable that queries read by <c>getvariable</c>: a view cannot have parameters.</summary>
    public void Set(string variable, string value) => Execute($"SET VARIABLE {variable} = {Sql.Text(value)}");

    /// <summary>Runs an embedded statement that makes a table or a view.</summary>
    public void Run(string query) => Execute(Sql.Query(query));

    /// <summary>Rows of an embedded query.</summary>
    /// <param name="query">Name of the file, without its ending.</param>
    /// <param name="row">Makes a row of what stands in the reader.</param>
    /// <param name="parameters">Named parameters of the query.</param>
    public List<T> Rows<T>(string query, Func<DuckDBDataReader, T> row, params (string Name, object Value)[] parameters)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = Sql.Query(query);
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

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
