using System.Globalization;

namespace Foresale.Evaluation.Charts;

/// <summary>A row of <see cref="Bars"/>.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Length">Drawn length, in any unit; below 0 draws nothing.</param>
/// <param name="Text">The figure beside it.</param>
/// <param name="Spread">Half width of a whisker at the bar's end, in the same unit; 0 for none.</param>
internal sealed record Bar(string Name, double Length, string Text, double Spread = 0);

/// <summary>Horizontal bars with their names before and their figures behind.</summary>
internal static class Bars
{
    private const double TextWidth = 106;
    private const double RowHeight = 24;
    private const double LetterWidth = 6.6;
    private const int NameLength = 28;

    /// <summary>Draws the bars.</summary>
    /// <param name="label">What is drawn, for readers that cannot see it.</param>
    /// <param name="bars">From top to bottom.</param>
    /// <param name="look">Their colour.</param>
    /// <param name="full">Length that fills the width; null for that of the longest bar.</param>
    public static Html Draw(string label, IReadOnlyList<Bar> bars, Look look, double? full = null)
    {
        var names = 10 + (LetterWidth * bars.Select(b => Math.Min(NameLength, b.Name.Length)).DefaultIfEmpty(0).Max());
        var longest = full ?? Math.Max(1e-12, bars.Select(b => b.Length + b.Spread).DefaultIfEmpty(1).Max());
        return Html.Of($"""<svg class="plot" viewBox="0 0 {Plot.Width} {N((bars.Count * RowHeight) + 4)}" role="img" aria-label="{label}">{bars.Select((b, i) => Row(b, i, names, longest, look))}</svg>""");
    }

    private static Html Row(Bar bar, int index, double names, double longest, Look look)
    {
        var room = Plot.Width - names - TextWidth;
        var top = index * RowHeight;
        var length = Math.Max(0, bar.Length) / longest * room;
        var middle = N(top + 14);
        var whisker = bar.Spread > 0
            ? Html.Of($"""<line class="whisker dark" x1="{N(names + Math.Max(0, (bar.Length - bar.Spread) / longest * room))}" y1="{middle}" x2="{N(names + Math.Max(0, (bar.Length + bar.Spread) / longest * room))}" y2="{middle}"/>""")
            : Html.Empty;
        var behind = names + Math.Max(0, (bar.Length + bar.Spread) / longest * room) + 7;
        return Html.Of(
            $"""
            <g><title>{bar.Name}: {bar.Text}</title>
            <text class="name" x="{N(names - 8)}" y="{N(top + 18)}" text-anchor="end">{Shortened(bar.Name)}</text>
            <rect class="bar {look.Class}" x="{N(names)}" y="{N(top + 6)}" width="{N(Math.Max(1, length))}" height="16" rx="2"/>{whisker}
            <text class="tick" x="{N(behind)}" y="{N(top + 18)}">{bar.Text}</text></g>
            """);
    }

    private static string Shortened(string name) => name.Length <= NameLength ? name : string.Concat(name.AsSpan(0, NameLength - 1), "…");

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
