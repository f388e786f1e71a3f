using System.Globalization;
using Foresale.Evaluation;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>All learners side by side on the console.</summary>
internal static class LearnerTable
{
    public static void Write(IAnsiConsole console, EvaluationReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("learner");
        foreach (var title in new[] { "log-loss", "ROC-AUC", "PR-AUC", "ECE (floor)", "slope", "F1", "top 10 % hold" })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var learner in report.Comparison.Learners)
        {
            var m = learner.Metrics;
            var name = string.Equals(learner.Name, report.Gate.Ships, StringComparison.Ordinal) ? $"[bold green]{Markup.Escape(learner.Name)} (ships)[/]"
                : learner.Role == LearnerRole.Trivial ? $"[dim]{Markup.Escape(learner.Name)}[/]" : Markup.Escape(learner.Name);
            table.AddRow(
                name,
                Text($"{m.LogLoss:F4} {Range(learner, Metric.LogLoss, "F4")}"),
                Text($"{m.RocAuc:F3} {Range(learner, Metric.RocAuc, "F3")}"),
                Text($"{m.PrAuc:F3} {Range(learner, Metric.PrAuc, "F3")}"),
                Text($"{m.Ece:F4} ({m.EceFloor:F4})"),
                Text($"{m.CalibrationSlope:F2}"),
                Text($"{m.F1:F3}"),
                Text($"{m.TopDecileCapture:P0}"));
        }

        console.Write(table);
        var rows = report.Shipped.Metrics;
        console.MarkupLineInterpolated($"{Text($"{rows.Rows:N0} test rows of {rows.Users:N0} shoppers, base rate {rows.BaseRate:P2}; intervals 95 %, clustered by shopper.")}");
        console.MarkupLineInterpolated($"{report.Gate.Text}");
    }

    private static string Range(LearnerResult learner, Metric metric, string format)
    {
        var interval = learner.Intervals[metric];
        return $"[[{interval.Low.ToString(format, CultureInfo.InvariantCulture)}, {interval.High.ToString(format, CultureInfo.InvariantCulture)}]]";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
