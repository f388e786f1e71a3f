using Foresale.Evaluation.Charts;
using Foresale.Events;

namespace Foresale.Evaluation.Report;

/// <summary>The funnel of a log, and what cleaning did to the data.</summary>
internal static class DataSection
{
    public static Section? Funnel(EvaluationReport report)
    {
        if (report.Dataset is not { } data || IsTable(data))
        {
            return null;
        }

        var behaviors = data.Behaviors.Where(b => b.Value > 0).OrderBy(b => Order(b.Key)).ToList();
        var bars = behaviors.Select(b => new Bar(b.Key, b.Value, $"{Figures.Count(b.Value)}  ({Figures.Percent((double)b.Value / Math.Max(1, data.Events))})")).ToList();
        return new Section("funnel", "Funnel", Html.Of(
            $"""
            <div class="plots">
            {Section.Figure("Events by behavior", Html.Empty, Bars.Draw("Events by behavior", bars, new Look(0)), $"Each bar is a behavior of the log after cleaning, with its share of all events. {Steps(data)}")}
            <div>{Section.Pairs(Size(data))}</div>
            </div>
            """));
    }

    public static Section? Cleaning(EvaluationReport report)
    {
        if (report.Dataset is not { } data)
        {
            return null;
        }

        var silent = data.Cleaning.Where(r => r.Rows == 0).Select(r => r.Rule).ToList();
        var rules = data.Cleaning.Where(r => r.Rows > 0).Select(r => Html.Of($"""<tr><td>{r.Rule}</td><td>{Figures.Count(r.Rows)}</td><td>{r.Action}</td><td class="words">{r.Reason}</td></tr>"""));
        var missing = data.Missing.Where(m => m.Value > 0).OrderByDescending(m => m.Value)
            .Select(m => new Bar(m.Key, m.Value, Figures.Percent(m.Value))).ToList();
        return new Section("data", "Data and cleaning", Html.Of(
            $"""
            <p>{Figures.Count(data.RowsRead)} rows were read with the mapping “{data.Mapping}”; {Figures.Count(data.Events)} {(IsTable(data) ? "" : "events ")}were kept and {Figures.Count(data.Quarantined)} {(data.Quarantined == 1 ? "row is" : "rows are")} in quarantine with {(data.Quarantined == 1 ? "its" : "their")} place and reason.</p>
            {(IsTable(data) ? Answers(report, data) : Html.Empty)}
            {(silent.Count < data.Cleaning.Count ? Section.Table(["Rule", "Rows", "Action", "Why"], rules) : Html.Empty)}
            {(silent.Count > 0 ? Html.Of($"""<details class="note"><summary>{silent.Count} {(silent.Count == 1 ? "rule" : "rules")} found nothing</summary>{string.Join(", ", silent)}</details>""") : Html.Empty)}
            {(missing.Count > 0 ? Html.Of($"""<div class="plots">{Section.Figure("Missing values", Html.Empty, Bars.Draw("Missing values by field", missing, new Look(4)), $"Share of kept {(IsTable(data) ? "rows" : "events")} that lack a field. What is filled in for them was fitted on the training slice only.")}</div>""") : Html.Empty)}
            """));
    }

    // A shopper passes through views, carts and purchases; searches, favorites and what is taken back are nobody's duty.
    private static string Steps(DatasetInfo data)
    {
        Behavior[] steps = [Behavior.View, Behavior.Cart, Behavior.Purchase];
        long Of(Behavior step) => data.Behaviors.GetValueOrDefault(step.Word());
        var missing = steps.Where(step => Of(step) == 0).Select(step => $"no {step.Word()}");
        var longer = steps.Skip(1).Zip(steps).Where(p => Of(p.Second) > 0 && Of(p.First) > Of(p.Second)).Select(p => $"more of {p.First.Word()} than of {p.Second.Word()}");
        string[] odd = [.. missing, .. longer];
        return odd.Length == 0
            ? "Views, carts and purchases are steps of which each is rarer than the one before, as it should be; searches and favorites may be any number."
            : $"Views, carts and purchases are steps of which each should be rarer than the one before, and there is {string.Join(" and ", odd)}: that often means a tag that was not installed everywhere.";
    }

    private static bool IsTable(DatasetInfo data) => data.Kind is "table";

    private static Html Answers(EvaluationReport report, DatasetInfo data)
    {
        var (rows, yes) = (report.Card.Splits.Sum(s => (double)s.Rows), report.Card.Splits.Sum(s => s.Rows * s.BaseRate));
        return Html.Of($"<p>A row is positive where {RowWords.LabelOf(data) ?? "its label is"}: {Figures.Count(Math.Round(yes))} of the {Figures.Count(rows)} rows that were used, {Figures.Percent(yes / rows)}.</p>");
    }

    private static IEnumerable<(string Name, string Value)> Size(DatasetInfo data) =>
    [
        ("Events", Figures.Count(data.Events)),
        ("Shoppers", Figures.Count(data.Users)),
        ("Items", Figures.Count(data.Items)),
        ("Sessions", $"{Figures.Count(data.Sessions)} ({(data.SourceSessions ? "named by the source" : data.DayResolution ? "a shopper's day each" : "made: 30 minutes of inactivity")})"),
        ("From (UTC)", Figures.Instant(data.FirstTime)),
        ("To (UTC)", Figures.Instant(data.LastTime)),
        ("Time zone", data.Zone),
        ("Currency", data.Currency ?? Figures.Undefined),
        ("Source hash", data.SourceHash),
    ];

    private static int Order(string word) => Behaviors.TryParse(word, out var behavior) ? (int)behavior : Behaviors.Count;
}
