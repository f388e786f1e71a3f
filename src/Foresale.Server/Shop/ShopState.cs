using System.Collections.Concurrent;
using System.Globalization;
using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Settings;
using Foresale.Storage;
using Foresale.Storage.EventLog;
using Foresale.Storage.Export;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>All that the server holds of a shop: the log, the keys, and what the fold made of them.</summary>
internal sealed class ShopState(DataFolder folder, ServedModel model, IOptions<ShopOptions> options, IOptions<RetentionOptions> retention, ItemBook book, ShopMeter meter, IEnumerable<IFoldObserver> observers, TimeProvider clock, ILogger<ShopState> log) : IDisposable
{
    private const int EntriesBetweenLooks = 1_000; // while the log is replayed
    private const int ManyShoppers = 10_000;
    private readonly ShopOptions _options = options.Value;
    private Snapshots? _file;
    private ShopParts? _parts;
    private long _replayed; // entries of the log
    private volatile bool _isReady;

    /// <summary>False until the log has been read back.</summary>
    public bool IsReady => _isReady;

    /// <summary>The log.</summary>
    public DurableLog Log { get; private set; } = null!;

    /// <summary>The keys of shoppers.</summary>
    public UserKeys Keys { get; private set; } = null!;

    /// <summary>The shoppers.</summary>
    public ShardSet Shards => _parts!.Shards;

    /// <summary>Shoppers in memory and on the disk.</summary>
    public int ShopperCount => _parts!.Cold.Count + Shards.UnheldShoppers;

    /// <summary>Who is in which session.</summary>
    public ActiveSessions Sessions { get; } = new();

    /// <summary>Puts changes in order.</summary>
    public Sequencer Sequencer { get; private set; } = null!;

    /// <summary>Where shoppers stand beside the log.</summary>
    public ShopDatasets Datasets { get; private set; } = null!;

    /// <summary>Entries that were replayed at start.</summary>
    public long Replayed { get; private set; }

    /// <summary>What was found of the log at start, in words.</summary>
    public string Recovery { get; private set; } = "";

    /// <summary>False where this start met a log of which retention has dropped what no snapshot holds: shoppers lack it.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Takes snapshots.</summary>
    public SnapshotTaker Snapshots { get; private set; } = null!;

    /// <summary>Opens log and keys, reads the snapshot where it is whole, and replays what came after it.</summary>
    public void Open(CancellationToken cancellationToken)
    {
        Log = DurableLog.Open(folder.Combine("log"));
        Keys = UserKeys.Open(folder.Combine("log-keys"));
        var manifest = model.Folder.Manifest;
        var side = _options.Side is { Length: > 0 } path ? new DatasetFolder(path) : null;
        ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> profiles = new(side?.ReadUsers() ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal), StringComparer.Ordinal);
        Datasets = new ShopDatasets(folder.Root, _options.Side, profiles);
        new ServedShop(manifest.Fold!.Zone, side is null ? null : Path.GetFullPath(side.FolderPath)).Write(folder.Root);
        _file = new Snapshots(folder.Combine("snapshots"), manifest, profiles, book, _options, ShopperUnread);
        var found = _file.Load(Log, Keys, Sessions, fault => Server.Log.SnapshotUnread(log, fault));
        var items = (book.Count == 0 ? side?.ReadItems() : null) ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal);
        if (book.Count == 0)
        {
            book.Put(items.Where(i => i.Value.Count > 0).Select(i => KeyValuePair.Create(i.Key, i.Value[^1].Values)));
        }

        _parts = found?.Parts ?? _file.New(Keys, items);
        var (shards, names, seen, cold) = _parts;
        Sequencer = new Sequencer(Log, Keys, names, seen, shards, Sessions, TimeZoneInfo.FindSystemTimeZoneById(manifest.Fold!.Zone))
        {
            LastArrival = found?.LastArrival ?? DateTimeOffset.MinValue,
            BeginsFileByDay = retention.Value.Days > 0,
            Observers = [.. observers],
        };
        Snapshots = new SnapshotTaker(_file, _parts, Sessions, Sequencer, Log, retention.Value.Days, meter, clock, log);
        bool IsErased(string name) => Keys.NumberOf(name) is null;
        var isOwed = cold.ForgetErased() > 0 | names.ForgetWhere(IsErased) | Sessions.ForgetWhere(IsErased);
        Replayed = new ShopReplay(Log, Keys, names, seen, shards, Sequencer).Run(found?.Position ?? 0, gap => Server.Log.LogGap(log, gap.Address, gap.Bytes), fault => Server.Log.EntryNotFolded(log, fault), SnapshotWhileReplaying, cancellationToken);
        isOwed |= names.ForgetWhere(IsErased) | Sessions.ForgetWhere(IsErased); // logins of shoppers who were erased since were replayed too
        Sequencer.Resume();
        IsWhole = (found?.Position ?? 0) >= Log.DroppedBefore;
        Recovery = $"{Log.Recovery}{(IsWhole ? "" : $" {Missing(found?.Position)}")}";
        if (isOwed) // the one on disk names shoppers who were erased since
        {
            Snapshots.Begin(Log.Tail);
        }

        Snapshots.End();
        if (ShopperCount > ManyShoppers)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what was read to get here is garbage by the hundred megabytes, and nobody waits yet
        }

        _isReady = true;
    }

    /// <summary>Forgets an erased person, and appends that they were erased. Only while log and shards stand still.</summary>
    /// <param name="numbers">Numbers of their keys, which are gone by now.</param>
    /// <param name="erased">Their names.</param>
    public void Forget(IReadOnlyList<long> numbers, IReadOnlySet<string> erased)
    {
        foreach (var number in numbers)
        {
            _parts!.Cold.Forget(number);
        }

        Sequencer.Erase(numbers, erased);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        Log?.Dispose();
        Keys?.Dispose();
    }

    private void ShopperUnread(Exception fault)
    {
        if (Snapshots.KeepsAll)
        {
            Server.Log.ShopperUnread(log, fault);
        }
        else
        {
            Server.Log.ShopperLost(log, fault);
        }
    }

    private string Missing(long? snapshot)
    {
        var first = Log.Scan(onGap: _ => { }).Select(record => LogEntry.Parser.ParseFrom(record.Payload.Span).ArrivalMs).FirstOrDefault();
        var since = Sequencer.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(first)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{(snapshot is null ? "There is no snapshot that can be used" : "The snapshot is older than the log that is left")}, and retention has dropped what came before {since}: " +
            "shoppers, logins and rows of items are known by what came since, and an event of before that is sent once more counts once more. To have it back, stop the server and restore the whole data folder from a backup.";
    }

    // A log of millions of shoppers is replayed in bounded memory too, and not all of it again after a crash.
    private void SnapshotWhileReplaying(long position)
    {
        if (++_replayed % EntriesBetweenLooks == 0)
        {
            Snapshots.GoOn();
            if (Snapshots.IsDue(isTime: false))
            {
                Snapshots.Begin(position);
            }
        }
    }
}
