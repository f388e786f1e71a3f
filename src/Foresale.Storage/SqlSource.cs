using Foresale.Events;

namespace Foresale.Storage;

/// <summary>Databases that a shop's tables are read from.</summary>
public enum SqlProvider
{
    /// <summary>PostgreSQL.</summary>
    Postgres,

    /// <summary>Microsoft SQL Server and Azure SQL.</summary>
    SqlServer,
}

/// <summary>Queries of a shop's own database, all read in one transaction that changes nothing.</summary>
/// <remarks>No record: its text would print the connection string, which holds a password.</remarks>
public sealed class SqlSource
{
    /// <summary>Which database.</summary>
    public required SqlProvider Provider { get; init; }

    /// <summary>The provider's connection string. It is told to nobody: not to datasets, logs or messages.</summary>
    public required string Connection { get; init; }

    /// <summary>Gives the events, or the rows of a table; null where they come from files.</summary>
    public SqlStatement? Rows { get; init; }

    /// <summary>Gives the users; null for none or a file.</summary>
    public SqlStatement? Users { get; init; }

    /// <summary>Gives the items; null for none or a file.</summary>
    public SqlStatement? Items { get; init; }

    /// <summary>Gives the merges of identities; null for none or a file.</summary>
    public SqlStatement? Identities { get; init; }

    /// <summary>Longest that one statement may take, whole seconds; 0: no limit.</summary>
    public int TimeoutSeconds { get; init; } = 3600;
}

/// <summary>One SELECT.</summary>
/// <param name="Place">What messages call it: the option, or the file's name.</param>
/// <param name="Text">The SQL.</param>
public sealed record SqlStatement(string Place, string Text)
{
    /// <summary>The statement of an option: SQL, or @ and the name of a file that holds it.</summary>
    /// <exception cref="UserFaultException">There is no such file, or nothing in it.</exception>
    public static SqlStatement Of(string option, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var file = value.StartsWith('@') ? value[1..] : null;
        if (file is not null && !File.Exists(file))
        {
            throw new UserFaultException(option, $"there is no file '{file}'.", "Check the path behind the @.");
        }

        var place = file is null ? option : Path.GetFileName(file);
        // A last semicolon is how files end; the drivers take it for the beginning of a second statement.
        var text = (file is null ? value : File.ReadAllText(file)).TrimEnd().TrimEnd(';');
        return string.IsNullOrWhiteSpace(text)
            ? throw new UserFaultException(place, "there is no statement.", "Give one SELECT, or @FILE that holds it.")
            : new SqlStatement(place, text);
    }
}
