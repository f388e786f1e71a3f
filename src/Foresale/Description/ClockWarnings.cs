using System.Globalization;

namespace Foresale.Description;

/// <summary>Times that cannot be when things happened: many at one moment, running backwards, ahead of their receipt.</summary>
internal static class ClockWarnings
{
    // A busy hour may run at ten times the mean rate of the whole log; beyond that, e^-40 is chance no longer.
    private const double PeakFactor = 10;
    private const double Unlikely = 40;

    public static IEnumerable<LogWarning> Find(LogFacts facts)
    {
        if (facts.Info.DayResolution)
        {
            return [];
        }

        return Bursts(facts).Concat(Order(facts.Clock, facts.Info.Events));
    }

    private static IEnumerable<LogWarning> Bursts(LogFacts facts)
    {
        var seconds = Math.Max(1, (facts.Info.LastTime - facts.Info.FirstTime).TotalSeconds);
        var rate = facts.Info.Events / seconds;
        foreach (var group in facts.Bursts.GroupBy(b => b.Seconds))
        {
            var fewest = group.Key == 1 ? 50 : 300;
            var found = group.Where(b => b.Events >= fewest && PoissonTail.Surprise(b.Events, PeakFactor * rate * b.Seconds) > Unlikely && b.Events > PeakFactor * rate * b.Seconds).ToList();
            if (found.Count == 0)
            {
                continue;
            }

            var worst = found.MaxBy(b => b.Events);
            var word = group.Key == 1 ? "second" : "minute";
            yield return new LogWarning(
                "clock",
                (double)worst.Events / facts.Info.Events >= .01 ? "serious" : "warning",
                word,
                string.Create(CultureInfo.InvariantCulture, $"{worst.Events:N0} events of {worst.Shoppers:N0} shoppers fall into the {word} {worst.At:yyyy-MM-dd HH:mm:ss}Z; {rate * worst.Seconds:0.##} is the mean ({found.Count} such {word}s among the ten fullest)."),
                "Times of a batch upload or a default clock are no times of behavior: map the column of the shopper's own time, or leave those events out.");
        }
    }

    private static IEnumerable<LogWarning> Order(ClockCounts clock, long events)
    {
        var backwards = clock.Steps == 0 ? 0 : (double)clock.Backwards / clock.Steps;
        if (clock.Backwards >= 10 && backwards is > .001 and <= .1)
        {
            yield return new LogWarning(
                "clock", "warning", "time",
                string.Create(CultureInfo.InvariantCulture, $"time goes back by more than a minute at {clock.Backwards:N0} of {clock.Steps:N0} steps of a shopper in the source ({backwards:P2}), by up to {Span(clock.FurthestBackSeconds)}."),
                "A clock was set, or a zone or summer time is wrong: check \"zone\" in the mapping; map 'received_at' where the source has it.");
        }
        else if (backwards > .1)
        {
            yield return new LogWarning(
                "clock", "note", "time",
                string.Create(CultureInfo.InvariantCulture, $"the source is not in the order of time ({backwards:P1} of the steps of a shopper go back)."),
                "Nothing: events are ordered by time; only ties follow the source.");
        }

        if (clock.Ahead >= 10 && clock.Ahead > .001 * clock.Received)
        {
            yield return new LogWarning(
                "clock", "warning", "received_at",
                string.Create(CultureInfo.InvariantCulture, $"{clock.Ahead:N0} events ({(double)clock.Ahead / clock.Received:P2}) happened more than five minutes after they were received."),
                "The shoppers' clocks, or the zone of one of the two columns, are wrong.");
        }

        if (clock.Late >= 10 && clock.Late > .01 * clock.Received)
        {
            yield return new LogWarning(
                "clock", "note", "received_at",
                string.Create(CultureInfo.InvariantCulture, $"{clock.Late:N0} of {events:N0} events were received more than a day after they happened."),
                "A live score does not see them in time; training by arrival accounts for it.");
        }
    }

    private static string Span(double seconds) => seconds switch
    {
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} minutes"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.#} days"),
    };
}
