using Foresale.Evaluation.Charts;

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
        return new Section("curves", "Ranking and calibration", Html.Of(
            $"""
            <div class="plots">
            {Section.Figure("ROC", all, LearnerPlots.Roc(curves, legend), "Going down the ranking, how many buyers are found (up) for how many others (across). The diagonal is chance; the more a curve bends to the upper left, the better. The thick line ships.")}
            {Section.Figure("Precision and recall", all, LearnerPlots.PrecisionRecall(curves, legend, shipped.Metrics.BaseRate), "Of those called buyers, how many buy (up), for every share of buyers found (across). The dashed line is the base rate, which random scores would reach.")}
            {(ours is null ? Html.Empty : Reliability(ours, shipped, legend))}
            {(ours is null ? Html.Empty : Scores(ours, look))}
            </div>
            """));
    }

    private static Html Reliability(LearnerCurves ours, LearnerResult shipped, Legend legend) => Section.Figure(
        "Reliability",
        legend.For([shipped.Name]),
        LearnerPlots.Reliability(ours.Reliability, legend[shipped.Name], LearnerTitles.Of(ours.Learner)),
        $"15 bins of equal mass: the share that bought (up) for the mean score (across), with 95 % intervals. On the dashed line a score means what it says. Calibration error (ECE) {Figures.Fixed(shipped.Metrics.Ece, 4)}; its floor, what perfect scores would show on as many rows (rows of one session drawn together, others each by itself), is {Figures.Fixed(shipped.Metrics.EceFloor, 4)} on average and up to {Figures.Fixed(shipped.Metrics.EceFloorHigh, 4)} in 95 of 100 draws. Slope {Figures.Fixed(shipped.Metrics.CalibrationSlope, 2)}, intercept {Figures.Fixed(shipped.Metrics.CalibrationIntercept, 2)}.");

    private static Html Scores(LearnerCurves ours, Look look)
    {
        var (buyers, others) = (look with { Strong = false }, new Look(1));
        return Section.Figure(
            "Scores of buyers and others",
            Legend.List([("buyers", buyers), ("others", others)]),
            LearnerPlots.Scores(ours.Scores, buyers, others),
            "Each hill adds up to 100 % of its group. The less they overlap, the easier buyers are told from others. The scale is stretched at both ends so that small probabilities stay visible.");
    }
}
