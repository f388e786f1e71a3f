using System.Globalization;
using Foresale.Evaluation;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>All learners side by side on the console.</summary>
internal static class LearnerTable
{
    public static void Write(IAnsiConsole console, EvaluationReport report)
    {
        // A terminal of 80 columns gets the figures alone; intervals and floors are in the report.
        var wide = console.Profile.Width >= 130;
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("learner").NoWrap());
        foreach (var title in new[] { "log-loss", "ROC-AUC", "PR-AUC", wide ? "ECE (floor)" : "ECE", "slope", "F1", "top 10 %\nhold" })
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap().PadLeft(wide ? 1 : 0));
        }

        foreach (var learner in report.Comparison.Learners)
        {
            var m = learner.Metrics;
            string Range(Metric metric, string format) => wide ? Interval(learner, metric, format) : "";
            var title = Markup.Escape(LearnerTitles.Of(learner.Name));
            var name = string.Equals(learner.Name, report.Gate.Ships, StringComparison.Ordinal) ? $"[bold green]{title} (ships)[/]"
                : learner.Role == LearnerRole.Trivial ? $"[dim]{title}[/]" : title;
            table.AddRow(
                name,
                $"{Number(m.LogLoss, "F4")}{Range(Metric.LogLoss, "F4")}",
                $"{Number(m.RocAuc, "F3")}{Range(Metric.RocAuc, "F3")}",
                $"{Number(m.PrAuc, "F3")}{Range(Metric.PrAuc, "F3")}",
                $"{Number(m.Ece, "F4")}{(wide ? $" ({Number(m.EceFloor, "F4")})" : "")}",
                Number(m.CalibrationSlope, "F2"),
                Number(m.F1, "F3"),
                Number(m.TopDecileCapture, "P0"));
        }

        console.Write(table);
        var (rows, kind) = (report.Shipped.Metrics, report.Card.Target.Kind);
        console.MarkupLineInterpolated($"{Text($"{RowWords.Judged(kind, Text($"{rows.Rows:N0}"), rows.Users, Text($"{rows.Users:N0}"))}, base rate {rows.BaseRate:P2} (the share of these rows {RowWords.Of(kind).WhoDid}{(Label(report) is { } label ? $": {label}" : "")}); {(!wide ? "intervals and floors are in the report" : kind == TargetKind.Table ? "intervals 95 %" : "intervals 95 %, clustered by shopper")}.")}");
        console.MarkupLineInterpolated($"{report.Gate.Text}");
        if (report.OfTrivial() is { } trivial)
        {
            console.MarkupLineInterpolated($"[yellow]{trivial}[/]");
        }
    }

    // The answer in the table's own words.
    private static string? Label(EvaluationReport report) => report.Card.Target.Kind == TargetKind.Table ? RowWords.LabelOf(report.Dataset) : null;

    private static string Interval(LearnerResult learner, Metric metric, string format)
    {
        var interval = learner.Intervals[metric];
        return $" [[{Number(interval.Low, format)}, {Number(interval.High, format)}]]";
    }

    /// <summary>A figure; one that is undefined is a dash, as in the report.</summary>
    public static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
