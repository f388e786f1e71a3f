using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>How demand scatters around its forecast m: Var = phi m + kappa m^2, phi &gt;= 1, kappa &gt;= 0; negative binomial.</summary>
/// <param name="Phi">What units of a purchase add: 1 for single units.</param>
/// <param name="Kappa">What the forecast does not know, relative: its squared coefficient of variation.</param>
public readonly record struct Dispersion(double Phi, double Kappa)
{
    private const double CountedMean = 200;
    private static readonly double[] s_phi = [1, 1.1, 1.2, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 6, 10];
    private static readonly double[] s_kappa = [0, .01, .02, .03, .05, .075, .1, .15, .2, .3, .5, .75, 1, 1.5, 2.5, 5];

    /// <summary>Variance of demand around a forecast.</summary>
    public double VarianceOf(double mean) => (Phi * mean) + (Kappa * mean * mean);

    /// <summary>The law of demand around a forecast.</summary>
    public DemandLaw LawOf(double mean) => DemandLaw.NegativeBinomial(mean, VarianceOf(mean));

    /// <summary>The least k with P(D &lt;= k) &gt;= q around a forecast, and that probability.</summary>
    /// <remarks>Large forecasts by bisection: a law of each would take long where only this is asked.</remarks>
    public (double Quantile, double Cumulative) QuantileOf(double mean, double q)
    {
        if (mean <= CountedMean)
        {
            var law = LawOf(mean);
            return (law.Quantile(q), law.Cumulative(law.Quantile(q)));
        }

        var variance = VarianceOf(mean);
        double Below(double k) => variance > mean * (1 + 1e-9) ? NegativeBinomial.CDF(mean * mean / (variance - mean), mean / variance, k) : Poisson.CDF(mean, k);
        var (low, high) = (-1.0, Math.Ceiling(mean));
        while (Below(high) < q)
        {
            (low, high) = (high, 2 * high);
        }

        while (high - low > 1)
        {
            var middle = Math.Floor((low + high) / 2);
            (low, high) = Below(middle) < q ? (middle, high) : (low, middle);
        }

        return (high, Below(high));
    }

    /// <summary>The most likely of a grid.</summary>
    /// <param name="means">Forecasts.</param>
    /// <param name="demand">What came, whole units.</param>
    public static Dispersion Fit(IReadOnlyList<double> means, IReadOnlyList<double> demand)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(demand);
        var (best, most) = (new Dispersion(1, 0), double.NegativeInfinity);
        foreach (var phi in s_phi)
        {
            foreach (var kappa in s_kappa)
            {
                var next = new Dispersion(phi, kappa);
                var likelihood = next.LogLikelihood(means, demand);
                (best, most) = likelihood > most ? (next, likelihood) : (best, most);
            }
        }

        return best;
    }

    /// <summary>Mean log-likelihood of demand, in nats; 0 where there is none.</summary>
    public double Score(IReadOnlyList<double> means, IReadOnlyList<double> demand)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(demand);
        return means.Count == 0 ? 0 : LogLikelihood(means, demand) / means.Count;
    }

    private double LogLikelihood(IReadOnlyList<double> means, IReadOnlyList<double> demand)
    {
        var sum = 0.0;
        for (var i = 0; i < means.Count; i++)
        {
            var (mean, y) = (Math.Max(means[i], 1e-6), demand[i]);
            var extra = (VarianceOf(mean) / mean) - 1;
            if (extra < 1e-9)
            {
                sum += (y * Math.Log(mean)) - mean - SpecialFunctions.GammaLn(y + 1);
                continue;
            }

            var r = mean / extra;
            sum += SpecialFunctions.GammaLn(y + r) - SpecialFunctions.GammaLn(r) - SpecialFunctions.GammaLn(y + 1) - (r * Math.Log(1 + extra)) + (y * Math.Log(extra / (1 + extra)));
        }

        return sum;
    }
}
