using System.Data;
using System.Data.Common;
using Foresale.Events;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Foresale.Storage.Reading;

/// <summary>
/// A connection to a shop's database with one transaction that sees one state of it, changes nothing and is rolled back at the end.
/// All statements of an import read in it, so orders, users and items fit together.
/// </summary>
internal sealed class SqlSession : IDisposable
{
    private const string Application = "foresale import";
    private readonly SqlSource _source;
    private readonly DbConnection _connection;
    private DbTransaction? _transaction;

    private SqlSession(SqlSource source, DbConnection connection) => (_source, _connection) = (source, connection);

    /// <summary>Connects.</summary>
    /// <exception cref="UserFaultException">The connection string cannot be read, or nobody answers to it.</exception>
    public static SqlSession Open(SqlSource source, CancellationToken cancellationToken)
    {
        var session = new SqlSession(source, Connection(source));
        try
        {
            session._connection.OpenAsync(cancellationToken).GetAwaiter().GetResult();
            session.Begin();
            return session;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            session.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw SqlFaults.Connecting(fault);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>A command of the transaction.</summary>
    public DbCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = text;
        // PostgreSQL counts the time itself; the driver's own clock is there for a line that has gone dead.
        const int Grace = 30;
        command.CommandTimeout = _source.TimeoutSeconds is 0 ? 0 : _source.TimeoutSeconds + (_source.Provider is SqlProvider.Postgres ? Grace : 0);
        return command;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whatever the statements did is undone: nothing is ever committed.
        _transaction?.Dispose();
        _connection.Dispose();
    }

    private static DbConnection Connection(SqlSource source)
    {
        try
        {
            return source.Provider is SqlProvider.Postgres ? Postgres(source.Connection) : SqlServer(source.Connection);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException or InvalidOperationException or InvalidCastException)
        {
            // What the driver says of it may quote a piece of the password.
            throw new UserFaultException(
                SqlFaults.ConnectionPlace,
                "the connection string cannot be read: a key that the driver does not know, or a value with ; or = that stands without quotes.",
                source.Provider is SqlProvider.Postgres ? "Write it as Host=db.example;Database=shop;Username=reader;Password='...'; addresses of the form postgres:// are not read." : "Write it as Server=db.example;Database=shop;User ID=reader;Password='...'.");
        }
    }

    private static NpgsqlConnection Postgres(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection) { Pooling = false, Enlist = false };
        builder.ApplicationName ??= Application;
        return new NpgsqlConnection(builder.ConnectionString);
    }

    private static SqlConnection SqlServer(string connection)
    {
        var builder = new SqlConnectionStringBuilder(connection) { Pooling = false, Enlist = false, ApplicationIntent = ApplicationIntent.ReadOnly };
        if (!builder.ShouldSerialize("Application Name"))
        {
            builder.ApplicationName = Application;
        }

        return new SqlConnection(builder.ConnectionString);
    }

    private void Begin()
    {
        if (_source.Provider is SqlProvider.Postgres)
        {
            _transaction = _connection.BeginTransaction(IsolationLevel.RepeatableRead);
            Run("SET TRANSACTION READ ONLY");
            Run($"SET LOCAL statement_timeout = '{Sql.Number(_source.TimeoutSeconds)}s'");
            Run("SELECT 1"); // takes the snapshot; from here on the mode cannot be changed back
            return;
        }

        // A snapshot holds up no writer. Where the database keeps no old versions of rows, each statement sees what is committed when it comes to a row.
        _transaction = _connection.BeginTransaction(KeepsVersions() ? IsolationLevel.Snapshot : IsolationLevel.ReadCommitted);
    }

    private bool KeepsVersions()
    {
        using var command = Command("SELECT CAST(snapshot_isolation_state AS int) FROM sys.databases WHERE database_id = DB_ID()");
        return command.ExecuteScalar() is 1;
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
