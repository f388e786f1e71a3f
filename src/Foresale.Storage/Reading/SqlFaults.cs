using System.Data.Common;
using Foresale.Events;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Foresale.Storage.Reading;

/// <summary>What databases refuse, in words: the place in the statement, the database's own message, what to do. The connection string is never part of it.</summary>
internal static class SqlFaults
{
    /// <summary>What messages call the connection string, wherever it came from.</summary>
    public const string ConnectionPlace = "--connection";

    private const int SqlServerTimeout = -2;

    /// <summary>A connection that was not made.</summary>
    public static UserFaultException Connecting(Exception fault)
    {
        if (fault is NotSupportedException && fault.Message.Contains("Globalization", StringComparison.Ordinal))
        {
            return new UserFaultException(
                "--provider",
                "SQL Server's driver needs the cultures of ICU, which Foresale runs without.",
                "Install ICU (Debian: libicu), set \"System.Globalization.Invariant\" to false in Foresale.Cli.runtimeconfig.json beside the program, and run it again.");
        }

        var said = fault is PostgresException postgres ? postgres.MessageText : FirstLine(fault.InnerException is { } inner and not TimeoutException ? $"{fault.Message} ({inner.Message})" : fault.Message);
        return new UserFaultException(ConnectionPlace, $"the database cannot be reached: {Sentence(said)}", "Check host, port, name of the database, user and password, and that the server lets this machine in.");
    }

    /// <summary>A statement that was not run to its end.</summary>
    public static UserFaultException Statement(Exception fault, SqlStatement statement, int timeoutSeconds) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } when timeoutSeconds > 0 => Late(statement.Place, timeoutSeconds),
        PostgresException postgres => Refused(PlaceOf(statement, postgres.Position), postgres.MessageText, postgres.SqlState),
        SqlException { Number: SqlServerTimeout } => Late(statement.Place, timeoutSeconds),
        SqlException server => Refused($"{statement.Place}({Sql.Number(server.LineNumber)})", FirstLine(server.Message), state: null),
        NpgsqlException { InnerException: TimeoutException } => Late(statement.Place, timeoutSeconds),
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => new UserFaultException(statement.Place, $"the connection broke off: {Sentence(FirstLine(fault.Message))}", "Run the command again; nothing was written."),
        _ => Refused(statement.Place, FirstLine(fault.Message), state: null),
    };

    /// <summary>A value that cannot be taken over, such as a number of more digits than there are.</summary>
    public static UserFaultException Value(string place, string column, Exception fault) => new(
        place,
        $"the value of '{column}' cannot be read: {Sentence(FirstLine(fault.Message))}",
        $"Cast it in the query, such as CAST(\"{column}\" AS varchar(50)).");

    private static UserFaultException Refused(string place, string said, string? state) => state is PostgresErrorCodes.ReadOnlySqlTransaction
        ? new UserFaultException(place, $"the statement would change the database: {Sentence(said)}", "Give a SELECT; an import reads only.")
        : new UserFaultException(place, $"the database refuses the statement: {Sentence(said)}", "Mend the query.");

    private static UserFaultException Late(string place, int seconds) => new(
        place,
        $"the statement took longer than {Sql.Number(seconds)} seconds.",
        "Ask for a shorter time (WHERE), add an index, or raise --sql-timeout.");

    // A position counts characters from 1 over the whole statement; people look for a line.
    private static string PlaceOf(SqlStatement statement, int position)
    {
        if (position < 1)
        {
            return statement.Place;
        }

        var before = statement.Text.AsSpan(0, Math.Min(position - 1, statement.Text.Length));
        return $"{statement.Place}({Sql.Number(before.Count('\n') + 1)},{Sql.Number(before.Length - before.LastIndexOf('\n'))})";
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();

    private static string Sentence(string said) => said.EndsWith('.') ? said : $"{said}.";
}
