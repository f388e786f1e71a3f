using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Foresale.Client;

/// <summary>
/// Empties the queue in the background, one batch after the other so that events keep their order. Failures in a row are counted over batches: a dead server
/// costs one attempt each <see cref="ForesaleOptions.MaxBackoff"/> at the most, and the first success ends it.
/// </summary>
internal sealed class EventSender(EventQueue queue, EventPost post, EventMetrics metrics, SendingRules rules, ILogger<EventSender> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cutOff = new();
    private readonly EventBatch _batch = new(rules.Options.GzipAbove);
    private readonly List<QueuedEvent> _events = [];
    private Task _loop = Task.CompletedTask;
    private int _failures;
    private TimeSpan _wait;
    private long _downSince;
    private long _droppedBefore;
    private bool _refusalTold;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Not a BackgroundService: one that is stopped at once never runs, and a program that lives for a moment would lose its events.
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        _cutOff.CancelAfter(rules.Options.DrainTimeout);
        await using var hurry = cancellationToken.Register(_cutOff.Cancel);
        await _stopping.CancelAsync();
        await _loop; // it ends by itself when it is cut off
        DropRest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _cutOff.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_cutOff.IsCancellationRequested && await queue.WaitAsync(rules.Options.FlushInterval, _stopping.Token))
        {
            _events.Clear();
            queue.Take(_events);
            try
            {
                await SendAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_cutOff.IsCancellationRequested)
            {
                return; // StopAsync counts what is left
            }
#pragma warning disable CA1031 // One fault must not end the sending of all events to come.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.Faulted(logger, e, _events.Count);
                Drop(DropReason.Fault);
            }
        }
    }

    private async Task SendAsync(CancellationToken stopping)
    {
        WriteBatch();
        var started = rules.Time.GetTimestamp();
        for (var attempt = 0; _events.Count > 0; attempt++)
        {
            await WaitAsync(stopping);
            if (attempt > 0)
            {
                metrics.Retried(_events.Count);
            }

            var outcome = await post.SendAsync(_batch, _cutOff.Token);
            if (outcome.Failure is { } failure)
            {
                Failed(failure, rules.Time.GetElapsedTime(started));
                continue;
            }

            Answered();
            if (outcome.Taken is { } taken)
            {
                Taken(taken);
            }
            else
            {
                Refused(outcome.Refusal!);
            }
        }
    }

    private void WriteBatch()
    {
        _batch.Write(_events, (e, reason) =>
        {
            metrics.Rejected(1, "unwritable");
            Log.Unwritable(logger, e.Behavior, Refusals.Line(reason));
        });
        queue.Settle(sent: 0, rejected: _events.Count - _batch.Count, dropped: 0);
        _events.RemoveRange(_batch.Count, _events.Count - _batch.Count); // from here on only their number counts
    }

    // A stop ends the wait and begins the backoff anew: the last seconds are for trying.
    private async Task WaitAsync(CancellationToken stopping)
    {
        if (_wait > TimeSpan.Zero)
        {
            var waiting = stopping.IsCancellationRequested ? _cutOff.Token : stopping;
            await Task.Delay(_wait, rules.Time, waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _failures = stopping.IsCancellationRequested && waiting == stopping ? 0 : _failures;
            _wait = TimeSpan.Zero;
        }

        _cutOff.Token.ThrowIfCancellationRequested();
    }

    private void Failed(ForesaleUnavailableException failure, TimeSpan tried)
    {
        if (_failures++ == 0 && _downSince == 0)
        {
            (_downSince, _droppedBefore) = (rules.Time.GetTimestamp(), queue.Counts.Dropped);
            Log.Waiting(logger, failure.Message, rules.Options.RetryFor, queue.Queued + _events.Count, rules.Options.Capacity);
        }

        var asked = failure.RetryAfter ?? TimeSpan.Zero;
        var backoff = rules.Backoff.Next(_failures);
        _wait = asked > backoff ? (asked < rules.Options.RetryFor ? asked : rules.Options.RetryFor) : backoff;
        if (tried >= rules.Options.RetryFor)
        {
            Log.GivenUp(logger, _events.Count, rules.Options.RetryFor, failure.Message);
            Drop(DropReason.RetriesOver);
        }
    }

    private void Answered()
    {
        if (_downSince != 0)
        {
            Log.Recovered(logger, rules.Time.GetElapsedTime(_downSince).TotalSeconds, queue.Counts.Dropped - _droppedBefore);
        }

        (_failures, _downSince) = (0, 0);
    }

    private void Taken(EventsAnswer answer)
    {
        var rejected = Math.Min(answer.Rejected?.Count ?? 0, _events.Count); // counts never add up to more than was sent, whoever answers
        if (rejected > 0)
        {
            var first = answer.Rejected![0];
            metrics.Rejected(rejected, "event");
            Log.Rejected(logger, rejected, _events.Count, Refusals.Line($"{first.Place}: {first.Found} {first.Remedy}"));
        }

        metrics.Sent(_events.Count - rejected);
        queue.Settle(_events.Count - rejected, rejected, dropped: 0);
        _events.Clear();
        _refusalTold = false;
    }

    private void Refused(ForesaleException refusal)
    {
        if (!_refusalTold)
        {
            Log.Refused(logger, _events.Count, refusal.Message);
            _refusalTold = true;
        }

        metrics.Rejected(_events.Count, ((int)refusal.Status!).ToString(CultureInfo.InvariantCulture));
        queue.Settle(sent: 0, _events.Count, dropped: 0);
        _events.Clear();
    }

    private void Drop(string reason)
    {
        metrics.Dropped(_events.Count, reason);
        queue.Settle(sent: 0, rejected: 0, _events.Count);
        _events.Clear();
    }

    private void DropRest()
    {
        var (onTheWay, waiting) = (_events.Count, queue.DropRest());
        Drop(DropReason.Stopped);
        metrics.Dropped(waiting, DropReason.Stopped);
        if (onTheWay + waiting > 0)
        {
            Log.Undrained(logger, onTheWay + waiting, rules.Options.DrainTimeout);
        }
    }
}

/// <summary>What the sender waits by.</summary>
internal sealed record SendingRules(ForesaleOptions Options, Backoff Backoff, TimeProvider Time);
