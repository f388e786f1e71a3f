using System.Globalization;

namespace Foresale.Description;

/// <summary>Shoppers who are machines: far more events a day than anyone, or gaps as regular as a clock, and never a purchase.</summary>
internal static class BotWarnings
{
    private const double FewestPerDay = 100;
    private const double Deviations = 6;
    private const double LeastSpread = .25;
    private const long FewestGaps = 50;
    private const double MostRegular = .1;
    private const int Shown = 5;

    public static IEnumerable<LogWarning> Find(LogFacts facts)
    {
        // ln(events per active day) is near a normal; 1.4826 times the median absolute deviation is its standard deviation.
        var spread = Math.Max(LeastSpread, 1.4826 * facts.PaceSpread.Deviation);
        var limit = Math.Max(FewestPerDay, Math.Exp(facts.PaceSpread.Median + (Deviations * spread)));
        var fast = facts.Paces.Where(p => p.Purchases == 0 && p.PerDay >= limit).ToList();
        if (fast.Count > 0)
        {
            yield return Warn(
                facts, fast, "events per day",
                string.Create(CultureInfo.InvariantCulture, $"{(fast.Count == 1 ? "makes" : "make")} {limit:N0} events or more per active day (the median shopper {Math.Exp(facts.PaceSpread.Median):0.#}) without a purchase"));
        }

        var regular = facts.Info.DayResolution
            ? []
            : facts.Paces.Where(p => p.Purchases == 0 && p.Gaps >= FewestGaps && p.GapSeconds >= .5 && p.GapDeviation < MostRegular * p.GapSeconds).ToList();
        if (regular.Count > 0)
        {
            yield return Warn(facts, regular, "regular gaps", string.Create(CultureInfo.InvariantCulture, $"{(regular.Count == 1 ? "acts" : "act")} every {regular[0].GapSeconds:0.#} s or so with hardly any variation and without a purchase"));
        }
    }

    private static LogWarning Warn(LogFacts facts, List<ShopperPace> found, string subject, string what)
    {
        var events = found.Sum(p => p.Events);
        var share = facts.Info.Events == 0 ? 0 : (double)events / facts.Info.Events;
        var names = string.Join(", ", found.OrderByDescending(p => p.Events).Take(Shown).Select(p => p.UserId)) + (found.Count > Shown ? ", ..." : "");
        return new LogWarning(
            "bot",
            share >= .05 ? "serious" : "warning",
            subject,
            string.Create(CultureInfo.InvariantCulture, $"{found.Count:N0} {(found.Count == 1 ? "shopper" : "shoppers")} ({names}) {what}: {share:P1} of all events."),
            "Take crawlers and monitors out of the source; they make base rates too low.");
    }
}
