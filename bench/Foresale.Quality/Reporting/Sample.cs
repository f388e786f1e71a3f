using Foresale.Evaluation;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Foresale.Quality.Reporting;

/// <summary>One figure over the seeds.</summary>
internal static class Sample
{
    private const double Tail = .975; // of a 95 % interval

    /// <summary>Mean and standard deviation.</summary>
    public static Figure MeanOf(IReadOnlyList<double> values) => new(values.Mean(), values.Count > 1 && !values.Any(double.IsNaN) ? values.StandardDeviation() : null);

    /// <summary>Mean with the 95 % interval of Student's t.</summary>
    /// <param name="values">At least two, one a seed.</param>
    /// <param name="overlap">
    /// Test rows over training rows where the seeds redraw one data set: their figures then depend on each other, and the variance is that
    /// of the mean plus this share of the variance (Nadeau and Bengio 2003). 0 where every seed has data of its own.
    /// </param>
    public static Interval IntervalOf(IReadOnlyList<double> values, double overlap = 0)
    {
        if (values.Count < 2)
        {
            return new Interval(values.Mean(), double.NaN, double.NaN);
        }

        var (mean, error) = (values.Mean(), Math.Sqrt(values.Variance() * ((1.0 / values.Count) + overlap)));
        var reach = StudentT.InvCDF(0, 1, values.Count - 1, Tail) * error;
        return new Interval(mean, mean - reach, mean + reach);
    }
}
