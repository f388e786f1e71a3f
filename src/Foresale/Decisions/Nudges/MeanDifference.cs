using Foresale.Evaluation;
using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Nudges;

/// <summary>The difference of two means, one value a shopper, with Welch's interval (Welch 1947): the arms may differ in size and spread.</summary>
/// <param name="Gain">First mean minus second, with its 95 % interval.</param>
/// <param name="First">First mean.</param>
/// <param name="Second">Second mean.</param>
/// <param name="StandardError">Of the difference; NaN where an arm has fewer than two shoppers.</param>
public sealed record MeanDifference(Interval Gain, double First, double Second, double StandardError)
{
    // Two-sided at 95 %, seen with probability .8: z(.975) + z(.8).
    private const double Detectable = 1.959964 + .841621;

    /// <summary>The smallest true difference that would be seen four times out of five with as many shoppers.</summary>
    public double SmallestDetectable => Detectable * StandardError;

    /// <summary>Compares two arms.</summary>
    /// <param name="first">Values, one a shopper; at least two for an interval.</param>
    /// <param name="second">As <paramref name="first"/>.</param>
    public static MeanDifference Of(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (a, b) = (Moments(first), Moments(second));
        var (errorA, errorB) = (a.Variance / first.Count, b.Variance / second.Count);
        var error = Math.Sqrt(errorA + errorB);
        var gain = a.Mean - b.Mean;
        if (!(error > 0))
        {
            // Arms that never vary: the difference is known where there are two shoppers of each, and not at all where there are fewer.
            return new MeanDifference(first.Count > 1 && second.Count > 1 ? new Interval(gain, gain, gain) : new Interval(gain, double.NaN, double.NaN), a.Mean, b.Mean, error);
        }

        var freedom = (errorA + errorB) * (errorA + errorB) / ((errorA * errorA / (first.Count - 1)) + (errorB * errorB / (second.Count - 1)));
        var reach = StudentT.InvCDF(0, 1, freedom, .975) * error;
        return new MeanDifference(new Interval(gain, gain - reach, gain + reach), a.Mean, b.Mean, error);
    }

    private static (double Mean, double Variance) Moments(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return (double.NaN, double.NaN);
        }

        var mean = values.Average();
        return (mean, values.Count > 1 ? values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) : double.NaN);
    }
}
