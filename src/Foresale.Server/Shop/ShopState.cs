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

/// <summary>An erasure that was begun: keys are destroyed, and shards and log have forgotten who they were of.</summary>
/// <param name="IsKnown">False where there was nobody to erase.</param>
/// <param name="Numbers">Numbers of the keys; none for somebody of whom the shop had a profile and no event.</param>
/// <param name="Ends">When their names stand in no snapshot any more.</param>
internal sealed record Erasure(bool IsKnown, IReadOnlyList<long> Numbers, Task Ends);

/// <summary>All that the server holds of a shop: the log, the keys, and what the fold made of them.</summary>
internal sealed class ShopState(DataFolder folder, ServedModel model, IOptions<ShopOptions> options, IOptions<RetentionOptions> retention, ShopMeter meter, IEnumerable<IFoldObserver> observers, TimeProvider clock, ILogger<ShopState> log) : IDisposable
{
    private const int EntriesBetweenLooks = 1_000; // while the log is replayed
    private const int ManyShoppers = 10_000;
    private readonly ShopOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, IReadOnlyList<long>> _erasures = new(StringComparer.Ordinal); // keys that were destroyed, by name, until that has ended
    private ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _profiles = []; // that the shop began with
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
        _profiles = new(side?.ReadUsers() ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal), StringComparer.Ordinal);
        Datasets = new ShopDatasets(folder.Root, _options.Side, Keys, _profiles);
        new ServedShop(manifest.Fold!.Zone, side is null ? null : Path.GetFullPath(side.FolderPath)).Write(folder.Root);
        _file = new Snapshots(folder.Combine("snapshots"), manifest, _profiles, _options, ShopperUnread);
        var found = _file.Load(Log, Keys, Sessions, fault => Server.Log.SnapshotUnread(log, fault));
        _parts = found?.Parts ?? _file.New(Keys, side?.ReadItems() ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal));
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

    /// <summary>Erases a shopper and every name linked to theirs from keys and shards; what the log holds of them can no longer be read. Only while log and shards stand still.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="reached">What was taken out of datasets.</param>
    /// <returns>The erasure, which has not ended; null where datasets have to be reached first, beyond what was.</returns>
    public async Task<Erasure?> EraseAsync(string userId, Reach reached)
    {
        if (Datasets.ReachOf(userId).IsBeyond(reached))
        {
            return null;
        }

        var linked = Keys.NamesLinkedTo(userId).ToHashSet(StringComparer.Ordinal);
        var numbers = Keys.Erase(userId);
        if (numbers.Count > 0)
        {
            foreach (var name in linked)
            {
                _erasures[name] = numbers;
            }

            foreach (var number in numbers)
            {
                _parts!.Cold.Forget(number);
            }

            Sequencer.Erase(numbers, linked);
            await Log.CommitAsync(CancellationToken.None);
        }

        var profiles = linked.Append(userId).Count(name => _profiles.TryRemove(name, out _));
        Keys.Wipe(); // not before: an erasure that cannot end must not leave the shards with a shopper whose key is gone
        return _erasures.TryGetValue(userId, out var erased) ? new Erasure(IsKnown: true, erased, Snapshots.NextAsync()) : new Erasure(profiles > 0, [], Task.CompletedTask);
    }

    /// <summary>An erasure has ended: its names are forgotten.</summary>
    public void Ended(Erasure erasure)
    {
        foreach (var name in _erasures.Where(e => ReferenceEquals(e.Value, erasure.Numbers)).Select(e => e.Key).ToList())
        {
            _erasures.TryRemove(name, out _);
        }
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
