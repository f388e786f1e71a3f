using System.Threading.Channels;
using Foresale.Scoring;
using Foresale.Server.Shop;
using Foresale.States;

namespace Foresale.Server.Models;

/// <summary>
/// Scores shown intents once more with the models that are not shown, from the very states. In the background, one at a time: an answer never waits for it, and what does not
/// fit into the queue is dropped and counted.
/// </summary>
internal sealed class Rivals(ShopMeter meter, TimeProvider clock, ILogger<Rivals> log) : BackgroundService
{
    private const int Waiting = 1_000; // states of a shopper are some kilobytes
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private long _compared, _dropped;

    /// <summary>Scores computed.</summary>
    public long Compared => Interlocked.Read(ref _compared);

    /// <summary>Scores that found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Asks the others of a state.</summary>
    /// <param name="lineup">The models that served.</param>
    /// <param name="shown">The one that was shown.</param>
    /// <param name="score">What it said.</param>
    /// <param name="states">The state, of one row.</param>
    /// <param name="outcome">Is told what they say; null where nobody waits for the shopper's outcome.</param>
    public void Ask(Lineup lineup, Seat shown, IntentScore score, StateTable states, OpenOutcome? outcome)
    {
        if (!lineup.RivalsOf(shown).Any())
        {
            return;
        }

        if (_queue.Writer.TryWrite(new Work(lineup, shown, score, states, outcome)))
        {
            return;
        }

        Interlocked.Increment(ref _dropped);
        meter.Unseen("dropped");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var work in _queue.Reader.ReadAllAsync(stoppingToken))
            {
                Compare(work);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops, or its start failed; the host calls the latter a fault of ours
        }
    }

    // A shadow that cannot score must not end the server.
    private void Compare(Work work)
    {
        try
        {
            Score(work);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Server.Log.RivalFailed(log, fault);
            meter.Unseen("failed");
        }
    }

    private void Score(Work work)
    {
        var (lineup, shown, score, states, outcome) = work;
        var champions = shown.Role is ModelRole.Champion ? score : Score(lineup.Champion, states)?.Score;
        if (shown.Role is not ModelRole.Champion && champions is { } theirs)
        {
            shown.Book.Compared(score, theirs);
            outcome?.Champion = theirs.Intent;
        }

        if (lineup.Shadow is { } shadow && Score(shadow, states) is var (unseen, time))
        {
            shadow.Book.Scored(unseen.Intent, time);
            outcome?.Shadow = unseen.Intent;
            if (champions is { } other)
            {
                shadow.Book.Compared(unseen, other);
            }
        }
    }

    private (IntentScore Score, TimeSpan Time)? Score(Seat seat, StateTable states)
    {
        if (!seat.Model.TryEnter())
        {
            return null; // it serves no more
        }

        try
        {
            var began = clock.GetTimestamp();
            var score = seat.Model.Scorer.Score(states, [0], progress: null, CancellationToken.None)[0];
            Interlocked.Increment(ref _compared);
            meter.Unseen("computed");
            return (score, clock.GetElapsedTime(began));
        }
        finally
        {
            seat.Model.Leave();
        }
    }

    private sealed record Work(Lineup Lineup, Seat Shown, IntentScore Score, StateTable States, OpenOutcome? Outcome);
}
