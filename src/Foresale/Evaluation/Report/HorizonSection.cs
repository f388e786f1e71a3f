using Foresale.Evaluation.Charts;
using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>The model that ships at each of its horizons.</summary>
internal static class HorizonSection
{
    public static Section? Of(EvaluationReport report, Legend legend)
    {
        if (report.Horizons.Count == 0)
        {
            return null;
        }

        var drawn = report.Horizons.Where(h => h.Metrics.Rows > 0).ToList();
        return new Section("horizons", "Horizons", Html.Of(
            $"""
            <p>One model answers them all: the probability of buying within each horizon, at the target’s own the intent itself, and never lower at a longer one. {Days(report)} Each is judged on the test rows that the log follows to the horizon’s end, so that longer ones have fewer rows.</p>
            {Section.Table(["Horizon", "Rows", "Base rate", "Mean score", "Log-loss", "of the base rate", "ROC-AUC", "PR-AUC", "ECE", "Slope"], report.Horizons.Select(Row))}
            {report.Horizons.Where(h => h.IsNoBetter).Select(h => Html.Of($"""<p><b class="bad">{h.Horizon}: no better than its base rate on {Figures.Count(h.Metrics.Rows)} {(h.Metrics.Rows == 1 ? "row" : "rows")}</b>; a longer log or an earlier --test-from may help.</p>"""))}
            <div class="plots">
            {drawn.Select(h => Figure(h, legend[report.Gate.Ships], report.Words))}
            </div>
            """));
    }

    private static Html Row(HorizonResult result)
    {
        var m = result.Metrics;
        string[] cells =
        [
            result.Horizon,
            Figures.Count(m.Rows),
            Figures.Percent(m.BaseRate),
            Figures.Percent(m.MeanScore),
            Figures.Of(Metric.LogLoss, m.LogLoss),
            Figures.Of(Metric.LogLoss, m.LogLossOfBaseRate),
            Figures.Of(Metric.RocAuc, m.RocAuc),
            Figures.Of(Metric.PrAuc, m.PrAuc),
        ];
        return Html.Of($"<tr>{cells.Select(c => Html.Of($"<td>{c}</td>"))}<td>{Figures.Of(Metric.Ece, m.Ece)}<small>by chance up to {Figures.Of(Metric.Ece, m.EceFloorHigh)}</small></td><td>{Figures.Of(Metric.CalibrationSlope, m.CalibrationSlope)}</td></tr>");
    }

    private static Html Figure(HorizonResult result, Look look, RowWords words) => Section.Figure(
        $"Reliability, {result.Horizon}",
        Html.Empty,
        LearnerPlots.Reliability(result.Reliability, look, $"within {result.Horizon}", words),
        $"The share that bought (up) for the mean score (across), in 15 bins of equal mass with 95 % intervals, by {Figures.Count(result.Metrics.Rows)} rows.");

    private static string Days(EvaluationReport report) => report.Card.Target.Kind == TargetKind.Session
        ? "“1d” is within a day or in this session, whichever ends later."
        : "“1d” is within a day.";
}
