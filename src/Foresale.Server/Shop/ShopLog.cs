using System.Threading.Channels;
using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Faults;
using Foresale.Storage.EventLog;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>
/// The way from a request to the shards: changes wait in a queue, one loop puts what has gathered into the log, flushes once for all, applies it to the shards, and then lets
/// the requests go. So what is acknowledged is on the disk and in the scores.
/// </summary>
internal sealed class ShopLog(ShopState shop, IOptions<ShopOptions> options, ShopMeter meter, TimeProvider clock, ILogger<ShopLog> log) : BackgroundService
{
    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(5), s_again = TimeSpan.FromSeconds(1), s_clockSlack = TimeSpan.FromSeconds(5);
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(options.Value.Waiting) { SingleReader = true });
    private TimeSpan _toldBehind;
    private readonly List<Action> _after = []; // what has to happen to the shards, of entries that are appended and not yet known to be on the disk

    /// <summary>Takes changes in.</summary>
    /// <returns>When they are on the disk and in the shards.</returns>
    /// <exception cref="UnavailableException">The log is being read back, is full of others' changes, or cannot be written: nothing is acknowledged.</exception>
    public Task<Receipt> WriteAsync(IReadOnlyList<Change> changes)
    {
        if (!shop.IsReady)
        {
            throw new UnavailableException("shop", "its log is being read back.", s_again);
        }

        var work = new Work(changes);
        return _queue.Writer.TryWrite(work) ? work.Done.Task : throw new UnavailableException("shop", "more requests wait for the log than it holds.", s_again);
    }

    /// <summary>Runs something between two rounds, when log and shards stand still.</summary>
    /// <exception cref="UnavailableException">The log cannot be written now.</exception>
    public async Task BetweenRoundsAsync(Func<Task> act)
    {
        var work = new Work([]) { Between = act };
        try
        {
            await _queue.Writer.WriteAsync(work);
        }
        catch (ChannelClosedException fault)
        {
            throw new UnavailableException("server", "it is stopping.", s_again, fault);
        }

        await work.Done.Task;
    }

    /// <summary>Waits for what is being written.</summary>
    /// <exception cref="UnavailableException">It cannot be written now.</exception>
    public static async Task OnDiskAsync(Task written)
    {
        try
        {
            await written;
        }
        catch (Exception fault) when (fault is IOException or Microsoft.Data.Sqlite.SqliteException)
        {
            throw new UnavailableException("log", "it cannot be written: a full disk, most often. Try again.", s_again, fault);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Run(() => shop.Open(stoppingToken), stoppingToken);
        Server.Log.ShopReady(log, shop.IsWhole ? LogLevel.Information : LogLevel.Warning, shop.ShopperCount, shop.Replayed, shop.Recovery);
        using var timer = options.Value.EventClock ? null : clock.CreateTimer(_ => _queue.Writer.TryWrite(new Work([new Change.Tick(clock.GetUtcNow())])), state: null, TimeSpan.Zero, s_tick);
        var snapshots = TimeSpan.FromMinutes(options.Value.SnapshotMinutes);
        var last = clock.GetTimestamp();
        shop.Snapshots.Written = () => _queue.Writer.TryWrite(new Work([])); // to look at it though nobody comes
        while (shop.Snapshots.IsHandingOver || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await RoundAsync(Gather());
            WatchClock();
            Snapshot(shop.Snapshots.GoOn);
            if (shop.Snapshots.IsDue(snapshots > TimeSpan.Zero && clock.GetElapsedTime(last) >= snapshots))
            {
                Snapshot(BeginSnapshot);
                last = clock.GetTimestamp();
            }
        }

        Snapshot(shop.Snapshots.End);
        Snapshot(BeginSnapshot);
        Snapshot(shop.Snapshots.End);
    }

    private void BeginSnapshot()
    {
        if (_after.Count == 0 && shop.Log.Durable == shop.Log.Tail)
        {
            shop.Snapshots.Begin(shop.Log.Tail);
        }
        else
        {
            shop.Snapshots.Refuse(new IOException("The log cannot be written."));
        }
    }

    // The log's clock never goes back: one that was set far ahead and then right would stand still without a word.
    private void WatchClock()
    {
        var behind = options.Value.EventClock ? TimeSpan.Zero : shop.Sequencer.LastArrival - clock.GetUtcNow();
        if (behind > s_clockSlack && behind > _toldBehind)
        {
            Server.Log.ClockWentBack(log, behind.TotalSeconds, shop.Sequencer.LastArrival);
        }

        _toldBehind = behind > s_clockSlack ? (behind > _toldBehind ? behind : _toldBehind) : TimeSpan.Zero;
    }

    // Without one the next start replays more of the log, no more.
    private void Snapshot(Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            Server.Log.SnapshotNotWritten(log, fault);
            meter.SnapshotFailed();
        }
    }

    private List<Work> Gather()
    {
        var (works, events) = (new List<Work>(), 0);
        while (events < options.Value.EventsPerCommit && _queue.Reader.TryRead(out var work))
        {
            works.Add(work);
            events += work.Changes.Count;
        }

        return works;
    }

    private async Task RoundAsync(List<Work> works)
    {
        if (works.Count == 0)
        {
            return;
        }

        var receipts = new Receipt[works.Count];
        var began = clock.GetTimestamp();
        try
        {
            shop.Sequencer.Prepare([.. works.SelectMany(w => w.Changes)]);
            shop.Keys.Commit();
            for (var i = 0; i < works.Count; i++)
            {
                receipts[i] = shop.Sequencer.Append(works[i].Changes, _after);
            }

            await shop.Log.CommitAsync(CancellationToken.None);
            Fold();
        }
        catch (Exception fault) when (fault is IOException or Microsoft.Data.Sqlite.SqliteException)
        {
            // What was appended is written once the disk lets it, and applied then: a sender who tries again is told of a duplicate after that.
            Server.Log.LogNotWritten(log, fault);
            works.ForEach(w => w.Done.TrySetException(new UnavailableException("log", "it cannot be written: a full disk, most often. Nothing was acknowledged.", s_again, fault)));
            return;
        }
        catch (Exception fault)
        {
            works.ForEach(w => w.Done.TrySetException(fault)); // ours: told as such, and the loop goes on for the others
            return;
        }

        meter.Committed(clock.GetElapsedTime(began), works.Sum(w => w.Changes.Count));
        for (var i = 0; i < works.Count; i++)
        {
            await FinishAsync(works[i], receipts[i]);
        }
    }

    // One that cannot be folded must not stand before all that come after it: it is told, and left out, here as in every replay.
    private void Fold()
    {
        foreach (var act in _after)
        {
            try
            {
                act();
            }
            catch (Exception fault)
            {
                Server.Log.EntryNotFolded(log, fault);
                meter.NotFolded();
            }
        }

        _after.Clear();
        shop.Sequencer.Settle();
    }

    private static async Task FinishAsync(Work work, Receipt receipt)
    {
        try
        {
            await OnDiskAsync(work.Between?.Invoke() ?? Task.CompletedTask);
            work.Done.TrySetResult(receipt);
        }
        catch (Exception fault)
        {
            work.Done.TrySetException(fault);
        }
    }

    private sealed record Work(IReadOnlyList<Change> Changes)
    {
        public TaskCompletionSource<Receipt> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<Task>? Between { get; init; }
    }
}
