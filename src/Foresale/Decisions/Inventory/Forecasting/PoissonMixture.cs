namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>
/// Weights of forecasts, none below 0, that make past demand most likely: y ~ Poisson(sum_j w_j x_j). By expectation maximisation, w_j &lt;- w_j sum(x_j y / m) / sum(x_j),
/// which never leaves w &gt;= 0 (Shepp and Vardi 1982; the same steps as Richardson and Lucy's).
/// </summary>
internal static class PoissonMixture
{
    private const int Steps = 200;
    private const double Settled = 1e-8; // of the log-likelihood

    /// <summary>Fits them.</summary>
    /// <param name="columns">[j][row], &gt;= 0.</param>
    /// <param name="demand">[row], &gt;= 0.</param>
    /// <returns>The weights, and the log-likelihood up to what no weight changes.</returns>
    public static (double[] Weights, double LogLikelihood) Fit(IReadOnlyList<double[]> columns, double[] demand)
    {
        var sums = columns.Select(c => c.Sum()).ToArray();
        var weights = sums.Select(s => s > 0 ? demand.Sum() / s / columns.Count : 0).ToArray();
        var before = double.NegativeInfinity;
        var likelihood = before;
        for (var step = 0; step < Steps; step++)
        {
            var (pulls, total) = (new double[weights.Length], 0.0);
            likelihood = 0;
            for (var row = 0; row < demand.Length; row++)
            {
                var mean = Math.Max(MeanOf(columns, weights, row), 1e-9);
                total += mean;
                likelihood += demand[row] * Math.Log(mean);
                for (var j = 0; j < weights.Length; j++)
                {
                    pulls[j] += columns[j][row] * demand[row] / mean;
                }
            }

            likelihood -= total;
            if (likelihood - before <= Settled * Math.Abs(likelihood) && step > 0)
            {
                break;
            }

            before = likelihood;
            for (var j = 0; j < weights.Length; j++)
            {
                weights[j] *= sums[j] > 0 ? pulls[j] / sums[j] : 0;
            }
        }

        return (weights, likelihood);
    }

    /// <summary>Mean of a row.</summary>
    public static double MeanOf(IReadOnlyList<double[]> columns, double[] weights, int row)
    {
        var mean = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            mean += weights[j] * columns[j][row];
        }

        return mean;
    }
}
