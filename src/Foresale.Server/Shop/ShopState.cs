using System.Globalization;
using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Settings;
using Foresale.Storage;
using Foresale.Storage.EventLog;
using Foresale.Storage.Export;
using Foresale.Storage.ShopStates;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>All that the server holds of a shop: the log, the keys, and what the fold made of them.</summary>
internal sealed class ShopState(DataFolder folder, ServedModel model, IOptions<ShopOptions> options, IOptions<RetentionOptions> retention, ShopMeter meter, IEnumerable<IFoldObserver> observers, TimeProvider clock, ILogger<ShopState> log) : IDisposable
{
    private const int EntriesBetweenLooks = 1_000; // while the log is replayed
    private const int ManyShoppers = 10_000;
    private readonly ShopOptions _options = options.Value;
    private Snapshots? _snapshots;
    private ShopParts? _parts;
    private Task? _writing; // of the snapshot that was taken last
    private long _taken; // its place in the log
    private long _replayed; // entries of the log
    private volatile bool _isReady;
    private readonly List<long> _erased = []; // keys that were destroyed, until their erasure has ended
    private bool _owesSnapshot; // the one on disk may name shoppers who were erased since

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

    /// <summary>True where a snapshot has to be taken before more shoppers change: those in memory fill their part of it.</summary>
    public bool IsSnapshotDue => _snapshots!.IsDue(Shards);

    /// <summary>Opens log and keys, reads the snapshot where it is whole, and replays what came after it.</summary>
    public void Open(CancellationToken cancellationToken)
    {
        Log = DurableLog.Open(folder.Combine("log"));
        Keys = UserKeys.Open(folder.Combine("log-keys"));
        Datasets = new ShopDatasets(folder.Root, _options.Side, Keys);
        var manifest = model.Folder.Manifest;
        var side = _options.Side is { Length: > 0 } path ? new DatasetFolder(path) : null;
        var users = side?.ReadUsers() ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        new ServedShop(manifest.Fold!.Zone, side is null ? null : Path.GetFullPath(side.FolderPath)).Write(folder.Root);
        _snapshots = new Snapshots(folder.Combine("snapshots"), manifest, users, _options, ShopperUnread);
        var found = _snapshots.Load(Log, Keys, Sessions, fault => Server.Log.SnapshotUnread(log, fault));
        _parts = found?.Parts ?? _snapshots.New(Keys, side?.ReadItems() ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal));
        var (shards, names, seen, cold) = _parts;
        Sequencer = new Sequencer(Log, Keys, names, seen, shards, Sessions, TimeZoneInfo.FindSystemTimeZoneById(manifest.Fold!.Zone))
        {
            LastArrival = found?.LastArrival ?? DateTimeOffset.MinValue,
            BeginsFileByDay = retention.Value.Days > 0,
            Observers = [.. observers],
        };
        bool IsErased(string name) => Keys.NumberOf(name) is null;
        _owesSnapshot = cold.ForgetErased() > 0 | names.ForgetWhere(IsErased) | Sessions.ForgetWhere(IsErased);
        Replayed = new ShopReplay(Log, Keys, names, seen, shards, Sequencer).Run(found?.Position ?? 0, gap => Server.Log.LogGap(log, gap.Address, gap.Bytes), fault => Server.Log.EntryNotFolded(log, fault), SnapshotWhileReplaying, cancellationToken);
        _owesSnapshot |= names.ForgetWhere(IsErased) | Sessions.ForgetWhere(IsErased); // logins of shoppers who were erased since were replayed too
        Sequencer.Resume();
        IsWhole = (found?.Position ?? 0) >= Log.DroppedBefore;
        Recovery = $"{Log.Recovery}{(IsWhole ? "" : $" {Missing(found?.Position)}")}";
        if (_owesSnapshot)
        {
            BeginSnapshot(Log.Tail);
        }

