using System.Globalization;

namespace Foresale.Evaluation.Charts;

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>An axis: its range, its marks, and how a value becomes a place.</summary>
/// <param name="Title">What it measures, with the unit.</param>
/// <param name="Min">Value at the start.</param>
/// <param name="Max">Value at the end.</param>
/// <param name="Ticks">Marks within the range.</param>
internal sealed record Axis(string Title, double Min, double Max, IReadOnlyList<Tick> Ticks)
{
    /// <summary>Rising map of values to a scale that is drawn evenly; null for the values themselves.</summary>
    public Func<double, double>? Scale { get; init; }

    /// <summary>Place of a value, 0 at the start and 1 at the end; values outside stay outside.</summary>
    public double Place(double value)
    {
        var (min, max, v) = Scale is null ? (Min, Max, value) : (Scale(Min), Scale(Max), Scale(value));
        return max > min ? (v - min) / (max - min) : .5;
    }

    /// <summary>A share from 0 to 1, marked each fifth.</summary>
    public static Axis Share(string title) => new(title, 0, 1, [.. Enumerable.Range(0, 6).Select(i => new Tick(i / 5.0, $"{i * 20} %"))]);

    /// <summary>A figure from 0 to 1 that is no share, such as ROC-AUC, marked each fifth.</summary>
    public static Axis Unit(string title) => new(title, 0, 1, [.. Enumerable.Range(0, 6).Select(i => new Tick(i / 5.0, Figures.Tick(i / 5.0)))]);

    /// <summary>A range that holds some values, with round marks.</summary>
    /// <param name="title">What it measures.</param>
    /// <param name="values">Values; those that are not finite are left out.</param>
    /// <param name="fromZero">True to start at zero.</param>
    public static Axis Of(string title, IEnumerable<double> values, bool fromZero = false)
    {
        var known = values.Where(double.IsFinite).ToList();
        var (min, max) = known.Count == 0 ? (0, 1) : (known.Min(), known.Max());
        min = fromZero ? Math.Min(0, min) : min;
        if (max - min < 1e-9 * Math.Max(1, Math.Abs(max)))
        {
            (min, max) = (min - (fromZero ? 0 : .5), max + .5);
        }

        var step = Step((max - min) / 5);
        var (first, last) = (Math.Floor(min / step + 1e-9), Math.Ceiling(max / step - 1e-9));
        var ticks = new List<Tick>();
        for (var i = first; i <= last; i++)
        {
            ticks.Add(new Tick(i * step, Figures.Tick(i * step)));
        }

        return new Axis(title, first * step, last * step, ticks);
    }

    /// <summary>As <see cref="Of"/>, but ending at the last value, and with no mark between whole values: for counts of updates, and stages, across.</summary>
    public static Axis Tight(string title, IReadOnlyCollection<double> values)
    {
        var axis = Of(title, values);
        var (min, max) = values.Count == 0 ? (axis.Min, axis.Max) : (values.Min(), values.Max());
        var whole = values.All(v => v == Math.Round(v));
        bool IsMarked(double value) => value >= min && value <= max && (!whole || Math.Abs(value - Math.Round(value)) < 1e-9);
        return max > min ? axis with { Min = min, Max = max, Ticks = [.. axis.Ticks.Where(t => IsMarked(t.Value))] } : axis;
    }

    /// <summary>Named places 0, 1, 2, ... with half a place of room at both ends.</summary>
    public static Axis Names(string title, IReadOnlyList<string> names) =>
        new(title, -.4, names.Count - .6, [.. names.Select((n, i) => new Tick(i, n))]);

    /// <summary>Probabilities on the logit scale, where small rates stay apart.</summary>
    public static Axis Probability(string title, double min, double max)
    {
        double[] marks = [.0001, .001, .01, .05, .2, .5, .8, .95, .99, .999, .9999];
        return new Axis(title, min, max, [.. marks.Where(m => m >= min && m <= max).Select(m => new Tick(m, (100 * m).ToString("0.##", CultureInfo.InvariantCulture) + " %"))])
        {
            Scale = p => Math.Log(p / (1 - p)),
        };
    }

    // The nearest of 1, 2, 5 times a power of ten at or above the rough step.
    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var lead = rough / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }
}
