using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>The model that ships, by groups of rows.</summary>
internal static class SliceSection
{
    public static Section? Of(EvaluationReport report)
    {
        if (report.Slices.Count == 0)
        {
            return null;
        }

        var off = report.Slices.Count(s => s.Verdict == CalibrationVerdict.Off);
        var marked = Html.Of($"""<b class="{(off > 0 ? "bad" : "good")}">{off} of {report.Slices.Count} groups {(off == 1 ? "is" : "are")} marked “▼ with care”</b>""");
        var rows = report.Slices.GroupBy(s => s.Segment, StringComparer.Ordinal)
            .SelectMany(g => g.Select(Row).Prepend(Html.Of($"""<tr class="group"><td colspan="10">{g.Key.Replace('_', ' ')}</td></tr>""")));
        return new Section("slices", "Slices", Html.Of(
            $"""
            <p>The model that ships, on groups of the test rows. {marked} by the rule of the sentence at the top of this page: a calibration error (ECE) or a slope away from 1 that is neither small nor what chance shows on as many rows. Of twenty groups with right probabilities chance marks one or so. A low ROC-AUC is a group whose {report.Words.Yes} are not found.</p>
            {Section.Table(["Group", "Rows", "Base rate", "Mean score", "ROC-AUC", "PR-AUC", "Log-loss", "ECE", "Slope", "Probabilities"], rows)}
            """));
    }

    private static Html Row(SliceRow slice)
    {
        var m = slice.Metrics;
        string[] cells =
        [
            slice.Word,
            Figures.Count(m.Rows),
            Figures.Percent(m.BaseRate),
            Figures.Percent(m.MeanScore),
            Figures.Of(Metric.RocAuc, m.RocAuc),
            Figures.Of(Metric.PrAuc, m.PrAuc),
            Figures.Of(Metric.LogLoss, m.LogLoss),
        ];
        return Html.Of($"<tr>{cells.Select(c => Html.Of($"<td>{c}</td>"))}{Judged(Metric.Ece, m.Ece, $"by chance up to {Figures.Of(Metric.Ece, m.EceFloorHigh)}")}{Judged(Metric.CalibrationSlope, m.CalibrationSlope, LearnerSection.Range(Metric.CalibrationSlope, slice.Slope))}<td>{Mark(slice.Verdict)}</td></tr>");
    }

    // What the verdict looks at, with what chance alone would show.
    private static Html Judged(Metric metric, double value, string chance) => Html.Of($"<td>{Figures.Of(metric, value)}<small>{chance}</small></td>");

    private static Html Mark(CalibrationVerdict verdict) => verdict switch
    {
        CalibrationVerdict.Close => Html.Of($"at their word"),
        CalibrationVerdict.WithinChance => Html.Of($"no error beyond chance"),
        CalibrationVerdict.Off => Html.Of($"""<b class="bad">▼ with care</b>"""),
        _ => Html.Of($"{Figures.Undefined}"),
    };
}