        EndSnapshot();
        if (ShopperCount > ManyShoppers)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what was read to get here is garbage by the hundred megabytes, and nobody waits yet
        }

        _isReady = true;
    }

    /// <summary>Takes a snapshot and writes it beside what goes on, once the one before is on the disk; drops files of the log whose every event is older than is kept. Only while log and shards stand still.</summary>
    /// <exception cref="IOException">The one before cannot be written; so does <see cref="SqliteException"/> say.</exception>
    public void BeginSnapshot() => BeginSnapshot(Log.Tail);

    /// <summary>Waits until the snapshot taken last is on the disk. Only while log and shards stand still.</summary>
    /// <exception cref="IOException">It cannot be written; so does <see cref="SqliteException"/> say. What it held is taken again by the next.</exception>
    public void EndSnapshot()
    {
        if (_writing is not { } writing)
        {
            return;
        }

        _writing = null;
        var isWritten = false;
        try
        {
            writing.GetAwaiter().GetResult();
            isWritten = true;
            _owesSnapshot = false;
        }
        finally
        {
            _snapshots!.Saved(_parts!, isWritten);
        }

        if (retention.Value.Days > 0 && Shards.Day is { } today)
        {
            // Days may have passed since it was taken: what it does not hold has to be replayed.
            Log.TruncateBefore(Math.Min(_taken, _parts!.Names.Before(today.AddDays(-retention.Value.Days))));
        }
    }

    /// <summary>Ends a snapshot that is on the disk by now, so that shoppers may leave memory. Only while log and shards stand still.</summary>
    public void EndSnapshotIfWritten()
    {
        if (_writing is { IsCompleted: true })
        {
            EndSnapshot();
        }
    }

    /// <summary>Erases a shopper and every name linked to theirs from keys, shards and snapshots; what the log holds of them can no longer be read. Only while log and shards stand still.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="reached">What was taken out of datasets.</param>
    /// <returns>Numbers of the keys destroyed, also by an erasure before that could not end; none where the shopper is unknown; null where datasets have to be reached first, beyond what was.</returns>
    public async Task<IReadOnlyList<long>?> EraseAsync(string userId, Reach reached)
    {
        if (Datasets.ReachOf(userId).IsBeyond(reached))
        {
            return null;
        }

        EndSnapshot();
        var linked = Keys.NamesLinkedTo(userId).ToHashSet(StringComparer.Ordinal);
        var numbers = Keys.Erase(userId);
        _erased.AddRange(numbers);
        if (numbers.Count > 0)
        {
            _owesSnapshot = true;
            foreach (var number in numbers)
            {
                _parts!.Cold.Forget(number);
            }

            Sequencer.Erase(numbers, linked);
            await Log.CommitAsync(CancellationToken.None);
        }

        Keys.Wipe(); // not before: an erasure that cannot end must not leave the shards with a shopper whose key is gone
        if (_owesSnapshot) // also where an erasure before this one got no further than the keys
        {
            BeginSnapshot();
            EndSnapshot();
        }

        IReadOnlyList<long> done = [.. _erased];
        _erased.Clear();
        return done;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshots?.Dispose();
        Log?.Dispose();
        Keys?.Dispose();
    }

    // Retention that has dropped nothing yet may do so before the next start.
    private bool KeepsAll => retention.Value.Days == 0 && Log.DroppedBefore == 0;

    private void ShopperUnread(Exception fault)
    {
        if (KeepsAll)
        {
            Server.Log.ShopperUnread(log, fault);
        }
        else
        {
            Server.Log.ShopperLost(log, fault);
        }
    }

    private void BeginSnapshot(long position)
    {
        EndSnapshot();
        var began = clock.GetTimestamp();
        Shards.Advance(position - 1);
        var (change, shoppers) = _snapshots!.Take(_parts!, Sessions, position, Sequencer.LastArrival, KeepsAll);
        _taken = position;
        var taken = clock.GetElapsedTime(began);
        _writing = Task.Run(() =>
        {
            _snapshots!.Write(change);
            var written = clock.GetElapsedTime(began) - taken;
            meter.SnapshotWritten(taken, written, shoppers);
            Server.Log.SnapshotWritten(log, shoppers, Math.Round(taken.TotalSeconds, 3), Math.Round(written.TotalSeconds, 3));
        });
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
            EndSnapshotIfWritten();
            if (IsSnapshotDue)
            {
                BeginSnapshot(position);
            }
        }
    }
}
