using System.Globalization;
using System.Text;

namespace Foresale.Evaluation.Charts;

/// <summary>How a series looks: one of eight colours that stay apart for colour-blind readers, and a dash.</summary>
/// <param name="Colour">0..7; 7 is grey, for trivial baselines.</param>
/// <param name="Strong">Drawn thicker: the series to look at.</param>
internal readonly record struct Look(int Colour, bool Strong = false)
{
    public const int Grey = 7;

    /// <summary>CSS class.</summary>
    public string Class => Strong ? $"s{Colour} strong" : $"s{Colour}";
}

/// <summary>
/// A plot as inline SVG. Text stays text in the page's own font and colours are the page's variables, so that a plot needs no font, no
/// native library and no script, follows light and dark, and prints.
/// </summary>
internal sealed class Plot
{
    public const int Width = 460;

    private const double LeastLeft = 58;
    private const double Right = 14;
    private const double Top = 10;
    private const double Bottom = 44;

    // The title beside the longest tick: the axis moves right to leave room for both.
    private const double TitleWidth = 28;
    private const double LetterWidth = 7.4;

    private readonly List<Html> _marks = [];
    private readonly string _label;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly double _height;
    private readonly double _left;

    /// <param name="label">What the plot shows, for readers that cannot see it.</param>
    /// <param name="x">Across.</param>
    /// <param name="y">Up.</param>
    /// <param name="height">In units of which the width has 460.</param>
    public Plot(string label, Axis x, Axis y, double height = 300)
    {
        (_label, _x, _y, _height) = (label, x, y, height);
        _left = Math.Max(LeastLeft, TitleWidth + (LetterWidth * y.Ticks.Select(t => t.Text.Length).DefaultIfEmpty(0).Max()));
    }

    /// <summary>A line through points, in their order.</summary>
    public Plot Line(IEnumerable<CurvePoint> points, Look look, string name, bool dashed = false)
    {
        var path = string.Join(' ', points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).Select(p => $"{X(p.X)},{Y(p.Y)}"));
        return Add(Html.Of($"""<polyline class="line {look.Class}{(dashed ? " dashed" : "")}" points="{path}"><title>{name}</title></polyline>"""));
    }

    /// <summary>A thin line that is only there to compare with.</summary>
    public Plot Reference(CurvePoint from, CurvePoint to, string name) =>
        Add(Html.Of($"""<line class="reference" x1="{X(from.X)}" y1="{Y(from.Y)}" x2="{X(to.X)}" y2="{Y(to.Y)}"><title>{name}</title></line>"""));

    /// <summary>A dot with what it says.</summary>
    public Plot Dot(CurvePoint at, Look look, string says) =>
        Add(Html.Of($"""<circle class="dot {look.Class}" cx="{X(at.X)}" cy="{Y(at.Y)}" r="{(look.Strong ? "3.6" : "3")}"><title>{says}</title></circle>"""));

    /// <summary>An upright bar from low to high: an interval.</summary>
    public Plot Whisker(double x, double low, double high, Look look) =>
        Add(Html.Of($"""<line class="whisker {look.Class}" x1="{X(x)}" y1="{Y(low)}" x2="{X(x)}" y2="{Y(high)}"/>"""));

    /// <summary>Steps over bins, filled down to the axis.</summary>
    public Plot Steps(double[] edges, double[] heights, Look look, string name)
    {
        var path = new StringBuilder($"M{X(edges[0])},{Y(0)}");
        for (var i = 0; i < heights.Length; i++)
        {
            path.Append(CultureInfo.InvariantCulture, $"V{Y(heights[i])}H{X(edges[i + 1])}");
        }

        path.Append(CultureInfo.InvariantCulture, $"V{Y(0)}");
        return Add(Html.Of($"""<path class="steps {look.Class}" d="{path}"><title>{name}</title></path>"""));
    }

    /// <summary>The whole picture.</summary>
    public Html ToHtml() => Html.Of($"""<svg class="plot" viewBox="0 0 {Width} {_height}" role="img" aria-label="{_label}">{Grid()}{Axes()}{_marks}</svg>""");

    private Plot Add(Html mark)
    {
        _marks.Add(mark);
        return this;
    }

    private Html Grid() => Html.Join(
    [
        .. _y.Ticks.Select(t => Html.Of($"""<line class="grid" x1="{N(_left)}" y1="{Y(t.Value)}" x2="{N(Width - Right)}" y2="{Y(t.Value)}"/>""")),
        .. _y.Ticks.Select(t => Html.Of($"""<text class="tick" x="{N(_left - 7)}" y="{Y(t.Value)}" dy=".33em" text-anchor="end">{t.Text}</text>""")),
        .. _x.Ticks.Select(t => Html.Of($"""<text class="tick" x="{X(t.Value)}" y="{N(_height - Bottom + 17)}" text-anchor="middle">{t.Text}</text>""")),
    ]);

    private Html Axes() => Html.Of(
        $"""
        <line class="axis" x1="{N(_left)}" y1="{N(_height - Bottom)}" x2="{N(Width - Right)}" y2="{N(_height - Bottom)}"/>
        <text class="title" x="{N((_left + Width - Right) / 2)}" y="{N(_height - 7)}" text-anchor="middle">{_x.Title}</text>
        <text class="title" transform="translate(11 {N((Top + _height - Bottom) / 2)}) rotate(-90)" text-anchor="middle">{_y.Title}</text>
        """);

    private string X(double value) => N(_left + (Math.Clamp(_x.Place(value), -.02, 1.02) * (Width - _left - Right)));

    private string Y(double value) => N(_height - Bottom - (Math.Clamp(_y.Place(value), -.02, 1.02) * (_height - Bottom - Top)));

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
