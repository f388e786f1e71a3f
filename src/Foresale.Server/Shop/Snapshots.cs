using System.Runtime.InteropServices;
using System.Text;
using Foresale.Events;
using Foresale.Features;
using Foresale.Live;
using Foresale.Scoring;
using Foresale.Storage.EventLog;
using Foresale.Storage.ShopStates;
using Microsoft.Data.Sqlite;

namespace Foresale.Server.Shop;

/// <summary>What a shop is made of beside its log.</summary>
internal sealed record ShopParts(ShardSet Shards, Names Names, SeenEvents Seen, ColdShoppers Cold);

/// <summary>What a snapshot gave back.</summary>
internal sealed record FoundSnapshot(ShopParts Parts, long Position, DateTimeOffset LastArrival);

/// <summary>
/// The state of a shop on disk, so that a start replays minutes and not years, and shoppers who are not there need no memory. A snapshot costs what changed since the one before.
/// It is of the place in the log at which it began: what is there once is taken then, shoppers are handed over bit by bit as they stood then, and all is written while log and shards go on.
/// </summary>
internal sealed class Snapshots : IDisposable
{
    private static readonly FoldPart[] s_parts = Enum.GetValues<FoldPart>();
    private readonly string _path;
    private readonly ModelManifest _manifest;
    private readonly string _fold;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _users;
    private readonly ItemBook _book;
    private readonly ShopOptions _options;
    private readonly Action<Exception> _onDamage;
    private readonly Dictionary<int, int?> _written = [];
    private readonly MemoryStream[] _buffers; // names, sessions, stock, each shard's day
    private Dictionary<int, int?> _taken = [];
    private ShopStateChange? _begun; // without shoppers yet
    private ShopStateFile? _file;

    public Snapshots(string folder, ModelManifest manifest, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users, ItemBook book, ShopOptions options, Action<Exception> onDamage)
    {
        DataFolder.MakeFolder(folder);
        foreach (var old in Directory.GetFiles(folder, "*.snapshot*"))
        {
            File.Delete(old); // of format 1: it names shoppers, and an erasure does not reach it
        }

        _path = Path.Combine(folder, "state.db");
        _buffers = [.. Enumerable.Range(0, 3 + options.Shards).Select(_ => new MemoryStream())];
        (_manifest, _users, _book, _options, _onDamage) = (manifest, users, book, options, onDamage);
        _fold = FoldHash.Of(manifest.Fold!);
    }

    /// <summary>The snapshot, where it is whole and was written with the same settings of the fold and number of shards, and stands in the log. Null otherwise: it is removed, and the log is replayed from its begin.</summary>
    /// <param name="log">The log.</param>
    /// <param name="keys">Names of shoppers.</param>
    /// <param name="sessions">Receives who is in which session.</param>
    /// <param name="onFault">Is told why a snapshot cannot be used.</param>
    public FoundSnapshot? Load(DurableLog log, UserKeys keys, ActiveSessions sessions, Action<Exception> onFault)
    {
        try
        {
            _file = Open();
            if (_file.Read() is { } parts)
            {
                return Read(_file, parts, log, keys, sessions);
            }
        }
        catch (Exception fault) // damaged bytes read as anything
        {
            onFault(fault);
            _file?.Dispose();
            ShopStateFile.Delete(_path);
            _file = Open();
        }

        return null;
    }

    /// <summary>A shop without shoppers.</summary>
    /// <param name="keys">Names of shoppers.</param>
    /// <param name="items">Item side file, by item.</param>
    public ShopParts New(UserKeys keys, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items)
    {
        var cold = new ColdShoppers(_file!, keys, _onDamage);
        return new ShopParts(new ShardSet(_options.Shards, _manifest, _users, items, StoreOf(cold)), new Names(keys), new SeenEvents(), cold);
    }

    /// <summary>How much of the memory for shoppers is of those who changed, in thirds: from one on they should be written, from two on before more do.</summary>
    public long ChangedThirds(ShardSet shards) => shards.ChangedBytes / (Memory / 3);

    /// <summary>Begins one, while log and shards stand still.</summary>
    /// <param name="parts">The shop.</param>
    /// <param name="sessions">Who is in which session.</param>
    /// <param name="position">Address in the log behind all that these hold.</param>
    /// <param name="lastArrival">The log's clock.</param>
    /// <param name="isReplaceable">True where the log has all that it was made of: one with a damaged shopper in it is then given up at the next start. Else the others would lose what only it holds.</param>
    public void Begin(ShopParts parts, ActiveSessions sessions, long position, DateTimeOffset lastArrival, bool isReplaceable)
    {
        var (shards, names, seen, cold) = parts;
        shards.BeginHandOver();
        cold.BeginHandOver();
        _begun = new ShopStateChange
        {
            Parts = new ShopStateParts
            {
                Head = Bytes(writer => new SnapshotHead(position, lastArrival, shards.Day, shards.Count, _fold).Write(writer, isWhole: !(cold.IsDamaged && isReplaceable))),
                Names = Bytes(names.Save, _buffers[0]),
                Sessions = Bytes(sessions.Save, _buffers[1]),
                Stock = Bytes(_book.Save, _buffers[2]),
                Held = default,
                Items = Items(shards),
            },
            Shoppers = [],
            Gone = [],
            Seen = seen.HandOver(),
            FirstSeenDay = seen.First.DayNumber,
        };
    }

