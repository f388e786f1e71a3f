using System.Buffers.Binary;
using System.IO.Hashing;
using Foresale.Storage.EventLog;
using Foresale.Storage.Reading;
using Microsoft.Data.Sqlite;

namespace Foresale.Storage.ShopStates;

/// <summary>
/// The state of a shop on disk: one SQLite file, of one place in the log. A change of it is one transaction, so a crash leaves the state of before or after. One writer;
/// shoppers are read meanwhile by any thread. docs/adr/0017-cold-shoppers.md.
/// </summary>
public sealed class ShopStateFile : IDisposable
{
    private readonly SqliteConnection _writer;
    private readonly SqliteConnection _reader;
    private readonly SqliteCommand _shopper;
    private readonly Lock _reading = new();

    private ShopStateFile(string path)
    {
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _reader = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _writer.Open();
            _writer.Query("shop_state_open").ExecuteNonQuery();
            Checkpoint(); // of a crash before its end: what was deleted may still stand in the write-ahead log
            SyncedFolder.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _reader.Open();
            using (var prepare = _reader.Query("shop_state_reader"))
            {
                prepare.ExecuteNonQuery();
            }

            _shopper = _reader.Query("shop_state_shopper", "$number");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens the file, which is made where it is missing. Its folder must be there.</summary>
    /// <exception cref="SqliteException">It is no such file, or is damaged.</exception>
    public static ShopStateFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ShopStateFile(path);
    }

    /// <summary>Removes a file that cannot be used, with its write-ahead log.</summary>
    public static void Delete(string path)
    {
        foreach (var ending in (ReadOnlySpan<string>)["", "-wal", "-shm", "-journal"])
        {
            File.Delete(path + ending);
        }
    }

    /// <summary>All that the file holds beside shoppers; null where nothing was written yet.</summary>
    /// <exception cref="InvalidDataException">A part is damaged or missing.</exception>
    public ShopStateParts? Read()
    {
        if (Values("head") is not [var head])
        {
            return null;
        }

        return new ShopStateParts
        {
            Head = head,
            Names = One("names"),
            Sessions = One("sessions"),
            Stock = Values("stock") is [var stock] ? stock : default, // one that was written before there was a book of items
            Held = One("held"),
            Items = Items(),
        };
    }

    /// <summary>Keys of the events that were seen: day by day, each in one piece or several.</summary>
    /// <exception cref="InvalidDataException">A piece is damaged.</exception>
    public IEnumerable<(int Day, ReadOnlyMemory<byte> Keys)> Seen()
    {
        using var command = _writer.Query("shop_state_seen");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetInt32(0), Checked("seen", rows.GetFieldValue<byte[]>(1)));
        }
    }

    /// <summary>The sealed state of a shopper; null where there is none.</summary>
    public byte[]? Shopper(long number)
    {
        lock (_reading)
        {
            _shopper.Parameters[0].Value = number;
            return (byte[]?)_shopper.ExecuteScalar();
        }
    }

    /// <summary>Writes a change, in one transaction. On return it is flushed, and what it deleted stands in no file.</summary>
    public void Write(ShopStateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        using (var transaction = _writer.BeginTransaction())
        {
            Each("shop_state_drop_shopper", ["$number"], change.Gone.Select(number => (object[])[number]));
            Each("shop_state_put_shopper", ["$number", "$state"], change.Shoppers.Select(s => (object[])[s.Number, s.Sealed]));
            Each("shop_state_drop_seen", ["$day"], [[change.FirstSeenDay]]);
            foreach (var (day, keys) in change.Seen)
            {
                Put("shop_state_add_seen", "seen", "$day", day, keys.Span);
            }

            foreach (var (part, value) in change.Parts.Items)
            {
                Put("shop_state_put_items", "items", "$part", part, value.Span);
            }

            Put("shop_state_put_names", "names", "$id", 1, change.Parts.Names.Span);
            Put("shop_state_put_sessions", "sessions", "$id", 1, change.Parts.Sessions.Span);
            Put("shop_state_put_stock", "stock", "$id", 1, change.Parts.Stock.Span);
            Put("shop_state_put_held", "held", "$id", 1, change.Parts.Held.Span);
            Put("shop_state_put_head", "head", "$id", 1, change.Parts.Head.Span);
            transaction.Commit();
        }

        using (var most = _writer.Query("shop_state_copy"))
        {
            most.ExecuteNonQuery();
        }

        lock (_reading) // a reader would hold up the cutting of the log
        {
            Checkpoint();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shopper?.Dispose();
        _reader.Dispose();
        _writer.Dispose();
    }

    private ReadOnlyMemory<byte> One(string part) => Values(part) is [var value] ? value : throw new InvalidDataException($"{_writer.DataSource}: it holds no {part}.");

    private List<ReadOnlyMemory<byte>> Values(string part)
    {
        using var command = _writer.Query($"shop_state_{part}");
        using var rows = command.ExecuteReader();
        var values = new List<ReadOnlyMemory<byte>>();
        while (rows.Read())
        {
            values.Add(Checked(part, rows.GetFieldValue<byte[]>(0)));
        }

        return values;
    }

    private List<(int Part, ReadOnlyMemory<byte> Value)> Items()
    {
        using var command = _writer.Query("shop_state_items");
        using var rows = command.ExecuteReader();
        var items = new List<(int Part, ReadOnlyMemory<byte> Value)>();
        while (rows.Read())
        {
            items.Add((rows.GetInt32(0), Checked("items", rows.GetFieldValue<byte[]>(1))));
        }

        return items;
    }

    private ReadOnlyMemory<byte> Checked(string part, byte[] value) =>
        value.Length >= sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(value.AsSpan(value.Length - sizeof(ulong))) == XxHash3.HashToUInt64(value.AsSpan(0, value.Length - sizeof(ulong)))
            ? value.AsMemory(0, value.Length - sizeof(ulong))
            : throw new InvalidDataException($"{_writer.DataSource}: the checksum of its {part} is another one: the file is damaged.");

    // Makes room for a value and its sum, and writes them there: a parameter would copy megabytes, and each copy stays in memory until the collector looks at large objects.
    // By REPLACE and without RETURNING: an upsert keeps what it overwrites in memory until it has ended, and fills the room with zeros there, twice. The allocator gives little of that back.
    private void Put(string query, string table, string parameter, int id, ReadOnlySpan<byte> value)
    {
        using var command = _writer.Query(query, parameter, "$length");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (id, value.Length + sizeof(ulong));
        var row = (long)command.ExecuteScalar()!;
        using var blob = new SqliteBlob(_writer, table, "value", row);
        blob.Write(value);
        Span<byte> sum = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(sum, XxHash3.HashToUInt64(value));
        blob.Write(sum);
    }

    private void Each(string query, string[] parameters, IEnumerable<object[]> rows)
    {
        using var command = _writer.Query(query, parameters);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters[i].Value = row[i];
            }

            command.ExecuteNonQuery();
        }
    }

    private void Checkpoint()
    {
        using var command = _writer.Query("shop_state_checkpoint");
        if (command.ExecuteScalar() is not 0L)
        {
            throw new IOException($"{_writer.DataSource}: its write-ahead log could not be emptied, since another program reads the file. Close that program.");
        }
    }
}
