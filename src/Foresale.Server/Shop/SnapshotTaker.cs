using Foresale.Storage.EventLog;
using Microsoft.Data.Sqlite;

namespace Foresale.Server.Shop;

/// <summary>
/// Takes snapshots beside what goes on, one after another: each is begun at one place of the log, handed over bit by bit between rounds, and written by another thread.
/// All calls come from the loop of the log, or before it.
/// </summary>
internal sealed class SnapshotTaker(Snapshots file, ShopParts parts, ActiveSessions sessions, Sequencer sequencer, DurableLog log, int retentionDays, ShopMeter meter, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10); // after one that failed: a full disk does not get better by asking all the time
    private const long Slice = 1 << 20; // bytes handed over between two rounds: a millisecond or two, of which every request may see one
    private TaskCompletionSource? _waited, _served; // by whom: for the next one, and for this one
    private Task? _writing;
    private long _position; // of this one
    private TimeSpan _stood; // longest stretch that the loop stood still for this one
    private long? _failed; // when

    /// <summary>True where a call of <see cref="GoOn"/> has something to do at once.</summary>
    public bool IsHandingOver { get; private set; }

    /// <summary>True where the log has all that a snapshot is made of, and will have it at the next start: retention that has dropped nothing yet may do so before.</summary>
    public bool KeepsAll => retentionDays == 0 && log.DroppedBefore == 0;

    /// <summary>True where one has to begin now: it is time, somebody waits for it, or those who changed fill their part of memory. Beside another one only where they fill twice that.</summary>
    public bool IsDue(bool isTime) => IsHandingOver || _writing is not null ? Fills(2) : isTime || _waited is not null || Fills(1);

    /// <summary>Is told, by any thread, that one is on the disk or cannot be.</summary>
    public Action Written { get; set; } = () => { };

    /// <summary>Waits for a snapshot of all that is so far: one that begins after this. On return it is on the disk, and what was forgotten before stands in no file of it.</summary>
    /// <exception cref="IOException">It cannot be written; so does <see cref="SqliteException"/> say.</exception>
    public Task NextAsync() => (_waited ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells those who wait for the next one that there will be none now.</summary>
    public void Refuse(Exception fault)
    {
        _waited?.SetException(fault);
        _waited = null;
    }

    /// <summary>Begins one, once the one before is on the disk.</summary>
    /// <param name="position">Address in the log behind all that was applied.</param>
    /// <exception cref="IOException">The one before cannot be written; so does <see cref="SqliteException"/> say.</exception>
    public void Begin(long position)
    {
        var began = clock.GetTimestamp();
        End();
        (_served, _waited) = (_waited, null);
        parts.Shards.Advance(position - 1);
        file.Begin(parts, sessions, position, sequencer.LastArrival, KeepsAll);
        (_position, IsHandingOver, _stood) = (position, true, clock.GetElapsedTime(began));
    }

    /// <summary>Does a bit more of the one that was begun, so that shoppers may leave memory.</summary>
    /// <exception cref="IOException">It cannot be written; so does <see cref="SqliteException"/> say.</exception>
    public void GoOn()
    {
        if (IsHandingOver)
        {
            HandOver(Slice);
        }
        else if (_writing is { IsCompleted: true })
        {
            End();
        }
    }

    /// <summary>Waits until the one that was begun is on the disk; drops files of the log whose every event is older than is kept.</summary>
    /// <exception cref="IOException">It cannot be written; so does <see cref="SqliteException"/> say. What it held is taken again by the next.</exception>
    public void End()
    {
        if (IsHandingOver)
        {
            HandOver(long.MaxValue);
        }

        if (_writing is not { } writing)
        {
            return;
        }

        _writing = null;
        try
        {
            writing.GetAwaiter().GetResult();
        }
        catch (Exception fault)
        {
            _failed = clock.GetTimestamp();
            file.Saved(parts, isWritten: false);
            _served?.SetException(fault);
            throw;
        }

        file.Saved(parts, isWritten: true);
        _served?.SetResult();
        if (retentionDays > 0 && parts.Shards.Day is { } today)
        {
            // Days may have passed since it was taken: what it does not hold has to be replayed.
            log.TruncateBefore(Math.Min(_position, parts.Names.Before(today.AddDays(-retentionDays))));
        }
    }

    private bool Fills(int thirds) => !(_failed is { } when && clock.GetElapsedTime(when) < s_rest) && file.ChangedThirds(parts.Shards) >= thirds;

    private void HandOver(long most)
    {
        var began = clock.GetTimestamp();
        var all = file.HandOver(parts, most);
        var stood = clock.GetElapsedTime(began);
        _stood = stood > _stood ? stood : _stood;
        if (all is not { } handed)
        {
            return;
        }

        IsHandingOver = false;
        _writing = Task.Run(() => Write(handed.Change, handed.Shoppers, _stood));
        _ = _writing.ContinueWith(_ => Written(), TaskScheduler.Default);
    }

    private void Write(Storage.ShopStates.ShopStateChange change, int shoppers, TimeSpan stood)
    {
        var began = clock.GetTimestamp();
        file.Write(change);
        var written = clock.GetElapsedTime(began);
        meter.SnapshotWritten(stood, written, shoppers);
        Server.Log.SnapshotWritten(logger, shoppers, Math.Round(stood.TotalSeconds, 3), Math.Round(written.TotalSeconds, 3));
    }
}
