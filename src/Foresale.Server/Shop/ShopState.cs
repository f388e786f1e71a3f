using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Settings;
using Foresale.Storage;
using Foresale.Storage.EventLog;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>All that the server holds of a shop: the log, the keys, and what the fold made of them.</summary>
internal sealed class ShopState(DataFolder folder, ServedModel model, IOptions<ShopOptions> options, IOptions<RetentionOptions> retention, IEnumerable<IFoldObserver> observers, TimeProvider clock, ILogger<ShopState> log) : IDisposable
{
    private readonly ShopOptions _options = options.Value;
    private Snapshots? _snapshots;
    private Names? _names;
    private SeenEvents? _seen;
    private volatile bool _isReady;
    private bool _owesSnapshot; // the one on disk may name shoppers who were erased since

    /// <summary>False until the log has been read back.</summary>
    public bool IsReady => _isReady;

    /// <summary>The log.</summary>
    public DurableLog Log { get; private set; } = null!;

    /// <summary>The keys of shoppers.</summary>
    public UserKeys Keys { get; private set; } = null!;

    /// <summary>The shoppers.</summary>
    public ShardSet Shards { get; private set; } = null!;

    /// <summary>Who is in which session.</summary>
    public ActiveSessions Sessions { get; } = new(clock);

    /// <summary>Puts changes in order.</summary>
    public Sequencer Sequencer { get; private set; } = null!;

    /// <summary>Entries that were replayed at start.</summary>
    public long Replayed { get; private set; }

    /// <summary>What was found of the log at start, in words.</summary>
    public string Recovery { get; private set; } = "";

    /// <summary>Opens log and keys, reads the newest snapshot that is whole, and replays what came after it.</summary>
    public void Open(CancellationToken cancellationToken)
    {
        Log = DurableLog.Open(folder.Combine("log"));
        Keys = UserKeys.Open(folder.Combine("log-keys"));
        var manifest = model.Folder.Manifest;
        var side = _options.Side is { Length: > 0 } path ? new DatasetFolder(path) : null;
        var users = side?.ReadUsers() ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        _snapshots = new Snapshots(folder.Combine("snapshots"), manifest, users);
        var found = _snapshots.Load(_options.Shards, Keys, fault => Server.Log.SnapshotUnread(log, fault));
        if (found is not null && found.Position > Log.Tail)
        {
            // The log lost its end: what the snapshot holds beyond it would keep new entries at the same addresses out.
            Server.Log.SnapshotAhead(log, found.Position, Log.Tail);
            found = null;
        }

        Shards = found?.Shards ?? new ShardSet(_options.Shards, manifest, users, side?.ReadItems() ?? new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal));
        (_names, _seen) = (found?.Names ?? new Names(Keys), found?.Seen ?? new SeenEvents());
        Sequencer = new Sequencer(Log, Keys, _names, _seen, Shards, Sessions, TimeZoneInfo.FindSystemTimeZoneById(manifest.Fold!.Zone)) { LastArrival = found?.LastArrival ?? DateTimeOffset.MinValue, Observers = [.. observers] };
        bool IsErased(string name) => Keys.NumberOf(name) is null;
        _owesSnapshot = Shards.ForgetWhere(IsErased) > 0 | _names.ForgetWhere(IsErased);
        Replayed = new ShopReplay(Log, Keys, _names, _seen, Shards, Sequencer).Run(found?.Position ?? 0, gap => Server.Log.LogGap(log, gap.Address, gap.Bytes), cancellationToken);
        Sequencer.Resume();
        Recovery = Log.Recovery.ToString();
        if (_owesSnapshot)
        {
            Snapshot();
        }

        _isReady = true;
    }

    /// <summary>Writes a snapshot, removes those before it, and drops files of the log whose every event is older than is kept. Only while log and shards stand still.</summary>
    public void Snapshot()
    {
        Shards.Advance(Log.Tail - 1);
        _snapshots!.Save(Shards, _names!, _seen!, Log.Tail, Sequencer.LastArrival);
        _owesSnapshot = false;
        if (retention.Value.Days > 0 && Shards.Day is { } today)
        {
            Log.TruncateBefore(_names!.Before(today.AddDays(-retention.Value.Days)));
        }
    }

    /// <summary>Erases a shopper and every name linked to theirs from keys, shards and snapshots; what the log holds of them can no longer be read. Only while log and shards stand still.</summary>
    /// <returns>Numbers of the keys destroyed; none where the shopper is unknown.</returns>
    public async Task<IReadOnlyList<long>> EraseAsync(string userId)
    {
        var linked = Keys.NamesLinkedTo(userId).ToHashSet(StringComparer.Ordinal);
        var numbers = Keys.Erase(userId);
        if (numbers.Count > 0)
        {
            _owesSnapshot = true;
            Sequencer.Erase(numbers, linked);
            await Log.CommitAsync(CancellationToken.None);
        }

        if (_owesSnapshot) // also where an erasure before this one got no further than the keys
        {
            Snapshot();
        }

        return numbers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Log?.Dispose();
        Keys?.Dispose();
    }
}
