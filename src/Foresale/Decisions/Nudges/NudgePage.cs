using Foresale.Evaluation;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;

namespace Foresale.Decisions.Nudges;

/// <summary>A figure with its name, and what to know of it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">As it reads.</param>
public sealed record NudgeFigure(string Name, string Value);

/// <summary>A row of a table: a ranking and its figures.</summary>
/// <param name="Name">The ranking.</param>
/// <param name="Cells">Its figures, in the order of the heads.</param>
public sealed record NudgeRow(string Name, IReadOnlyList<string> Cells);

/// <summary>What a page of nudges shows.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Verdict">What follows, in a sentence or two.</param>
/// <param name="Figures">Figures with their names.</param>
/// <param name="Heads">Heads of the table, the first for names; none for no table.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Curves">Curves to draw with their names; none for no picture.</param>
/// <param name="Notes">How it was measured, one sentence each.</param>
public sealed record NudgeReport(
    string Title, string Verdict, IReadOnlyList<NudgeFigure> Figures, IReadOnlyList<string> Heads, IReadOnlyList<NudgeRow> Rows, IReadOnlyList<(string Name, QiniCurve Curve)> Curves, IReadOnlyList<string> Notes);

/// <summary>Writes what <c>foresale nudge</c> found as a page that needs nothing from outside.</summary>
public static class NudgePage
{
    /// <summary>The page.</summary>
    public static string Html(NudgeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Page.Of($"{report.Title} – Foresale", "Nudges", report.Title, Sections(report).Select(s => s.ToHtml()));
    }

    /// <summary>A figure with its 95 % interval.</summary>
    public static string Text(Interval interval, int decimals)
    {
        var value = Figures.Fixed(interval.Value, decimals);
        return double.IsNaN(interval.Low) ? value : $"{value} [{Figures.Fixed(interval.Low, decimals)}, {(double.IsPositiveInfinity(interval.High) ? "∞" : Figures.Fixed(interval.High, decimals))}]";
    }

    private static IEnumerable<Section> Sections(NudgeReport report)
    {
        yield return new Section("verdict", "What follows", Evaluation.Charts.Html.Join([Evaluation.Charts.Html.Of($"<p>{report.Verdict}</p>"), Section.Pairs(report.Figures.Select(f => (f.Name, f.Value)))]));
        if (report.Rows.Count > 0)
        {
            yield return new Section("rankings", "What a ranking is worth", Section.Table(report.Heads, report.Rows.Select(r => Section.Row([r.Name, .. r.Cells]))));
        }

        if (report.Curves.Count > 0)
        {
            yield return new Section("qini", "Qini curves", Evaluation.Charts.Html.Of($"""<div class="plots">{Picture(report.Curves)}</div>"""));
        }

        yield return new Section("notes", "How it was measured", Section.Bullets(report.Notes));
    }

    private static Html Picture(IReadOnlyList<(string Name, QiniCurve Curve)> curves)
    {
        var plot = new Plot("Qini curves", Axis.Share("Share of shoppers with the offer"), Axis.Of("Additional orders a shopper", curves.SelectMany(c => c.Curve.Points).Select(p => p.Y)));
        foreach (var ((name, curve), i) in curves.Select((c, i) => (c, i)))
        {
            plot.Line(curve.Thinned(), new Look(i, Strong: i == 0), name);
        }

        plot.Reference(new(0, 0), new(1, curves[0].Curve.MeanEffect), "random order");
        return Section.Figure(
            "Additional orders by how many get the offer",
            Legend.List(curves.Select((c, i) => (c.Name, new Look(i, Strong: i == 0)))),
            plot.ToHtml(),
            "The thin straight line is a random order: all end where everybody has the offer. The area between a curve and that line is its Qini coefficient.");
    }
}
