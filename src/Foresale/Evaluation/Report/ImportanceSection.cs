using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>What the inputs are worth to the model that ships: those beyond chance, and beside them in grey the first that are not.</summary>
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

        var beyond = report.Importance.Where(r => r.IsBeyondNoise).ToList();
        List<Bar> bars = [.. beyond.Take(Shown).Select(BarOf)];
        List<Bar> within = [.. report.Importance.Where(r => !r.IsBeyondNoise && r.LogLossIncrease > 0).Take(Column).Select(BarOf)];
        var full = bars.Concat(within).Select(b => b.Length + b.Spread).DefaultIfEmpty(1).Max();
        var rows = report.ImportanceRows > 0 ? $"{Figures.Count(report.ImportanceRows)} test rows" : "rows";
        var more = beyond.Count > Shown ? $" {beyond.Count - Shown} more beyond it stand in metrics.json." : "";
        return new Section("importance", "What the model looks at", Html.Of(
            $"""
            {Parts(report)}
            <p>How much log-loss rises when one input is shuffled among {rows} and the model is left as it is; the columns of one word list are shuffled together. Whiskers are two standard errors to either side.</p>
            <p><b>{beyond.Count} of {report.Importance.Count} inputs are worth more than chance shows</b> (three standard errors, and .0002 at least): they are drawn in colour, at most {Shown}.{more} Grey bars are the first of the others, of which these rows cannot tell. Inputs that say the same thing share their worth, so that does not mean that an input is useless.</p>
            <div class="plots">{bars.Chunk(Column).Select(c => Bars.Draw("Permutation importance", c, new Look(2), full))}{within.Chunk(Column).Select(c => Bars.Draw("Permutation importance within chance", c, new Look(Look.Grey), full))}</div>
            """));
    }

    // Shown first: inputs that say the same thing share their worth, a part has all of it.
    private static Html Parts(EvaluationReport report) => report.ImportanceOfParts.Count == 0 ? Html.Empty : Html.Of(
        $"""
        <h3>Parts of the state</h3>
        <p>How much log-loss rises when all inputs of a part are shuffled together among {Figures.Count(report.ImportancePartRows)} test rows: what is known of the shopper, of the item at hand, of the moment, and the sequence of events that networks read. Grey: within chance.</p>
        <div class="plots">{Bars.Draw("Permutation importance of the parts of the state", [.. report.ImportanceOfParts.Where(r => r.IsBeyondNoise).Select(BarOf)], new Look(2), Full(report))}{Bars.Draw("Permutation importance of parts within chance", [.. report.ImportanceOfParts.Where(r => !r.IsBeyondNoise).Select(BarOf)], new Look(Look.Grey), Full(report))}</div>
        <h3>Single inputs</h3>
        """);

    private static double Full(EvaluationReport report) => report.ImportanceOfParts.Max(r => Math.Max(1e-12, r.LogLossIncrease + (2 * r.StandardError)));

    private static Bar BarOf(ImportanceRow row) => new(row.Name, row.LogLossIncrease, Figures.Fixed(row.LogLossIncrease, 5), 2 * row.StandardError);
}
