namespace Foresale.Evaluation;

/// <summary>A figure with its uncertainty.</summary>
/// <param name="Value">The figure on all rows; NaN where it is undefined.</param>
/// <param name="Low">Lower end; NaN where it is undefined.</param>
/// <param name="High">Upper end; NaN where it is undefined.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>An interval that says nothing.</summary>
    public static Interval Undefined { get; } = new(double.NaN, double.NaN, double.NaN);

    /// <summary>True where the whole interval lies above zero.</summary>
    public bool IsAboveZero => Low > 0;

    /// <summary>True where the whole interval lies below zero.</summary>
    public bool IsBelowZero => High < 0;

    /// <summary>
    /// The percentile interval of bootstrap draws; draws in which the figure is undefined are left out.
    /// </summary>
    /// <param name="value">The figure on all rows.</param>
    /// <param name="draws">The figure on each draw, in any order.</param>
    /// <param name="level">Coverage, such as .95.</param>
    public static Interval OfDraws(double value, ReadOnlySpan<double> draws, double level)
    {
        var known = new List<double>(draws.Length);
        foreach (var draw in draws)
        {
            if (!double.IsNaN(draw))
            {
                known.Add(draw);
            }
        }

        if (known.Count == 0)
        {
            return new Interval(value, double.NaN, double.NaN);
        }

        known.Sort();
        return new Interval(value, Quantile(known, (1 - level) / 2), Quantile(known, (1 + level) / 2));
    }

    // Linear between the two nearest order statistics.
    private static double Quantile(List<double> sorted, double q)
    {
        var place = q * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
