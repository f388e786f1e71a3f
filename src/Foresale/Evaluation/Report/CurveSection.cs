using Foresale.Evaluation.Charts;
using Foresale.States;

namespace Foresale.Evaluation.Report;

/// <summary>ROC, precision-recall, reliability and the distribution of scores.</summary>
internal static class CurveSection
{
    public static Section Of(EvaluationReport report, Legend legend)
    {
        var shipped = report.Shipped;
        var curves = report.Comparison.Curves;
        var ours = curves.FirstOrDefault(c => string.Equals(c.Learner, shipped.Name, StringComparison.Ordinal));
        var all = legend.For(curves.Select(c => c.Learner));
        var look = legend[shipped.Name];
        var words = report.Words;
        return new Section("curves", "Ranking and calibration", Html.Of(
            $"""
            <div class="plots">
            {Section.Figure("ROC", all, LearnerPlots.Roc(curves, legend, words), $"Going down the ranking, how many {words.Yes} are found (up) for how many others (across). The diagonal is chance; the more a curve bends to the upper left, the better. The thick line ships.")}
            {Section.Figure("Precision and recall", all, LearnerPlots.PrecisionRecall(curves, legend, shipped.Metrics.BaseRate, words), $"Of those called, how many are {words.Yes} (up), for every share of {words.Yes} found (across). The dashed line is the base rate, which random scores would reach.")}
            {(ours is null ? Html.Empty : Reliability(ours, report, legend))}
            {(ours is null ? Html.Empty : Scores(ours, look, words))}
            </div>
            """));
    }

    private static Html Reliability(LearnerCurves ours, EvaluationReport report, Legend legend)
    {
        var (shipped, words) = (report.Shipped, report.Words);
        var together = report.Card.Target.Kind == TargetKind.Table ? "" : " (rows of one session drawn together, others each by itself)";
        return Section.Figure(
            "Reliability",
            legend.For([shipped.Name]),
            LearnerPlots.Reliability(ours.Reliability, legend[shipped.Name], LearnerTitles.Of(ours.Learner), words),
            $"15 bins of equal mass: the share that {words.Did} (up) for the mean score (across), with 95 % intervals. On the dashed line a score means what it says. Calibration error (ECE) {Figures.Fixed(shipped.Metrics.Ece, 4)}; its floor, what perfect scores would show on as many rows{together}, is {Figures.Fixed(shipped.Metrics.EceFloor, 4)} on average and up to {Figures.Fixed(shipped.Metrics.EceFloorHigh, 4)} in 95 of 100 draws. Slope {Figures.Fixed(shipped.Metrics.CalibrationSlope, 2)}, intercept {Figures.Fixed(shipped.Metrics.CalibrationIntercept, 2)}.");
    }

    private static Html Scores(LearnerCurves ours, Look look, RowWords words)
    {
        var (buyers, others) = (look with { Strong = false }, new Look(1));
        return Section.Figure(
            $"Scores of {words.Yes} and others",
            Legend.List([(words.Yes, buyers), ("others", others)]),
            LearnerPlots.Scores(ours.Scores, buyers, others, words),
            $"Each hill adds up to 100 % of its group. The less they overlap, the easier {words.Yes} are told from others. The scale is stretched at both ends so that small probabilities stay visible.");
    }
}
