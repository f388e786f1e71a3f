using Foresale.Evaluation;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>Writes orders as a page that needs nothing from outside.</summary>
public static class ReplenishmentPage
{
    private const int Pictures = 6, DaysShown = 60, RowsShown = 50;

    /// <summary>The page: what to order, how the forecasts did, and the demand of the items with the largest orders.</summary>
    /// <param name="name">Of the data.</param>
    /// <param name="history">What was counted.</param>
    /// <param name="orders">All items.</param>
    /// <param name="comparisons">Of each lead time.</param>
    /// <param name="note">What a reader must know of the forecasts; null where there is nothing.</param>
    public static string Html(string name, DemandHistory history, IReadOnlyList<ItemReplenishment> orders, IReadOnlyList<ForecastComparison> comparisons, string? note = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(comparisons);
        var morning = history.FirstDay.AddDays(history.Days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return Page.Of("What to order – Foresale", $"Replenishment of {name}, morning of {morning}", "What to order", [Orders(orders, comparisons.Any(c => c.ReadsIntents)).ToHtml(), Forecasts(comparisons, note).ToHtml(), Demand(history, orders).ToHtml()]);
    }

    // The most urgent first: by the margin that the demand expected would leave lost if nothing were ordered.
    private static Section Orders(IReadOnlyList<ItemReplenishment> orders, bool readsIntents)
    {
        var shown = orders.OrderByDescending(o => o.Advice.Units > 0).ThenByDescending(Missed).ThenByDescending(o => o.Advice.Units).ThenBy(o => o.ItemId, StringComparer.Ordinal).Take(RowsShown);
        var (hasUnderWay, hasLeadTimes) = (orders.Any(o => o.Terms.OnOrder > 0), orders.Select(o => o.Terms.LeadTime).Distinct().Count() > 1); // columns that say nothing are left out
        string[] Of(bool isShown, string text) => isShown ? [text] : [];
        var rows = shown.Select(o => Section.Row(
        [
            o.ItemId, Figures.Count(o.Advice.Units), Figures.Count(o.Terms.Stock), .. Of(hasUnderWay, Figures.Count(o.Terms.OnOrder)), .. Of(hasLeadTimes, Figures.Count(o.Terms.LeadTime)), Figures.Fixed(o.ByHistory, 2), Figures.Fixed(o.ByIntent, 2),
            $"{Figures.Count(o.Low)} to {Figures.Count(o.High)}", o.Advice.Policy, o.Advice.Short, Figures.Fixed(o.Advice.ExpectedCost, 2),
        ]));
        return new Section("orders", "Orders", Evaluation.Charts.Html.Join(
        [
            Evaluation.Charts.Html.Of($"<p>{Figures.Count(orders.Count(o => o.Advice.Units > 0))} of {Figures.Count(orders.Count)} items need an order, of {Figures.Count(orders.Sum(o => (long)o.Advice.Units))} units together.</p>"),
            Section.Table(["item", "order", "stock", .. Of(hasUnderWay, "on order"), .. Of(hasLeadTimes, "lead time, days"), "by sales", readsIntents ? "by intent" : "by interest", ".1 to .9", "policy", "stock and orders", "expected cost"], rows),
            orders.Count <= RowsShown ? Evaluation.Charts.Html.Empty : Evaluation.Charts.Html.Of(
                $"<p class=\"note\">The {Figures.Count(RowsShown)} most urgent of {Figures.Count(orders.Count)} items, by the margin that the demand expected would leave lost if nothing were ordered. All are in orders.csv, with the reason of each.</p>"),
        ]));
    }

    private static double Missed(ItemReplenishment order) =>
        order.Terms.ShortageCost * Math.Max(0, (order.UsesIntent ? order.ByIntent : order.ByHistory) - order.Terms.Stock - order.Terms.OnOrder);

    private static Section Forecasts(IReadOnlyList<ForecastComparison> comparisons, string? note) => new("forecasts", "How the forecasts did", Evaluation.Charts.Html.Join(
    [
        Section.Table(
            ["lead time, days", "forecast", "mean forecast / mean demand", "demand within the .9 quantile", "due", "log-likelihood", ""],
            comparisons.SelectMany(c => new[]
            {
                Check(c, "by sales", c.History, c.HistoryScore, !c.UsesIntent),
                Check(c, c.ReadsIntents ? "by sales, views, carts, intents" : "by sales, views, carts", c.Intent, c.IntentScore, c.UsesIntent),
            })),
        Section.Bullets([
            .. note is null ? [] : new[] { note },
            "Both were fitted on earlier mornings and judged on later ones, which a model of the intents was not trained on. Orders go by the one that made the demand of these more likely.",
            .. comparisons.Select(c => string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Lead time {c.LeadTime}: judged from {c.JudgedFrom:yyyy-MM-dd} on; weights {string.Join(", ", c.Weights.Select(w => $"{w.Key} {Figures.Fixed(w.Value, 3)}"))}.")),
        ]),
    ]));

    private static Html Check(ForecastComparison comparison, string name, ForecastCheck check, double score, bool decides) => Section.Row(
        Figures.Count(comparison.LeadTime), name, Figures.Fixed(check.MeanRatio, 3), Figures.Percent(check.Coverage), Figures.Percent(check.CoverageDue), Figures.Fixed(score, 4), decides ? "decides" : "");

    private static Section Demand(DemandHistory history, IReadOnlyList<ItemReplenishment> orders)
    {
        var index = history.ItemIds.Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i, StringComparer.Ordinal);
        var shown = orders.Where(o => index.ContainsKey(o.ItemId)).OrderByDescending(o => o.Advice.Units).Take(Pictures);
        return new Section("demand", "Demand of the items with the largest orders", Evaluation.Charts.Html.Of($"""<div class="plots">{shown.Select(o => Picture(history, o, index[o.ItemId]))}</div>"""));
    }

    private static Html Picture(DemandHistory history, ItemReplenishment order, int item)
    {
        var (from, periods) = (Math.Max(0, history.Days - DaysShown), order.Terms.LeadTime + 1);
        List<CurvePoint> sold = [.. Enumerable.Range(from, history.Days - from).Select(day => new CurvePoint(day - history.Days, history.Units[day][item]))];
        CurvePoint[] Ahead(double units) => [new CurvePoint(0, units / periods), new CurvePoint(periods, units / periods)];
        var (mean, low, high) = (Ahead(order.UsesIntent ? order.ByIntent : order.ByHistory), Ahead(order.Low), Ahead(order.High));
        var plot = new Plot($"Demand of {order.ItemId}", Axis.Tight("Days from now", [.. sold.Select(p => p.X), periods]), Axis.Of("Units a day", [.. sold.Select(p => p.Y), low[0].Y, high[0].Y], fromZero: true));
        Look past = new(Look.Grey), ahead = new(0, Strong: true), band = new(1);
        plot.Line(sold, past, "sold").Line(mean, ahead, "expected").Line(low, band, ".1 quantile", dashed: true).Line(high, band, ".9 quantile", dashed: true);
        return Section.Figure(
            order.ItemId, Legend.List([("sold", past), ("expected", ahead), (".1 and .9 quantiles", band)]), plot.ToHtml(),
            $"Quantiles are those of the {Figures.Count(periods)} days ahead together, spread over them: a single day scatters more. Order {Figures.Count(order.Advice.Units)}.");
    }
}
