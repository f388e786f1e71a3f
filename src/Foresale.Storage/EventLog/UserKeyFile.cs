using Foresale.Events;
using Foresale.Storage.Reading;
using Microsoft.Data.Sqlite;

namespace Foresale.Storage.EventLog;

/// <summary>The keys on disk: an SQLite file whose write-ahead log is flushed at each commit, and which overwrites what it deletes.</summary>
internal sealed class UserKeyFile : IDisposable
{
    private readonly SqliteConnection _connection;

    public UserKeyFile(string path, bool isReadOnly = false)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate }.ToString());
        try
        {
            _connection.Open();
            if (!isReadOnly)
            {
                Run("user_keys_open");
            }

            if (Scalar("user_keys_version") is not 1L and var version)
            {
                throw new UserFaultException(path, $"The keys have format {version}; this version reads 1.", "Start the version of Foresale that wrote them, or a newer one.");
            }

            if (isReadOnly)
            {
                return;
            }

            // Of a crash after an erasure and before its end: what was deleted may still stand in the write-ahead log.
            Checkpoint();
            SyncedFolder.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The highest number that was ever given.</summary>
    public long LastNumber() => (long)Scalar("user_keys_last")!;

    public void Read(Action<int, byte[], byte[]> user, Action<int, int> link)
    {
        using (var command = _connection.Query("user_keys_users"))
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                user(rows.GetInt32(0), rows.GetFieldValue<byte[]>(1), rows.GetFieldValue<byte[]>(2));
            }
        }

        using (var command = _connection.Query("user_keys_links"))
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                link(rows.GetInt32(0), rows.GetInt32(1));
            }
        }
    }

    public void Add(IEnumerable<(int Number, byte[] Name, byte[] Secret)> users, IEnumerable<(int Anonymous, int Known)> links)
    {
        using var transaction = _connection.BeginTransaction();
        using (var command = _connection.Query("user_keys_add", "$number", "$name", "$secret"))
        {
            foreach (var (number, name, secret) in users)
            {
                Execute(command, number, name, secret);
            }
        }

        using (var command = _connection.Query("user_keys_link", "$anonymous", "$known"))
        {
            foreach (var (anonymous, known) in links)
            {
                Execute(command, anonymous, known);
            }
        }

        transaction.Commit();
    }

    /// <summary>Deletes keys; their bytes stand in no file of the folder after a <see cref="Checkpoint"/>.</summary>
    public void Erase(IEnumerable<int> numbers)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.Query("user_keys_erase", "$number");
        foreach (var number in numbers)
        {
            Execute(command, number);
        }

        transaction.Commit();
    }

    /// <summary>Empties the write-ahead log.</summary>
    /// <exception cref="IOException">Another program reads the file.</exception>
    public void Checkpoint()
    {
        if (Scalar("user_keys_checkpoint") is not 0L)
        {
            throw new IOException($"{_connection.DataSource}: its write-ahead log could not be emptied, since another program reads the file. Close that program and erase again.");
        }
    }

    public void Dispose() => _connection.Dispose();

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private void Run(string query)
    {
        using var command = _connection.Query(query);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string query)
    {
        using var command = _connection.Query(query);
        return command.ExecuteScalar();
    }
}