    /// <summary>Hands over more of the shoppers, between two rounds of the log.</summary>
    /// <param name="parts">The shop.</param>
    /// <param name="most">Bytes of their states, about.</param>
    /// <returns>Where all are: what changed, for <see cref="Write"/>, and how many shoppers it has. Else null.</returns>
    public (ShopStateChange Change, int Shoppers)? HandOver(ShopParts parts, long most)
    {
        if (parts.Shards.HandOver(most) >= most)
        {
            return null;
        }

        var (changed, count, gone, held) = parts.Cold.HandOver();
        return (_begun! with { Parts = _begun.Parts with { Held = held }, Shoppers = changed, Gone = gone }, count);
    }

    /// <summary>Writes what was taken. On return it is on the disk, and who was erased stands in no file of it.</summary>
    /// <exception cref="IOException">It cannot be written; so does <see cref="SqliteException"/> say.</exception>
    public void Write(ShopStateChange change) => _file!.Write(change);

    /// <summary>Says what became of what was taken. Only while log and shards stand still.</summary>
    public void Saved(ShopParts parts, bool isWritten)
    {
        foreach (var (part, version) in isWritten ? _taken : [])
        {
            _written[part] = version;
        }

        parts.Shards.Saved(isWritten);
        parts.Cold.Saved(isWritten);
        parts.Seen.Saved(isWritten);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private long Memory => (long)_options.StateMegabytes << 20;

    private ShopStateFile Open()
    {
        if (!File.Exists(_path))
        {
            DataFolder.OpenPrivate(_path, FileMode.CreateNew).Dispose();
        }

        return ShopStateFile.Open(_path);
    }

    private FoundSnapshot Read(ShopStateFile file, ShopStateParts parts, DurableLog log, UserKeys keys, ActiveSessions sessions)
    {
        using var first = Reader(parts.Head);
        var head = SnapshotHead.Read(first, _path);
        head.Check(_path, _options.Shards, _fold, log);
        var items = parts.Items.ToDictionary(i => i.Part, i => i.Value);
        if (items.Count != head.Shards * s_parts.Length)
        {
            throw new InvalidDataException($"{_path}: it holds {items.Count} parts of {head.Shards} shards.");
        }

        var cold = new ColdShoppers(file, keys, _onDamage);
        cold.Load(parts.Held.Span);
        var shards = Enumerable.Range(0, head.Shards).Select(i => Shard.Load(_manifest, _users, StoreOf(cold), part => Reader(items[IdOf(i, part)]))).ToArray();
        using var known = Reader(parts.Names);
        var found = new ShopParts(new ShardSet(shards, head.Day), Names.Load(keys, known), SeenEvents.Load(file.Seen()), cold);
        using var active = Reader(parts.Sessions);
        sessions.Load(active);
        if (!parts.Stock.IsEmpty)
        {
            using var stock = Reader(parts.Stock);
            _book.Load(stock);
        }

        foreach (var (i, part) in from i in Enumerable.Range(0, head.Shards) from part in s_parts select (i, part))
        {
            _written[IdOf(i, part)] = found.Shards.VersionOf(i, part);
        }

        return new FoundSnapshot(found, head.Position, head.LastArrival);
    }

    private ColdStore StoreOf(ColdShoppers cold) => new(cold, Memory / _options.Shards);

    // Into memory of the snapshot before, which is on the disk by now: megabytes that live for a second stay until the collector looks at large objects.
    private static ReadOnlyMemory<byte> Bytes(Action<BinaryWriter> write, MemoryStream? buffer = null)
    {
        var bytes = buffer ?? new MemoryStream();
        bytes.SetLength(0);
        using var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true);
        write(writer);
        writer.Flush();
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static BinaryReader Reader(ReadOnlyMemory<byte> bytes) => new(new MemoryStream(MemoryMarshal.TryGetArray(bytes, out var array) ? array.Array! : bytes.ToArray(), array.Offset, bytes.Length));

    private static int IdOf(int shard, FoldPart part) => (shard * s_parts.Length) + (int)part;

    // Those that changed since they were written.
    private List<(int Part, ReadOnlyMemory<byte> Value)> Items(ShardSet shards)
    {
        var items = new List<(int Part, ReadOnlyMemory<byte> Value)>();
        _taken = [];
        foreach (var (i, part) in from i in Enumerable.Range(0, shards.Count) from part in s_parts select (i, part))
        {
            var (id, version) = (IdOf(i, part), shards.VersionOf(i, part));
            if (version is null || _written.GetValueOrDefault(id) != version)
            {
                items.Add((id, Bytes(writer => shards.Save(i, part, writer), part is FoldPart.Today ? _buffers[3 + i] : null)));
                _taken[id] = version;
            }
        }

        return items;
    }
}
