using Foresale.Events;
using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Inventory;

/// <summary>How likely each whole number of units is asked for in a period: P(D = k), k = 0, 1, ..., <see cref="Max"/>.</summary>
/// <remarks>Units are counted one by one, up to <see cref="MostUnits"/>: who sells more counts in larger units, such as cases.</remarks>
public sealed class DemandLaw
{
    /// <summary>Most units that a law may reach to.</summary>
    public const int MostUnits = 1_000_000;

    private const double MostSteps = 1e10; // of a sum of periods: some ten seconds
    private const string InCases = "Count in larger units, such as cases.";

    // What lies beyond is added to the last place; no cost in a table moves by it.
    private const double Tail = 1e-12;

    private readonly double[] _probability;
    private readonly double[] _cumulative;

    private DemandLaw(double[] probability)
    {
        _probability = probability;
        _cumulative = new double[probability.Length];
        for (var (k, sum) = (0, 0.0); k < probability.Length; k++)
        {
            _cumulative[k] = sum += probability[k];
            Mean += k * probability[k];
        }

        for (var k = 0; k < probability.Length; k++)
        {
            Variance += (k - Mean) * (k - Mean) * probability[k];
        }
    }

    /// <summary>Most units asked for.</summary>
    public int Max => _probability.Length - 1;

    /// <summary>Expected units a period.</summary>
    public double Mean { get; }

    /// <summary>Variance of the units of a period.</summary>
    public double Variance { get; }

    /// <summary>P(D = k), k = 0..<see cref="Max"/>.</summary>
    public ReadOnlySpan<double> Probabilities => _probability;

    /// <summary>A law by its probabilities.</summary>
    /// <param name="probabilities">Of 0, 1, 2, ... units; not negative, their sum above 0. They are brought to sum to 1.</param>
    /// <exception cref="UserFaultException">They are no probabilities.</exception>
    public static DemandLaw Of(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var sum = probabilities.Sum();
        if (probabilities.Any(p => !(p >= 0)) || !(sum > 0 && double.IsFinite(sum)))
        {
            throw new UserFaultException("demand", "its probabilities are below 0, not finite, or all 0.", "Give numbers of at least 0, one of them above it.");
        }

        var last = probabilities.Count - 1;
        while (probabilities[last] == 0)
        {
            last--;
        }

        return new DemandLaw([.. probabilities.Take(last + 1).Select(p => p / sum)]);
    }

    /// <summary>Poisson demand.</summary>
    /// <param name="mean">Units a period, &gt;= 0.</param>
    public static DemandLaw Poisson(double mean)
    {
        Require(mean, mean);
        return mean == 0 ? Of([1]) : Until(k => MathNet.Numerics.Distributions.Poisson.PMF(mean, k), mean);
    }

    /// <summary>Negative binomial demand, for demand that scatters more than Poisson's; Poisson where the variance is not above the mean.</summary>
    /// <param name="mean">Units a period, &gt;= 0.</param>
    /// <param name="variance">Its variance.</param>
    public static DemandLaw NegativeBinomial(double mean, double variance)
    {
        Require(mean, variance);
        if (!(variance > mean * (1 + 1e-9)))
        {
            return Poisson(mean);
        }

        var (r, success) = (mean * mean / (variance - mean), mean / variance);
        return Until(k => MathNet.Numerics.Distributions.NegativeBinomial.PMF(r, success, k), mean);
    }

    /// <summary>Normal demand in whole units: P(D = k) is the mass of (k - 1/2, k + 1/2], what lies below 0 at 0.</summary>
    public static DemandLaw Normal(double mean, double deviation)
    {
        Require(mean, deviation * deviation);
        return Until(k => MathNet.Numerics.Distributions.Normal.CDF(mean, deviation, k + .5) - (k == 0 ? 0 : MathNet.Numerics.Distributions.Normal.CDF(mean, deviation, k - .5)), mean);
    }

