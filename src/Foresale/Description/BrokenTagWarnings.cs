using System.Globalization;
using Foresale.Events;

namespace Foresale.Description;

/// <summary>
/// Days on which a behavior stops while the others go on: a tag that broke. The expected count of a behavior on a day is the mean of
/// the same weekday in the rest of the log, times how busy the day was in the other behaviors.
/// </summary>
internal static class BrokenTagWarnings
{
    private const double FewestExpected = 10;
    private const double FewestExpectedDaily = 3;
    private const double MostOfExpected = .25;

    public static IEnumerable<LogWarning> Find(LogFacts facts)
    {
        var days = Calendar(facts.Days);
        if (days.Count < 14)
        {
            yield break;
        }

        var behaviors = facts.Days.Select(d => d.Behavior).Distinct().ToList();
        foreach (var behavior in behaviors.Order())
        {
            var stops = new List<(DateOnly Day, double Count, double Expected)>();
            var expected = days.Select((_, i) => Expected(days, i, behavior, behaviors.Count)).ToList();
            // Shops are burstier than Poisson: the median of (n - e)^2 / e tells by how much (.455 is the median of chi-square with 1 degree).
            var ratios = days.Select((d, i) => (Count: d.Counts[(int)behavior], Mean: expected[i])).Where(d => d.Mean >= 1).Select(d => (d.Count - d.Mean) * (d.Count - d.Mean) / d.Mean).Order().ToList();
            var dispersion = ratios.Count == 0 ? 1 : Math.Max(1, ratios[ratios.Count / 2] / .455);
            for (var i = 0; i < days.Count; i++)
            {
                var count = days[i].Counts[(int)behavior];
                // One behavior alone has no others to compare with: the log's first and last days may be cut, and an empty day is a missing one.
                var cut = behaviors.Count == 1 && (i == 0 || i == days.Count - 1 || count == 0);
                if (!cut && expected[i] >= FewestExpectedDaily && count <= MostOfExpected * expected[i])
                {
                    stops.Add((days[i].Day, count, expected[i]));
                }
            }

            // Neighbouring days are one break, and tell together what each alone may not.
            // 1 in 100 for the whole log.
            var unlikely = Math.Log(100.0 * days.Count * behaviors.Count);
            foreach (var run in Runs(stops).Where(r => r.Sum(d => d.Expected) >= FewestExpected && r.Sum(d => PoissonTail.Surprise(d.Count, d.Expected)) / dispersion > unlikely))
            {
                yield return Warn(behavior, run);
            }
        }
    }

    private static List<(DateOnly Day, double[] Counts)> Calendar(IReadOnlyList<DayCount> counts)
    {
        var calendar = new List<(DateOnly Day, double[] Counts)>();
        if (counts.Count == 0)
        {
            return calendar;
        }

        var (first, last) = (counts.Min(c => c.Day), counts.Max(c => c.Day));
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            calendar.Add((day, new double[Behaviors.Count]));
        }

        foreach (var count in counts)
        {
            calendar[count.Day.DayNumber - first.DayNumber].Counts[(int)count.Behavior] += count.Events;
        }

        return calendar;
    }

    private static double Expected(List<(DateOnly Day, double[] Counts)> days, int index, Behavior behavior, int behaviors)
    {
        var weekday = days[index].Day.DayOfWeek;
        var peers = days.Where((d, i) => i != index && d.Day.DayOfWeek == weekday).Select(d => d.Counts).ToList();
        if (peers.Count == 0)
        {
            return 0;
        }

        // The median stands for the mean of a weekday where a break lasts for some weeks.
        var usual = Middle(peers.Select(c => c[(int)behavior]));
        if (behaviors == 1)
        {
            return usual;
        }

        double Others(double[] counts) => counts.Sum() - counts[(int)behavior];
        var usualOthers = Middle(peers.Select(Others));
        return usualOthers <= 0 ? 0 : usual * Math.Min(1, Others(days[index].Counts) / usualOthers);
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static IEnumerable<List<(DateOnly Day, double Count, double Expected)>> Runs(List<(DateOnly Day, double Count, double Expected)> stops)
    {
        for (var i = 0; i < stops.Count;)
        {
            var run = new List<(DateOnly Day, double Count, double Expected)> { stops[i++] };
            while (i < stops.Count && stops[i].Day == run[^1].Day.AddDays(1))
            {
                run.Add(stops[i++]);
            }

            yield return run;
        }
    }

    private static LogWarning Warn(Behavior behavior, List<(DateOnly Day, double Count, double Expected)> run)
    {
        var when = run.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"on {run[0].Day:yyyy-MM-dd}")
            : string.Create(CultureInfo.InvariantCulture, $"from {run[0].Day:yyyy-MM-dd} to {run[^1].Day:yyyy-MM-dd}");
        return new LogWarning(
            "broken_tag",
            behavior is Behavior.Purchase ? "serious" : "warning",
            behavior.Word(),
            string.Create(CultureInfo.InvariantCulture, $"'{behavior.Word()}' all but stops {when}: {run.Sum(r => r.Count):N0} events where the weekdays and the other behaviors make {run.Sum(r => r.Expected):N0} likely."),
            behavior is Behavior.Purchase
                ? "A broken tag turns buyers into non-buyers: fill the purchases from the shop's orders (describe --orders lists them), or leave these days out."
                : "Check the tag of these days; leave them out if it was broken.");
    }
}
