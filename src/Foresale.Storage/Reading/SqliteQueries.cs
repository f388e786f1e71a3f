using Microsoft.Data.Sqlite;

namespace Foresale.Storage.Reading;

/// <summary>Embedded queries as SQLite's commands.</summary>
internal static class SqliteQueries
{
    /// <summary>A query as a command, its parameters without values.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="query">Name of the query's file, without its ending.</param>
    /// <param name="parameters">Names, such as <c>$number</c>.</param>
    public static SqliteCommand Query(this SqliteConnection connection, string query, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // an embedded file
        command.CommandText = Sql.Query(query);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, value: null));
        }

        return command;
    }
}