    /// <summary>What was seen: each period as likely as it occurred.</summary>
    /// <param name="units">Units of past periods, &gt;= 0; at least one period.</param>
    public static DemandLaw Empirical(IReadOnlyCollection<int> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        if (units.Count == 0 || units.Any(u => u < 0))
        {
            throw new UserFaultException("demand", units.Count == 0 ? "there is no past period." : "a past period has less than 0 units.", "Give the units asked for in at least one period.");
        }

        if (units.Max() > MostUnits)
        {
            throw new UserFaultException("demand", FormattableString.Invariant($"{units.Max():N0} units were asked for in a past period, more than the {MostUnits:N0} that are counted one by one."), InCases);
        }

        var counts = new double[units.Max() + 1];
        foreach (var u in units)
        {
            counts[u]++;
        }

        return Of(counts);
    }

    /// <summary>P(D &lt;= k).</summary>
    public double Cumulative(int k) => k < 0 ? 0 : k > Max ? 1 : _cumulative[k];

    /// <summary>The least k with P(D &lt;= k) &gt;= q.</summary>
    /// <param name="q">In 0..1.</param>
    public int Quantile(double q)
    {
        var k = 0;
        while (k < Max && _cumulative[k] < q)
        {
            k++;
        }

        return k;
    }

    /// <summary>Demand of several periods together.</summary>
    /// <param name="periods">&gt;= 0; of none, 0 units are certain.</param>
    /// <exception cref="UserFaultException">There are so many periods and units that the sum would take long.</exception>
    public DemandLaw Over(int periods)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(periods);
        if ((double)Max * Max * periods * periods / 2 > MostSteps)
        {
            throw new UserFaultException("demand", FormattableString.Invariant($"{periods} periods of up to {Max:N0} units each are too many to be counted one by one."), InCases);
        }

        double[] sum = [1];
        for (var period = 0; period < periods; period++)
        {
            var next = new double[sum.Length + Max];
            for (var i = 0; i < sum.Length; i++)
            {
                for (var k = 0; k <= Max; k++)
                {
                    next[i + k] += sum[i] * _probability[k];
                }
            }

            sum = Cut(next);
        }

        return Of(sum);
    }

    /// <summary>The law in a larger unit: what falls between two of them is shared by both, so that the mean stays.</summary>
    /// <param name="unit">Units of this law that are one of the other, &gt;= 1.</param>
    public DemandLaw InUnits(int unit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(unit, 1);
        var grouped = new double[(Max / unit) + 2];
        for (var k = 0; k <= Max; k++)
        {
            var rest = (double)(k % unit) / unit;
            grouped[k / unit] += (1 - rest) * _probability[k];
            grouped[(k / unit) + 1] += rest * _probability[k];
        }

        return Of(grouped);
    }

    /// <summary>True where a law of this mean and variance stays below <see cref="MostUnits"/>, but for a tail that no cost moves by.</summary>
    public static bool Holds(double mean, double variance) =>
        mean + (8 * Math.Sqrt(Math.Max(mean, variance))) + (mean > 0 && variance > mean ? 30 * variance / mean : 0) <= MostUnits;

    /// <summary>Draws the units of a period.</summary>
    public int Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var place = Array.BinarySearch(_cumulative, random.NextDouble());
        return Math.Min(Max, place < 0 ? ~place : place + 1);
    }

    private static double[] Cut(double[] probability)
    {
        var (last, tail) = (probability.Length - 1, 0.0);
        while (last > 0 && tail + probability[last] < Tail)
        {
            tail += probability[last--];
        }

        probability[last] += tail;
        return probability[..(last + 1)];
    }

    private static DemandLaw Until(Func<int, double> mass, double mean)
    {
        List<double> probabilities = [];
        for (var (k, sum) = (0, 0.0); sum < 1 - Tail && (k <= mean || probabilities[^1] > Tail * Tail); k++)
        {
            probabilities.Add(mass(k));
            sum += probabilities[^1];
        }

        return Of(probabilities);
    }

    private static void Require(double mean, double variance)
    {
        if (!(mean >= 0 && double.IsFinite(mean)))
        {
            throw new UserFaultException("demand", FormattableString.Invariant($"a mean of {mean} units a period is no demand."), "Give a number of at least 0.");
        }

        if (!Holds(mean, variance))
        {
            throw new UserFaultException("demand", FormattableString.Invariant($"a mean of {mean:N0} units a period with a standard deviation of {Math.Sqrt(variance):N0} reaches beyond the {MostUnits:N0} that are counted one by one."), InCases);
        }
    }
}
