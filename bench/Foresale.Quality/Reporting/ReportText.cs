using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Foresale.Quality.Reporting;

/// <summary>A study's outcome as text.</summary>
internal static class ReportText
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IncludeFields = true, // the heads of columns are tuples
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON with all digits.</summary>
    public static string Json(StudyReport report) => JsonSerializer.Serialize(
        new
        {
            report.Title,
            report.Method,
            report.Command,
            report.Seeds,
            report.Options,
            report.Findings,
            Tables = report.Tables.Select(t => new { t.Title, t.Of, Columns = t.Columns.Select(c => c.Name), t.Rows }),
            report.Notes,
        },
        s_json) + "\n";

    /// <summary>Markdown for people.</summary>
    public static string Markdown(StudyReport report)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {report.Title}\n\n{report.Method}\n\n    {report.Command}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Seeds {string.Join(", ", report.Seeds)}. {string.Join("; ", report.Options.Select(o => $"{o.Key}: {o.Value}"))}.\n\n");
        if (report.Findings.Count > 0)
        {
            text.Append("| wanted | measured | |\n| --- | --- | --- |\n");
            foreach (var finding in report.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {finding.Wanted} | {finding.Measured} | {(!finding.Holds ? "**falls short**" : finding.IsSettled ? "holds" : "holds on average, not settled")} |\n");
            }

            text.Append('\n');
        }

        foreach (var table in report.Tables)
        {
            Append(text, table);
        }

        foreach (var note in report.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }

        return text.ToString();
    }

    /// <summary>A figure with its deviation or interval, in a number format.</summary>
    public static string Text(Figure figure, string format)
    {
        var text = Number(figure.Value, format);
        text = figure.Deviation is { } deviation ? $"{text} ± {Number(deviation, format)}" : text;
        return figure.Interval is { } interval ? $"{text} [{End(interval.Low, format)}, {End(interval.High, format)}]" : text;
    }

    // On which side of 0 an end lies is what an interval is read for: one too small for its digits is written out.
    private static string End(double value, string format)
    {
        var text = Number(value, format);
        return value != 0 && format.StartsWith('F') && double.TryParse(text, CultureInfo.InvariantCulture, out var shown) && shown == 0
            ? value.ToString("0.0E+0", CultureInfo.InvariantCulture)
            : text;
    }

    private static string Number(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, StudyTable table)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {table.Title}\n\n| {table.Of} | {string.Join(" | ", table.Columns.Select(c => c.Name))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(table.Columns.Select(_ => " ---: |"))}\n");
        foreach (var row in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {string.Join(" | ", row.Figures.Select((f, i) => Text(f, table.Columns[i].Format)))} |\n");
        }

        text.Append('\n');
    }
}
