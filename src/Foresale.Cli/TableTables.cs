using System.Globalization;
using Foresale.Description;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>The description of a table on the terminal.</summary>
internal static class TableTables
{
    /// <summary>Writes its columns and the verdict.</summary>
    public static void Show(IAnsiConsole console, TableDescription described)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("column").AddColumn("role");
        foreach (var head in (string[])["missing", "values"])
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        foreach (var column in described.Columns)
        {
            table.AddRow(Markup.Escape(column.Name), column.Role, Number($"{column.Missing:P1}"), Number($"{column.Levels:N0}"));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{Verdict(described)}");
    }

    private static string Verdict(TableDescription d) =>
        !d.CanTrain ? "Is the data enough? No: a training needs some 40 rows, and two of each answer at least."
        : Number($"Is the data enough? {Words(d.Verdict)}: the 95 % interval of a ROC-AUC of .8 on the test rows would be {d.AucWidth:F2} wide.");

    private static string Words(string verdict) => verdict switch { "enough" => "Yes", "fair" => "Fairly", "thin" => "Barely", _ => "To train, not to judge" };

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
