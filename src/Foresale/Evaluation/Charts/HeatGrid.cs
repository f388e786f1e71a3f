using System.Globalization;

namespace Foresale.Evaluation.Charts;

/// <summary>Numbers around 0 as a grid of cells: one colour above, another below, deeper the further; each number stands in its cell.</summary>
internal static class HeatGrid
{
    private const double NameWidth = 190, RowHeight = 26, HeadHeight = 22;

    /// <summary>Draws the grid.</summary>
    /// <param name="label">What is drawn, for readers that cannot see it.</param>
    /// <param name="columns">Heads.</param>
    /// <param name="rows">Names, each with one value a column.</param>
    /// <param name="full">Distance from 0 that has the deepest colour.</param>
    public static Html Draw(string label, IReadOnlyList<string> columns, IReadOnlyList<(string Name, double[] Values)> rows, double full)
    {
        var width = (Plot.Width - NameWidth) / Math.Max(1, columns.Count);
        var heads = columns.Select((c, i) => Html.Of($"""<text class="name" x="{N(NameWidth + ((i + .5) * width))}" y="14" text-anchor="middle">{c}</text>"""));
        return Html.Of($"""<svg class="plot" viewBox="0 0 {Plot.Width} {N(HeadHeight + (rows.Count * RowHeight) + 2)}" role="img" aria-label="{label}">{heads}{rows.Select((row, r) => Row(row.Name, row.Values, r, width, full))}</svg>""");
    }

    private static Html Row(string name, double[] values, int row, double width, double full)
    {
        var top = HeadHeight + (row * RowHeight);
        return Html.Of($"""<g><text class="name" x="{N(NameWidth - 8)}" y="{N(top + 17)}" text-anchor="end">{name}</text>{values.Select((value, i) => Cell(value, NameWidth + (i * width), top, width, full))}</g>""");
    }

    private static Html Cell(double value, double left, double top, double width, double full)
    {
        var depth = double.IsNaN(value) ? 0 : Math.Min(1, Math.Abs(value) / full);
        return Html.Of(
            $"""
            <rect class="cell {(value < 0 ? "s1" : "s0")}" x="{N(left + 1)}" y="{N(top + 1)}" width="{N(width - 2)}" height="{N(RowHeight - 2)}" rx="2" fill-opacity="{N(.04 + (.5 * depth))}"/>
            <text class="name" x="{N(left + (width / 2))}" y="{N(top + 17)}" text-anchor="middle">{value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture)}</text>
            """);
    }

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
