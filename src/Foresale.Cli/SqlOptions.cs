using System.CommandLine;
using System.Globalization;
using Foresale.Events;
using Foresale.Storage;

namespace Foresale.Cli;

/// <summary>The options by which <c>import</c> reads a shop's own tables.</summary>
internal static class SqlOptions
{
    private const string Variable = "FORESALE_CONNECTION";

    /// <summary>Query of the events.</summary>
    public static Option<string?> Rows { get; } = new("--sql") { Description = "SELECT that gives the events, in place of files; @FILE reads it from a file." };

    /// <summary>Query of the users.</summary>
    public static Option<string?> Users { get; } = new("--sql-users") { Description = "SELECT that gives what --users would." };

    /// <summary>Query of the items.</summary>
    public static Option<string?> Items { get; } = new("--sql-items") { Description = "SELECT that gives what --items would." };

    /// <summary>Query of the merges.</summary>
    public static Option<string?> Identities { get; } = new("--sql-identities") { Description = "SELECT that gives what --identities would." };

    /// <summary>Which database.</summary>
    public static Option<string?> Provider { get; } = new("--provider") { Description = "The database of --sql: postgres or sqlserver." };

    /// <summary>Where it is.</summary>
    public static Option<string?> Connection { get; } = new("--connection") { Description = $"Connection string; better in the variable {Variable}, for command lines are seen by everybody on the machine." };

    /// <summary>Patience.</summary>
    public static Option<int> Timeout { get; } = new("--sql-timeout") { Description = "Seconds that a statement may take; 0: no limit.", DefaultValueFactory = _ => 3600 };

    /// <summary>What was asked of a database; null for nothing.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="files">Options of the files that queries stand in for: users, items, identities.</param>
    /// <exception cref="UserFaultException">Something is missing, or given twice.</exception>
    public static SqlSource? Of(ParseResult parse, IReadOnlyList<Option<string?>> files)
    {
        Option<string?>[] sides = [Users, Items, Identities];
        foreach (var (query, file) in sides.Zip(files))
        {
            if (parse.GetValue(query) is not null && parse.GetValue(file) is not null)
            {
                throw new UserFaultException(query.Name, $"{file.Name} is given too.", "Give one of the two.");
            }
        }

        if (parse.GetValue(Rows) is null && !sides.Any(s => parse.GetValue(s) is not null))
        {
            return ((Option<string?>[])[Provider, Connection]).FirstOrDefault(o => parse.GetValue(o) is not null) is { } idle
                ? throw new UserFaultException(idle.Name, "there is no query to run.", "Give --sql \"SELECT ...\" or --sql @FILE.")
                : null;
        }

        return new SqlSource
        {
            Provider = ProviderOf(parse.GetValue(Provider)),
            Connection = ConnectionOf(parse.GetValue(Connection)),
            Rows = StatementOf(parse, Rows),
            Users = StatementOf(parse, Users),
            Items = StatementOf(parse, Items),
            Identities = StatementOf(parse, Identities),
            TimeoutSeconds = parse.GetValue(Timeout) is >= 0 and <= 1_000_000 and var seconds
                ? seconds
                : throw new UserFaultException(Timeout.Name, $"{parse.GetValue(Timeout).ToString(CultureInfo.InvariantCulture)} is no time.", "Give seconds from 1 to 1000000, or 0 for no limit."),
        };
    }

    private static SqlStatement? StatementOf(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) is { } value ? SqlStatement.Of(option.Name, value) : null;

    private static SqlProvider ProviderOf(string? name) => name switch
    {
        "postgres" => SqlProvider.Postgres,
        "sqlserver" => SqlProvider.SqlServer,
        null => throw new UserFaultException(Provider.Name, "it is missing.", "Give --provider postgres or --provider sqlserver."),
        _ => throw new UserFaultException(Provider.Name, $"'{name}' is no database that is read.", "Give postgres or sqlserver."),
    };

    private static string ConnectionOf(string? given) =>
        (given ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } connection
            ? connection
            : throw new UserFaultException(Connection.Name, "no connection string is given.", $"Set the variable {Variable}, or give --connection; the variable keeps the password out of the list of processes.");
}
