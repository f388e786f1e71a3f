namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>
/// Weights of forecasts, none below 0, that make past demand most likely: y ~ Poisson(sum_j w_j x_j). By expectation maximisation, w_j &lt;- w_j sum(x_j y / m) / sum(x_j),
/// which never leaves w &gt;= 0 (Shepp and Vardi 1982; the same steps as Richardson and Lucy's).
/// </summary>
/// <remarks>A row without demand says only that its mean is paid for: sum(m) = sum_j w_j sum(x_j) is known without a look at it. A step costs the rows with demand times the columns.</remarks>
internal static class PoissonMixture
{
    private const int Steps = 200;
    private const double Settled = 1e-8, Least = 1e-9; // of the log-likelihood; of a mean

    /// <summary>Fits them.</summary>
    /// <param name="columns">[j][row], &gt;= 0.</param>
    /// <param name="demand">[row], &gt;= 0.</param>
    /// <returns>The weights, and the log-likelihood up to what no weight changes.</returns>
    public static (double[] Weights, double LogLikelihood) Fit(IReadOnlyList<double[]> columns, double[] demand)
    {
        var (count, total) = (columns.Count, demand.Sum());
        double[] sums = [.. columns.Select(c => c.Sum())];
        double[] weights = [.. sums.Select(s => s > 0 ? total / s / count : 0)];
        int[] asked = [.. Enumerable.Range(0, demand.Length).Where(row => demand[row] > 0)];
        double[] y = [.. asked.Select(row => demand[row])];
        double[][] x = [.. columns.Select(c => asked.Select(row => c[row]).ToArray())];
        var (likelihood, mean) = (double.NegativeInfinity, new double[y.Length]);
        for (var step = 0; step < Steps; step++)
        {
            var before = likelihood;
            likelihood = Read(x, y, weights, mean) - weights.Select((w, j) => w * sums[j]).Sum();
            if (step > 0 && likelihood - before <= Settled * Math.Abs(likelihood))
            {
                break;
            }

            for (var j = 0; j < count; j++)
            {
                var pull = 0.0;
                for (var row = 0; row < y.Length; row++)
                {
                    pull += x[j][row] * y[row] / mean[row];
                }

                weights[j] *= sums[j] > 0 ? pull / sums[j] : 0;
            }
        }

        return (weights, likelihood);
    }

    // Means of the rows with demand, and sum(y log m) over them.
    private static double Read(double[][] x, double[] y, double[] weights, double[] mean)
    {
        Array.Clear(mean);
        for (var j = 0; j < x.Length; j++)
        {
            for (var row = 0; row < mean.Length; row++)
            {
                mean[row] += weights[j] * x[j][row];
            }
        }

        var sum = 0.0;
        for (var row = 0; row < mean.Length; row++)
        {
            mean[row] = Math.Max(mean[row], Least);
            sum += y[row] * Math.Log(mean[row]);
        }

        return sum;
    }
}
