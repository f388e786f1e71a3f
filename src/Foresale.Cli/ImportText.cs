using System.Globalization;
using Foresale.Description;
using Foresale.Events;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>What a person must know of an import before going on: rows that were set aside, and whether the log can be learnt from.</summary>
internal static class ImportText
{
    private const int Shown = 3;

    /// <summary>Tells what each rule of cleaning did.</summary>
    public static void Rules(IAnsiConsole console, DatasetInfo info)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("rule").AddColumn("action").AddColumn(new Spectre.Console.TableColumn("rows").RightAligned()).AddColumn("why");
        table.AddRow("rows read", "", Count(info.RowsRead), "");
        foreach (var rule in info.Cleaning.Where(r => r.Rows > 0))
        {
            var style = rule.Action is "quarantined" or "dropped" ? "yellow" : "default";
            table.AddRow(new Markup(Markup.Escape(rule.Rule), style), new Markup(rule.Action, style), new Markup(Count(rule.Rows), style), new Markup(Markup.Escape(rule.Reason), style));
        }

        table.AddRow("kept", "", Count(info.Events), "");
        console.Write(table);
        console.MarkupLineInterpolated($"[dim]{info.Cleaning.Count(r => r.Rows == 0)} of {info.Cleaning.Count} cleaning rules found nothing.[/]");
        if (info.Behaviors.Count > 0)
        {
            console.MarkupLineInterpolated($"{string.Join("  ", info.Behaviors.Where(b => b.Value > 0).Select(b => $"{b.Key} {Count(b.Value)}"))}");
        }
    }

    /// <summary>Tells which rows could not be used, why, and where they are.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">Of the import.</param>
    /// <param name="folder">The dataset that holds them; null where none was kept.</param>
    public static void Faults(IAnsiConsole console, ImportReport report, string? folder)
    {
        var reasons = report.Info.Cleaning.Where(r => r is { Action: "quarantined", Rows: > 0 }).ToList();
        if (reasons.Count == 0)
        {
            return;
        }

        var rows = reasons.Sum(r => r.Rows);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{rows:N0} {(rows == 1 ? "row" : "rows")} cannot be used ({string.Join(", ", reasons.Select(r => $"{r.Rows.ToString("N0", CultureInfo.InvariantCulture)} {r.Rule}"))}){(rows > Shown ? "; the first:" : ":")}[/]");
        foreach (var fault in report.Faults.Take(Shown))
        {
            console.MarkupLineInterpolated($"   [yellow]{fault.ToString()}[/]");
        }

        if (folder is not null)
        {
            console.MarkupLineInterpolated($"They are in {Path.Combine(folder, DatasetFiles.Quarantine)}; `foresale describe {Verb.Quote(folder)} --quarantine` prints them.");
        }
    }

    /// <summary>Warns of a log without a purchase, as <c>describe</c> does.</summary>
    public static void NoPurchase(IAnsiConsole console, ImportReport report)
    {
        if (report.Info.Kind is not "table" && NoPurchaseWarnings.Of(report.Info.Events, report.Info.Behaviors[Behavior.Purchase.Word()]) is { } warning)
        {
            console.MarkupLineInterpolated($"[red]{warning.Subject}: {warning.Message}[/] {warning.Remedy}");
        }
    }

    private static string Count(long rows) => rows.ToString("N0", CultureInfo.InvariantCulture);
}
