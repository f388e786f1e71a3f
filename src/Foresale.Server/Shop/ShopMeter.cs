using System.Diagnostics.Metrics;
using Foresale.Server.Telemetry;

namespace Foresale.Server.Shop;

/// <summary>What is counted of a shop's events and scores.</summary>
internal sealed class ShopMeter
{
    // The default ones are of milliseconds: all that is told in seconds would fall into the first.
    private static readonly InstrumentAdvice<double> s_seconds = new() { HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10] };
    private readonly Counter<long> _events;
    private readonly Histogram<double> _commit;
    private readonly Counter<long> _scores;
    private readonly Counter<long> _notFolded;
    private readonly Histogram<double> _snapshot;
    private readonly Counter<long> _shoppers;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _unseen;

    public ShopMeter(IMeterFactory meters)
    {
        var meter = meters.Create(ServerMeter.Name);
        _events = meter.CreateCounter<long>("foresale.events", "{event}", "Events that came, by format and outcome: accepted, duplicate, late, ignored, rejected.");
        _commit = meter.CreateHistogram<double>("foresale.log.commit", "s", "From taking up a round of changes to the moment at which it is on the disk and in the shards.", tags: null, s_seconds);
        _snapshot = meter.CreateHistogram<double>("foresale.snapshot", "s", "Snapshots, by part: taken (the longest that the loop stood still for it) and written (it goes on).", tags: null, s_seconds);
        _shoppers = meter.CreateCounter<long>("foresale.snapshot.shoppers", "{shopper}", "States of shoppers that snapshots wrote.");
        _failed = meter.CreateCounter<long>("foresale.snapshot.failed", "{snapshot}", "Snapshots that could not be written: shoppers stay in memory until one is.");
        _unseen = meter.CreateCounter<long>("foresale.scores.unseen", "{score}", "Scores of models that are not shown, computed to be compared, by outcome: computed, dropped, failed.");
        _scores = meter.CreateCounter<long>("foresale.scores", "{score}", "Scores given, by whether they were computed or remembered.");
        _notFolded = meter.CreateCounter<long>("foresale.log.not_folded", "{entry}", "Entries of the log that could not be folded: a fault of Foresale's.");
    }

    public void NotFolded() => _notFolded.Add(1);

    /// <summary>A snapshot is on the disk.</summary>
    /// <param name="taken">For how long the loop stood still for it at once, at most.</param>
    /// <param name="written">For how long it was written beside the loop.</param>
    /// <param name="shoppers">States in it.</param>
    public void SnapshotWritten(TimeSpan taken, TimeSpan written, int shoppers)
    {
        _snapshot.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("part", "taken"));
        _snapshot.Record(written.TotalSeconds, new KeyValuePair<string, object?>("part", "written"));
        _shoppers.Add(shoppers);
    }

    public void SnapshotFailed() => _failed.Add(1);

    public void Committed(TimeSpan time, int changes)
    {
        if (changes > 0)
        {
            _commit.Record(time.TotalSeconds);
        }
    }

    public void Came(string format, string outcome, int count)
    {
        if (count > 0)
        {
            _events.Add(count, new KeyValuePair<string, object?>("format", format), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void Scored(bool isRemembered, int count = 1) => _scores.Add(count, new KeyValuePair<string, object?>("from", isRemembered ? "memory" : "model"));

    public void Unseen(string outcome) => _unseen.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
