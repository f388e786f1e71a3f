namespace Foresale.Scoring;

/// <summary>
/// Where a score stands among those of the calibration slice, from 1,001 weighted quantiles: entry j is the lowest score with at least
/// j/1000 of the weight at or below it, entry 0 the lowest score.
/// </summary>
/// <param name="Quantiles">[1001], ascending.</param>
public sealed record Percentiles(float[] Quantiles)
{
    /// <summary>Number of quantiles.</summary>
    public const int Count = 1001;

    /// <summary>Fits the quantiles.</summary>
    /// <param name="scores">Calibrated probabilities of the calibration slice.</param>
    /// <param name="weights">One a score, &gt;= 0, as in evaluation.</param>
    /// <exception cref="ArgumentException">There is no score with a weight, or the lengths differ.</exception>
    public static Percentiles Fit(ReadOnlySpan<float> scores, ReadOnlySpan<float> weights)
    {
        if (scores.Length != weights.Length)
        {
            throw new ArgumentException($"There are {scores.Length} scores and {weights.Length} weights. Give one weight a score.", nameof(weights));
        }

        var keys = scores.ToArray();
        var mass = weights.ToArray();
        Array.Sort(keys, mass);
        var total = 0.0;
        foreach (var weight in mass)
        {
            total += weight;
        }

        if (!(total > 0))
        {
            throw new ArgumentException("No score has a weight: percentiles need at least one row.", nameof(weights));
        }

        var quantiles = new float[Count];
        var (row, below) = (0, 0.0);
        for (var j = 0; j < Count; j++)
        {
            // A hair less than j/1000, so that rounding in the sums cannot push a quantile to the next score.
            var wanted = total * j / (Count - 1) * (1 - 1e-12);
            while (row < keys.Length - 1 && (mass[row] <= 0 || below + mass[row] < wanted))
            {
                below += mass[row++];
            }

            quantiles[j] = keys[row];
        }

        return new Percentiles(quantiles);
    }

    /// <summary>Share of the calibration slice's scores below a score, 0..100, right within .1 and linear between quantiles.</summary>
    public double Of(float score)
    {
        var below = LowerBound(score);
        if (below == 0)
        {
            return 0;
        }

        if (below == Count)
        {
            return 100;
        }

        var (from, to) = (Quantiles[below - 1], Quantiles[below]);
        return 100.0 * (below - 1 + ((double)(score - from) / (to - from))) / (Count - 1);
    }

    /// <summary>Number of quantiles that are below the score.</summary>
    private int LowerBound(float score)
    {
        var (low, high) = (0, Quantiles.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Quantiles[middle] < score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
