namespace Foresale.Profiles;

/// <summary>
/// How well groups hold together: for a point with mean distance a to its own group and b to the nearest other one, (b - a) / max(a, b)
/// (Rousseeuw 1987). The mean over points is near 1 for clear groups, near 0 for none; a point alone in its group counts 0.
/// </summary>
public static class Silhouette
{
    /// <summary>The mean over all points, or over a sample of them where there are more: cost is quadratic in the sample.</summary>
    /// <param name="points">[N, D], row-major.</param>
    /// <param name="dimension">D.</param>
    /// <param name="assignment">[N] groups, 0 or more.</param>
    /// <param name="most">Points in the sample; groups are judged by their sampled points.</param>
    /// <param name="seed">Draws the sample.</param>
    /// <returns>-1..1; NaN where the sample has fewer than two groups.</returns>
    public static double Mean(float[] points, int dimension, int[] assignment, int most = 2_000, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(assignment);
        var sample = Enumerable.Range(0, assignment.Length).ToArray();
        if (sample.Length > most)
        {
            new Random(seed).Shuffle(sample);
            Array.Resize(ref sample, most);
        }

        if (sample.Length == 0)
        {
            return double.NaN;
        }

        var sizes = new int[assignment.Max() + 1];
        foreach (var i in sample)
        {
            sizes[assignment[i]]++;
        }

        return sizes.Count(size => size > 0) < 2 ? double.NaN : sample.Average(i => Of(i, points, dimension, assignment, sample, sizes));
    }

    private static double Of(int point, float[] points, int dimension, int[] assignment, int[] sample, int[] sizes)
    {
        Span<double> sums = stackalloc double[sizes.Length];
        sums.Clear();
        foreach (var other in sample)
        {
            sums[assignment[other]] += Math.Sqrt(KMeans.SquaredDistance(points.AsSpan(point * dimension, dimension), points.AsSpan(other * dimension, dimension)));
        }

        var own = assignment[point];
        if (sizes[own] == 1)
        {
            return 0;
        }

        var (within, nearest) = (sums[own] / (sizes[own] - 1), double.PositiveInfinity);
        for (var k = 0; k < sizes.Length; k++)
        {
            nearest = k == own || sizes[k] == 0 ? nearest : Math.Min(nearest, sums[k] / sizes[k]);
        }

        return Math.Max(within, nearest) is > 0 and var larger ? (nearest - within) / larger : 0;
    }
}
