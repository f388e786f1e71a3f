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
        foreach (var head in (string[])["rows", "base rate", "log-loss", "ROC-AUC", "PR-AUC", "ECE", "floor"])
        {
            table.AddColumn(new Spectre.Console.TableColumn(head).RightAligned());
        }

        foreach (var (name, m, _) in horizons)
        {
            table.AddRow(
                name, FormattableString.Invariant($"{m.Rows:N0}"), FormattableString.Invariant($"{m.BaseRate:P1}"), Figure(m.LogLoss), FormattableString.Invariant($"{m.RocAuc:F3}"),
                FormattableString.Invariant($"{m.PrAuc:F3}"), Figure(m.Ece), Figure(m.EceFloor));
        }

        console.Write(table);
    }

    private static string Figure(double value) => FormattableString.Invariant($"{value:F4}");
}
