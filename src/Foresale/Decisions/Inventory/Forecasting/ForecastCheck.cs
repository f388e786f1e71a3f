namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>How well forecasts held.</summary>
/// <param name="MeanRatio">Mean forecast / mean demand; 1 is right.</param>
/// <param name="Coverage">Share of demands at or below the .9 quantile of their law.</param>
/// <param name="CoverageDue">What that share is due to be: a quantile in whole units holds a little more than .9.</param>
public readonly record struct ForecastCheck(double MeanRatio, double Coverage, double CoverageDue)
{
    /// <summary>The quantile whose coverage is counted.</summary>
    public const double Level = .9;

    /// <summary>Judges forecasts.</summary>
    /// <param name="means">Forecasts.</param>
    /// <param name="dispersion">Of the laws around them.</param>
    /// <param name="demand">What came.</param>
    public static ForecastCheck Of(IReadOnlyList<double> means, Dispersion dispersion, IReadOnlyList<double> demand)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(demand);
        var (covered, due) = (0.0, 0.0);
        for (var i = 0; i < means.Count; i++)
        {
            var (quantile, share) = dispersion.QuantileOf(means[i], Level);
            covered += demand[i] <= quantile ? 1 : 0;
            due += share;
        }

        var sum = demand.Sum();
        return new ForecastCheck(sum > 0 ? means.Sum() / sum : double.NaN, covered / Math.Max(1, means.Count), due / Math.Max(1, means.Count));
    }
}
