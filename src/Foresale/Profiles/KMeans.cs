using System.Numerics;

namespace Foresale.Profiles;

/// <summary>Points in K groups.</summary>
/// <param name="Centres">[K, D], row-major.</param>
/// <param name="Assignment">[N] the group of each point, 0..K-1.</param>
/// <param name="Inertia">Sum of squared distances of points to their centres.</param>
public sealed record Clustering(float[] Centres, int[] Assignment, double Inertia);

/// <summary>k-means: Lloyd's iterations from k-means++ seeds, the best of several restarts (Lloyd 1982; Arthur &amp; Vassilvitskii 2007). Why own code: docs/adr/0010.</summary>
/// <remarks>Letters: N points, D coordinates, K groups. Equal seeds give equal groups. Cost O(restarts x iterations x N K D).</remarks>
public static class KMeans
{
    private const int MostIterations = 100;

    /// <summary>Groups points.</summary>
    /// <param name="points">[N, D], row-major, finite.</param>
    /// <param name="dimension">D.</param>
    /// <param name="groups">K, 1..N.</param>
    /// <param name="restarts">Runs of which the one with the least inertia is kept, &gt;= 1.</param>
    /// <param name="seed">Makes it repeatable.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer points than groups.</exception>
    public static Clustering Fit(float[] points, int dimension, int groups, int restarts = 10, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(restarts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups, points.Length / dimension);
        var random = new Random(seed);
        Clustering? best = null;
        for (var run = 0; run < restarts; run++)
        {
            var found = Lloyd(points, dimension, Seeds(points, dimension, groups, random));
            best = best is null || found.Inertia < best.Inertia ? found : best;
        }

        return best!;
    }

    // k-means++: each next seed is a point drawn in proportion to its squared distance from the seeds so far.
    private static float[] Seeds(float[] points, int dimension, int groups, Random random)
    {
        var count = points.Length / dimension;
        var centres = new float[groups * dimension];
        var nearest = new double[count];
        Array.Fill(nearest, double.PositiveInfinity);
        var chosen = random.Next(count);
        for (var k = 0; k < groups; k++)
        {
            var seed = points.AsSpan(chosen * dimension, dimension);
            seed.CopyTo(centres.AsSpan(k * dimension, dimension));
            var total = 0.0;
            for (var i = 0; i < count; i++)
            {
                nearest[i] = Math.Min(nearest[i], SquaredDistance(points.AsSpan(i * dimension, dimension), seed));
                total += nearest[i];
            }

            var left = random.NextDouble() * total;
            chosen = 0;
            while (chosen < count - 1 && (left -= nearest[chosen]) >= 0)
            {
                chosen++;
            }
        }

        return centres;
    }

    private static Clustering Lloyd(float[] points, int dimension, float[] centres)
    {
        var count = points.Length / dimension;
        var assignment = new int[count];
        Array.Fill(assignment, -1);
        for (var iteration = 0; ; iteration++)
        {
            var (inertia, changed) = Assign(points, dimension, centres, assignment);
            if (!changed || iteration == MostIterations)
            {
                return new Clustering(centres, assignment, inertia);
            }

            Move(points, dimension, centres, assignment);
        }
    }

    private static (double Inertia, bool Changed) Assign(float[] points, int dimension, float[] centres, int[] assignment)
    {
        var (inertia, changed) = (0.0, false);
        for (var i = 0; i < assignment.Length; i++)
        {
            var point = points.AsSpan(i * dimension, dimension);
            var (nearest, least) = (0, double.PositiveInfinity);
            for (var k = 0; k < centres.Length / dimension; k++)
            {
                var distance = SquaredDistance(point, centres.AsSpan(k * dimension, dimension));
                (nearest, least) = distance < least ? (k, distance) : (nearest, least);
            }

            changed |= assignment[i] != nearest;
            assignment[i] = nearest;
            inertia += least;
        }

        return (inertia, changed);
    }

    // A group that lost all its points stays where it is: with seeds drawn from the points that is rare, and a restart beats it.
    private static void Move(float[] points, int dimension, float[] centres, int[] assignment)
    {
        var sums = new double[centres.Length];
        var sizes = new int[centres.Length / dimension];
        for (var i = 0; i < assignment.Length; i++)
        {
            sizes[assignment[i]]++;
            for (var d = 0; d < dimension; d++)
            {
                sums[(assignment[i] * dimension) + d] += points[(i * dimension) + d];
            }
        }

        for (var j = 0; j < centres.Length; j++)
        {
            centres[j] = sizes[j / dimension] == 0 ? centres[j] : (float)(sums[j] / sizes[j / dimension]);
        }
    }

    /// <summary>Squared Euclidean distance.</summary>
    internal static double SquaredDistance(ReadOnlySpan<float> one, ReadOnlySpan<float> two)
    {
        var (sums, d) = (Vector<float>.Zero, 0);
        for (; d <= one.Length - Vector<float>.Count; d += Vector<float>.Count)
        {
            var differences = new Vector<float>(one[d..]) - new Vector<float>(two[d..]);
            sums += differences * differences;
        }

        var sum = Vector.Sum(sums);
        for (; d < one.Length; d++)
        {
            var difference = one[d] - two[d];
            sum += difference * difference;
        }

        return sum;
    }
}
