using System.Globalization;
using Foresale.Events;

namespace Foresale.Description;

/// <summary>Concludes from what was counted.</summary>
public static class LogDescriber
{
    private static readonly string[] s_severities = ["serious", "warning", "note"];

    /// <summary>The description of a log.</summary>
    /// <param name="facts">What was counted.</param>
    /// <param name="orders">The comparison with real orders; null for none.</param>
    public static LogDescription Describe(LogFacts facts, OrderCoverage? orders = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var span = Span(facts);
        var sufficiency = facts.Targets.Select(t => Description.Sufficiency.Judge(t, Math.Max(1, span.Days))).ToList();
        return new LogDescription
        {
            Dataset = facts.Info,
            Funnel = Funnel(facts),
            Rates = Rates(facts),
            Span = span,
            Duplicates = Duplicates(facts.Info),
            Top = facts.Top,
            Sessions = facts.Sessions,
            Days = facts.Days,
            Warnings = Warnings(facts, orders),
            Sufficiency = sufficiency,
            Verdict = Verdict(sufficiency),
            Orders = orders,
        };
    }

    private static List<FunnelStep> Funnel(LogFacts facts)
    {
        var all = Math.Max(1, facts.Behaviors.Sum(b => b.Events));
        var steps = new List<FunnelStep>();
        Behavior? previous = null;
        foreach (var step in facts.Behaviors)
        {
            var action = step.Behavior.IsAction();
            steps.Add(new FunnelStep(
                step.Behavior,
                step.Events,
                (double)step.Events / all,
                step.Shoppers,
                step.Sessions,
                step.Items,
                action && previous is { } before ? Share(facts.SessionSets, before, step.Behavior) : null,
                action && previous is { } earlier ? Share(facts.ShopperSets, earlier, step.Behavior) : null,
                action && step.Behavior is not Behavior.Purchase ? Share(facts.SessionSets, step.Behavior, Behavior.Purchase) : null));
            previous = action ? step.Behavior : previous;
        }

        return steps;
    }

    /// <summary>Of the sets with one behavior, the share that has the other too; null where none has the first.</summary>
    private static double? Share(IReadOnlyList<BehaviorSet> sets, Behavior given, Behavior then)
    {
        var with = sets.Where(s => s.Has(given)).Sum(s => s.Count);
        return with == 0 ? null : (double)sets.Where(s => s.Has(given) && s.Has(then)).Sum(s => s.Count) / with;
    }

    private static PurchaseRates Rates(LogFacts facts)
    {
        var buying = facts.SessionSets.Where(s => s.Has(Behavior.Purchase)).Sum(s => s.Count);
        var sessions = facts.SessionSets.Sum(s => s.Count);
        var shoppers = facts.ShopperSets.Sum(s => s.Count);
        var buyers = facts.Buyers;
        return new PurchaseRates
        {
            BuyingSessions = buying,
            SessionConversion = sessions == 0 ? 0 : (double)buying / sessions,
            Buyers = buyers.Buyers,
            BuyerShare = shoppers == 0 ? 0 : (double)buyers.Buyers / shoppers,
            RepeatBuyers = buyers.RepeatBuyers,
            RepeatShare = buyers.Buyers == 0 ? 0 : (double)buyers.RepeatBuyers / buyers.Buyers,
            Orders = buyers.Orders,
            Revenue = buyers.Revenue,
            OrderValue = buyers.Orders == 0 ? null : buyers.Revenue / buyers.Orders,
        };
    }

    private static TimeSpanFacts Span(LogFacts facts)
    {
        var days = facts.Days.Select(d => d.Day).Distinct().Order().ToList();
        var length = days.Count == 0 ? 0 : days[^1].DayNumber - days[0].DayNumber + 1;
        return new TimeSpanFacts(facts.Info.FirstTime, facts.Info.LastTime, length, days.Count, SilenceWarnings.MissingDays(facts.Days), SilenceWarnings.Longest(facts));
    }

    private static DuplicateFacts Duplicates(DatasetInfo info)
    {
        var rows = info.Cleaning.Where(r => r.Rule.Contains("duplicate", StringComparison.Ordinal) || r.Rule.Contains("repeat", StringComparison.Ordinal)).Sum(r => r.Rows);
        return new DuplicateFacts(rows, info.RowsRead == 0 ? 0 : (double)rows / info.RowsRead);
    }

    private static List<LogWarning> Warnings(LogFacts facts, OrderCoverage? orders)
    {
        var found = LeakageWarnings.Find(facts)
            .Concat(NoPurchaseWarnings.Of(facts.Days.Sum(d => d.Events), facts.Days.Where(d => d.Behavior == Behavior.Purchase).Sum(d => d.Events)) is { } noPurchase ? [noPurchase] : [])
            .Concat(BrokenTagWarnings.Find(facts))
            .Concat(SilenceWarnings.Find(facts))
            .Concat(ClockWarnings.Find(facts))
            .Concat(BotWarnings.Find(facts));
        var duplicates = Duplicates(facts.Info);
        if (duplicates.Share >= .05)
        {
            found = found.Append(new LogWarning(
                "duplicates", "warning", "rows",
                string.Create(CultureInfo.InvariantCulture, $"{duplicates.Rows:N0} of {facts.Info.RowsRead:N0} rows read were repeats ({duplicates.Share:P1}); cleaning took them out."),
                "The source sends events twice: look for a tag that fires twice or a file that was given twice."));
        }

        if (orders is { MissingShare: > .02 })
        {
            found = found.Append(new LogWarning(
                "missing_orders", orders.MissingShare > .1 ? "serious" : "warning", "purchase",
                string.Create(CultureInfo.InvariantCulture, $"the log lacks {orders.Missing:N0} of {orders.Orders - orders.OutsideSpan:N0} real orders ({orders.MissingShare:P1})."),
                "Their shoppers count as non-buyers: add these orders to the log as purchases."));
        }

        return [.. found.OrderBy(w => Array.IndexOf(s_severities, w.Severity))];
    }

    private static string Verdict(List<TargetSufficiency> targets)
    {
        var enough = targets.Where(t => t.Verdict is "enough").Select(Name).ToList();
        var usable = targets.Where(t => t.Verdict is "fair").Select(Name).ToList();
        if (enough.Count > 0)
        {
            var also = usable.Count > 0 ? $", fair for {string.Join(", ", usable)}" : "";
            return $"The data is enough for {string.Join(", ", enough)}{also}: on a test slice of 15 % a ROC-AUC is known within ±.025.";
        }

        var best = targets.Where(t => t.MoreBuyersNeeded is not null).MinBy(t => t.AucWidth);
        return best is null
            ? "The data is not enough for any target: it needs both buyers and shoppers who do not buy."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The data is not yet enough: best is {Name(best)}, whose ROC-AUC a test slice of 15 % tells within ±{best.AucWidth / 2:.000}; {best.MoreBuyersNeeded:N0} more buyers (about {Math.Ceiling(best.MoreDaysNeeded ?? 0):N0} more days) bring it to ±.025.");
    }

    /// <summary><c>session</c>, <c>user 7d</c>.</summary>
    private static string Name(TargetSufficiency target) => target.HorizonDays is { } days ? string.Create(CultureInfo.InvariantCulture, $"{target.Target} {days}d") : target.Target;
}
