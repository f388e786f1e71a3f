using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace Foresale.Client;

/// <summary>An event with what was filled in when it was tracked; a struct, so that queueing it allocates nothing.</summary>
internal readonly record struct QueuedEvent(ShopperEvent Event, Guid Id, DateTimeOffset Time);

/// <summary>
/// The bounded queue between pages and the sender. A full queue drops what comes, not what waits: the answer of <see cref="Track"/> is then the truth
/// about this very event, pages never fight over the queue's old end, and what waits stays a log without holes.
/// </summary>
internal sealed class EventQueue : IForesaleEvents
{
    private readonly Channel<QueuedEvent> _channel;
    private readonly Lock _moves = new();
    private readonly EventMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly int _batchSize;
    private volatile TaskCompletionSource? _filled;
    private volatile bool _stopped;
    private long _tracked;
    private long _sent;
    private long _dropped;
    private long _rejected;
    private int _onTheWay;

    public EventQueue(IOptions<ForesaleOptions> options, EventMetrics metrics, TimeProvider time)
    {
        _channel = Channel.CreateBounded<QueuedEvent>(new BoundedChannelOptions(options.Value.Capacity) { SingleReader = true });
        (_batchSize, _metrics, _time) = (options.Value.BatchSize, metrics, time);
        _metrics.Watch(() => Queued);
    }

    /// <summary>Events that wait to be taken.</summary>
    public int Queued => _channel.Reader.Count;

    /// <inheritdoc/>
    public EventCounts Counts
    {
        get
        {
            // The sender moves events only under this lock, so none is seen twice or not at all.
            lock (_moves)
            {
                return new EventCounts(Interlocked.Read(ref _tracked), _sent, Interlocked.Read(ref _dropped), _rejected, Queued + _onTheWay);
            }
        }
    }

    /// <inheritdoc/>
    public bool Track(ShopperEvent shopperEvent)
    {
        ArgumentNullException.ThrowIfNull(shopperEvent);
        var now = _time.GetUtcNow();
        Interlocked.Increment(ref _tracked);
        var id = shopperEvent.EventId is null ? Guid.CreateVersion7(now) : default;
        if (!_channel.Writer.TryWrite(new QueuedEvent(shopperEvent, id, shopperEvent.Time ?? now)))
        {
            Interlocked.Increment(ref _dropped);
            _metrics.Dropped(1, _stopped ? DropReason.Stopped : DropReason.QueueFull);
            return false;
        }

        if (_filled is { } filled && Queued >= _batchSize)
        {
            filled.TrySetResult();
        }

        return true;
    }

    /// <summary>Waits until there is an event, and then until there is a batch of them or the interval has passed.</summary>
    /// <returns>False when the queue is closed and empty.</returns>
    public async Task<bool> WaitAsync(TimeSpan interval, CancellationToken stopping)
    {
        if (!await _channel.Reader.WaitToReadAsync(CancellationToken.None))
        {
            return false;
        }

        var filled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _filled = filled;
        if (Queued < _batchSize && !stopping.IsCancellationRequested)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            await Task.WhenAny(filled.Task, Task.Delay(interval, _time, over.Token));
            await over.CancelAsync();
        }

        _filled = null;
        return true;
    }

    /// <summary>Takes the next events; they are on the way until they are settled.</summary>
    public void Take(List<QueuedEvent> batch)
    {
        lock (_moves)
        {
            while (batch.Count < _batchSize && _channel.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            _onTheWay = batch.Count;
        }
    }

    /// <summary>Says what became of events on the way.</summary>
    public void Settle(int sent, int rejected, int dropped)
    {
        lock (_moves)
        {
            (_sent, _rejected, _onTheWay) = (_sent + sent, _rejected + rejected, _onTheWay - sent - rejected - dropped);
            Interlocked.Add(ref _dropped, dropped);
        }
    }

    /// <summary>Takes no more events; those that wait can still be read.</summary>
    public void Close()
    {
        _stopped = true;
        _channel.Writer.TryComplete();
    }

    /// <summary>Drops all that still waits.</summary>
    /// <returns>How many.</returns>
    public int DropRest()
    {
        lock (_moves)
        {
            var count = 0;
            for (; _channel.Reader.TryRead(out _); count++)
            {
            }

            Interlocked.Add(ref _dropped, count);
            return count;
        }
    }
}
