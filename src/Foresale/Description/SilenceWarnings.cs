using System.Globalization;

namespace Foresale.Description;

/// <summary>Days without any event, and silences longer than the shop's rhythm over the week makes likely.</summary>
public static class SilenceWarnings
{
    // 1 in 1,000 over all silences looked at: e^-7, and one comparison an hour of the log.
    private const double Unlikely = 7;

    internal static IEnumerable<LogWarning> Find(LogFacts facts)
    {
        var missing = MissingDays(facts.Days);
        if (missing.Count > 0)
        {
            var shown = string.Join(", ", missing.Take(5).Select(d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) + (missing.Count > 5 ? ", ..." : "");
            yield return new LogWarning(
                "missing_days", "warning", "days",
                string.Create(CultureInfo.InvariantCulture, $"{missing.Count:N0} {(missing.Count == 1 ? "day has" : "days have")} no event at all ({shown})."),
                "If the shop was open, files are lacking: import them too.");
        }

        if (Longest(facts) is { Surprise: var surprise, Stretch: var stretch, Expected: var expected }
            && surprise > Unlikely + Math.Log(Math.Max(1, facts.Hours.Count)))
        {
            yield return new LogWarning(
                "silence", "warning", "time",
                string.Create(CultureInfo.InvariantCulture, $"no event from {stretch.From:yyyy-MM-dd HH:mm}Z to {stretch.To:yyyy-MM-dd HH:mm}Z ({stretch.Length.TotalHours:0.#} h), where the rhythm of the week makes {expected:N0} session starts likely."),
                "If the shop was open, its tracking was not: look for the missing files or the outage.");
        }
    }

    /// <summary>Days without an event between the first and the last.</summary>
    public static IReadOnlyList<DateOnly> MissingDays(IReadOnlyList<DayCount> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        var seen = days.Where(d => d.Events > 0).Select(d => d.Day).ToHashSet();
        return seen.Count == 0
            ? []
            : [.. Enumerable.Range(0, seen.Max().DayNumber - seen.Min().DayNumber).Select(i => seen.Min().AddDays(i)).Where(d => !seen.Contains(d))];
    }

    /// <summary>The silence that is least likely: with session starts as a Poisson process whose rate goes by the hour of the week, P(none) = e^-expected.</summary>
    /// <returns>Null in a day-resolution log, or in one shorter than two weeks, which has no rhythm to compare with.</returns>
    public static Silence? Longest(LogFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Hours.Count == 0 || facts.Stretches.Count == 0 || facts.Info.DayResolution)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(facts.Info.Zone);
        var (first, last) = (facts.Hours.Min(h => h.Hour), facts.Hours.Max(h => h.Hour));
        if (last - first < 14 * 24)
        {
            return null;
        }

        int Slot(long hour)
        {
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(hour * 3600), zone);
            return ((int)local.DayOfWeek * 24) + local.Hour;
        }

        var (starts, hours) = (new double[168], new double[168]);
        for (var hour = first; hour <= last; hour++)
        {
            hours[Slot(hour)]++;
        }

        foreach (var hour in facts.Hours)
        {
            starts[Slot(hour.Hour)] += hour.Starts;
        }

        return facts.Stretches.Select(s => new Silence(s, Expected(s))).MaxBy(s => s.Surprise);

        double Expected(Stretch stretch)
        {
            var (from, to) = (stretch.From.ToUnixTimeMilliseconds() / 3.6e6, stretch.To.ToUnixTimeMilliseconds() / 3.6e6);
            var sum = 0.0;
            for (var hour = (long)Math.Floor(from); hour < to; hour++)
            {
                // The hours of the silence itself say nothing of the rate that it interrupts.
                var slot = Slot(hour);
                var quiet = Enumerable.Range(0, (int)Math.Ceiling((to - from) / 168) + 1).Count(w => hour - (w * 168L) >= from && hour - (w * 168L) + 1 <= to);
                var others = Math.Max(1, hours[slot] - quiet);
                sum += starts[slot] / others * (Math.Min(to, hour + 1) - Math.Max(from, hour));
            }

            return sum;
        }
    }
}

/// <summary>A silence and how likely it was.</summary>
/// <param name="Stretch">From the event before to the event after.</param>
/// <param name="Expected">Session starts that the rhythm of the week makes likely in it.</param>
public sealed record Silence(Stretch Stretch, double Expected)
{
    /// <summary>-ln of the chance that nothing happens in it.</summary>
    public double Surprise => Expected;
}
