using System.Globalization;
using Foresale.Evaluation;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>The horizons' figures on the terminal.</summary>
internal static class HorizonTable
{
    /// <summary>Writes a row a horizon; nothing where there are none.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<HorizonResult> horizons)
    {
        if (horizons.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("buys within");
        foreach (var head in (string[])["rows", "base rate", "mean\nscore", "log-loss", "base rate's", "ROC-AUC", "PR-AUC", "ECE", "floor"])
        {
            table.AddColumn(new Spectre.Console.TableColumn(head).RightAligned());
        }

        foreach (var (name, m, _) in horizons)
        {
            table.AddRow(
                name, FormattableString.Invariant($"{m.Rows:N0}"), LearnerTable.Number(m.BaseRate, "P1"), LearnerTable.Number(m.MeanScore, "P1"),
                LearnerTable.Number(m.LogLoss, "F4"), LearnerTable.Number(m.LogLossOfBaseRate, "F4"), LearnerTable.Number(m.RocAuc, "F3"),
                LearnerTable.Number(m.PrAuc, "F3"), LearnerTable.Number(m.Ece, "F4"), LearnerTable.Number(m.EceFloor, "F4"));
        }

        console.Write(table);
        foreach (var (name, m, _) in horizons.Where(h => h.IsNoBetter))
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{name}: no better than its base rate on {m.Rows:N0} {(m.Rows == 1 ? "row" : "rows")}; a longer log or an earlier --test-from may help.[/]");
        }
    }
}
