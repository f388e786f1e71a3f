using Foresale.Evaluation.Charts;
using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>All learners side by side, with intervals, and their paired differences.</summary>
internal static class LearnerSection
{
    private static readonly Metric[] s_quality = [Metric.LogLoss, Metric.BrierSkill, Metric.RocAuc, Metric.PrAuc, Metric.TopDecileCapture, Metric.Ece, Metric.CalibrationSlope];
    private static readonly Metric[] s_calls = [Metric.F1, Metric.Precision, Metric.Recall, Metric.Accuracy, Metric.AccuracyAtHalf];

    public static Section Of(EvaluationReport report)
    {
        var comparison = report.Comparison;
        var first = comparison.Learners[0].Metrics;
        return new Section("learners", "Learners", Html.Of(
            $"""
            <p>Every learner on the same {Figures.Count(first.Rows)} test rows. Small figures are 95 % intervals from {Figures.Count(comparison.Draws)} bootstrap draws{(report.Card.Target.Kind == TargetKind.Table ? "" : ", all rows of a shopper drawn together")}. Bold is the best of a column; that a figure is bold does not say that it is better beyond chance: see the differences below.{(report.Gate.BestSingle is null ? "" : " “Best single on calibration” is the learner that would ship without a fusion: it was chosen on calibration rows, not on these.")}</p>
            {Quality(report)}
            {Differences(comparison)}
            <h3>Calling {report.Words.Yes} at a threshold</h3>
            <p class="note">The threshold of each learner has the highest F1 on {(report.Card.Target.Kind == TargetKind.Table ? "rows that it was not fitted on" : "the validation slice")}. Calling none one is right {Figures.Percent(first.AccuracyOfNever)} of the time: accuracy says little where {report.Words.Yes} are rare.</p>
            {Calls(report)}
            """));
    }

    /// <summary>An interval as text; empty where there is none.</summary>
    public static string Range(LearnerResult learner, Metric metric) =>
        Range(metric, learner.Intervals.TryGetValue(metric, out var i) ? i : Interval.Undefined);

    /// <summary>An interval of a metric as text; empty where it is undefined.</summary>
    public static string Range(Metric metric, Interval interval) =>
        double.IsFinite(interval.Low) ? $"{Figures.Of(metric, interval.Low)} to {Figures.Of(metric, interval.High)}" : "";

    private static Html Quality(EvaluationReport report) => Section.Table(
        ["Learner", .. s_quality.Select(m => m.Title())],
        report.Comparison.Learners.Select(l => Row(report, l, s_quality.Select(m => Cell(report, l, m)))));

    private static Html Calls(EvaluationReport report) => Section.Table(
        ["Learner", "Threshold", .. s_calls.Select(m => m.Title())],
        report.Comparison.Learners.Select(l => Row(report, l, [Html.Of($"<td>{Figures.Fixed(l.Metrics.Threshold, 3)}</td>"), .. s_calls.Select(m => Cell(report, l, m))])));

    private static Html Row(EvaluationReport report, LearnerResult learner, IEnumerable<Html> cells)
    {
        var ships = Same(learner.Name, report.Gate.Ships);
        var kind = ships ? "ship" : learner.Role == LearnerRole.Trivial ? "trivial" : "";
        var badges = new List<Html>();
        if (ships)
        {
            badges.Add(Html.Of($"""<span class="badge on">ships</span>"""));
        }

        if (learner.Role == LearnerRole.Fusion && !Same(learner.Name, "fusion"))
        {
            badges.Add(Html.Of($"""<span class="badge">fusion</span>"""));
        }

        if (Same(learner.Name, report.Gate.BestSingle))
        {
            badges.Add(Html.Of($"""<span class="badge">best single on calibration</span>"""));
        }

        if (learner.Role == LearnerRole.Trivial)
        {
            badges.Add(Html.Of($"""<span class="badge">trivial</span>"""));
        }

        return Html.Of($"""<tr class="{kind}"><td>{LearnerTitles.Of(learner.Name)} {badges}</td>{cells}</tr>""");
    }

    private static Html Cell(EvaluationReport report, LearnerResult learner, Metric metric)
    {
        var value = learner.Metrics[metric];
        var small = metric == Metric.Ece ? $"floor {Figures.Fixed(learner.Metrics.EceFloor, 4)}" : Range(learner, metric);
        var best = IsBest(report.Comparison, metric, value) ? "best" : "";
        var reason = learner.Metrics.Undefined.GetValueOrDefault(metric.ToString(), "");
        return Html.Of($"""<td class="{best}" title="{reason}">{Figures.Of(metric, value)}<small>{small}</small></td>""");
    }

    private static bool IsBest(LearnerComparison comparison, Metric metric, double value)
    {
        if (metric is Metric.CalibrationSlope or Metric.Ece or Metric.Recall or Metric.Precision || double.IsNaN(value))
        {
            return false; // No order: a slope has an ideal, an error below its floor is luck, recall is bought with precision.
        }

        // As they are printed: of figures that read the same, all are bold.
        var values = comparison.Learners.Select(l => l.Metrics[metric]).Where(double.IsFinite);
        return string.Equals(Figures.Of(metric, value), Figures.Of(metric, metric.LowerIsBetter() ? values.Min() : values.Max()), StringComparison.Ordinal);
    }

    private static Html Differences(LearnerComparison comparison)
    {
        if (comparison.Reference is null || comparison.Differences.Count == 0)
        {
            return Html.Empty;
        }

        var metrics = comparison.Differences.Select(d => d.Metric).Distinct().ToList();
        var rows = comparison.Differences.GroupBy(d => d.Learner, StringComparer.Ordinal).Select(learner =>
            Html.Of($"<tr><td>{LearnerTitles.Of(learner.Key)}</td>{metrics.Select(m => Difference(learner.First(d => d.Metric == m)))}</tr>"));
        return Html.Of(
            $"""
            <h3>Paired differences</h3>
            <p class="note">Each learner minus {LearnerTitles.Of(comparison.Reference)} on the same draws. ▲ better and ▼ worse beyond chance (the 95 % interval leaves out zero); no mark: not decided by these rows.</p>
            {Section.Table([$"Minus {LearnerTitles.Of(comparison.Reference)}", .. metrics.Select(m => m.Title())], rows)}
            """);
    }

    private static Html Difference(PairedDifference d)
    {
        var (better, worse) = d.Metric.LowerIsBetter()
            ? (d.Difference.IsBelowZero, d.Difference.IsAboveZero)
            : (d.Difference.IsAboveZero, d.Difference.IsBelowZero);
        var (kind, mark) = better ? ("good", "▲ ") : worse ? ("bad", "▼ ") : ("", "");
        var small = double.IsFinite(d.Difference.Low) ? $"{Figures.Difference(d.Metric, d.Difference.Low)} to {Figures.Difference(d.Metric, d.Difference.High)}" : "";
        return Html.Of($"""<td><span class="{kind}">{mark}{Figures.Difference(d.Metric, d.Difference.Value)}</span><small>{small}</small></td>""");
    }

    private static bool Same(string a, string? b) => string.Equals(a, b, StringComparison.Ordinal);
}
