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

        var rows = report.Slices.GroupBy(s => s.Segment, StringComparer.Ordinal)
            .SelectMany(g => g.Select(Row).Prepend(Html.Of($"""<tr class="group"><td colspan="9">{g.Key.Replace('_', ' ')}</td></tr>""")));
        return new Section("slices", "Slices", Html.Of(
            $"""
            <p>The model that ships, on groups of the test rows. A mean score far from the base rate, or an error far above its floor, marks a group whose probabilities are off; a low ROC-AUC one whose buyers are not found.</p>
            {Section.Table(["Group", "Rows", "Base rate", "Mean score", "ROC-AUC", "PR-AUC", "Log-loss", "ECE", "Floor"], rows)}
            """));
    }

    private static Html Row(SliceRow slice)
    {
        var m = slice.Metrics;
        return Section.Row(
            slice.Word,
            Figures.Count(m.Rows),
            Figures.Percent(m.BaseRate),
            Figures.Percent(m.MeanScore),
            Figures.Fixed(m.RocAuc, 3),
            Figures.Fixed(m.PrAuc, 3),
            Figures.Fixed(m.LogLoss, 4),
            Figures.Fixed(m.Ece, 4),
            Figures.Fixed(m.EceFloor, 4));
    }
}
