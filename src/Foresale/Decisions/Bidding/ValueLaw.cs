namespace Foresale.Decisions.Bidding;

/// <summary>How values of auctions are spread: a level (their mean) and a shape (quantiles with mean 1).</summary>
public sealed class ValueLaw
{
    /// <summary>Values of a shape.</summary>
    internal const int Points = 256;

    private readonly double[] _shape;

    private ValueLaw(double[] shape, double level) => (_shape, Level) = (shape, level);

    /// <summary>Mean value.</summary>
    public double Level { get; }

    /// <summary>Quantiles at (i + 1/2) / 256, divided by their mean: equally likely values of mean 1, rising.</summary>
    public IReadOnlyList<double> Shape => _shape;

    /// <summary>The law of some values.</summary>
    /// <param name="values">At least one, each &gt;= 0 and not all 0.</param>
    public static ValueLaw Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0 || !(sorted[0] >= 0 && sorted[^1] > 0 && double.IsFinite(sorted[^1])))
        {
            throw new ArgumentException("There are no values, or they are negative, not finite or all 0. Give what winning was worth.", nameof(values));
        }

        var quantiles = new double[Points];
        for (var i = 0; i < Points; i++)
        {
            quantiles[i] = sorted[(int)((i + .5) / Points * sorted.Length)];
        }

        var mean = quantiles.Average();
        return new ValueLaw([.. quantiles.Select(q => mean > 0 ? q / mean : 1)], sorted.Average());
    }

    /// <summary>The law of a shape and a level that were written down.</summary>
    /// <param name="shape">256 equally likely values of mean 1, rising.</param>
    /// <param name="level">Mean value.</param>
    /// <exception cref="ArgumentException">The shape has another length.</exception>
    public static ValueLaw OfShape(IReadOnlyList<double> shape, double level)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Count == Points ? new ValueLaw([.. shape], level) : throw new ArgumentException($"A shape has {Points} values, and these are {shape.Count}.", nameof(shape));
    }

    /// <summary>The value above a share of all.</summary>
    /// <param name="share">In [0, 1].</param>
    public double Quantile(double share)
    {
        var place = Math.Clamp((share * Points) - .5, 0, Points - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, Points - 1);
        return Level * (_shape[low] + ((place - low) * (_shape[high] - _shape[low])));
    }
}
