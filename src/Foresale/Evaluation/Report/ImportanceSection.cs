using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>What the inputs are worth to the model that ships.</summary>
internal static class ImportanceSection
{
    private const int Shown = 20;
    private const int Column = 10;

    public static Section? Of(EvaluationReport report)
    {
        if (report.Importance.Count == 0)
        {
            return null;
        }

        var shown = report.Importance.Take(Shown).ToList();
        var rest = report.Importance.Count - shown.Count;
        var bars = shown.Select(r => new Bar(r.Name, r.LogLossIncrease, Figures.Fixed(r.LogLossIncrease, 5), double.IsNaN(r.Deviation) ? 0 : r.Deviation)).ToList();
        var full = Math.Max(1e-12, bars.Max(b => b.Length + b.Spread));
        var columns = bars.Chunk(Column);
        var more = rest > 0 ? FormattableString.Invariant($" The {rest} inputs below these stand in metrics.json.") : "";
        var rows = report.ImportanceRows > 0 ? $"{Figures.Count(report.ImportanceRows)} test rows" : "rows";
        var spread = shown.TrueForAll(r => double.IsNaN(r.Deviation)) ? "each input was shuffled once, so small differences may be chance" : "whiskers are one standard deviation over shuffles";
        return new Section("importance", "What the model looks at", Html.Of(
            $"""
            <p>How much log-loss rises when one input is shuffled among {rows} and the model is left as it is; {spread}. Inputs that say the same thing share their worth, so a short bar does not mean that an input is useless.{more}</p>
            <div class="plots">{columns.Select(c => Bars.Draw("Permutation importance", c, new Look(2), full))}</div>
            """));
    }
}
