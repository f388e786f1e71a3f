using Foresale.Profiles;

namespace Foresale.Tests.Profiles;

public class ClusteringTests
{
    private static readonly float[] s_fourOnALine = [0, 1, 10, 12];

    [Fact]
    public void The_silhouette_of_four_points_is_that_worked_out_by_hand()
    {
        // Groups {0, 1} and {10, 12}: a = 1, 1, 2, 2 and b = 11, 10, 9.5, 11.5.
        var expected = ((10 / 11.0) + (9 / 10.0) + (7.5 / 9.5) + (9.5 / 11.5)) / 4;

        Assert.Equal(expected, Silhouette.Mean(s_fourOnALine, 1, [0, 0, 1, 1]), tolerance: 1e-6);
    }

    [Fact]
    public void A_point_alone_in_its_group_counts_nothing()
    {
        // Of 1, 10 and 12: a = (9 + 11) / 2, (9 + 2) / 2, (11 + 2) / 2 and b = 1, 10, 12.
        var expected = (0 + ((1 - 10.0) / 10) + ((10 - 5.5) / 10) + ((12 - 6.5) / 12)) / 4;

        Assert.Equal(expected, Silhouette.Mean(s_fourOnALine, 1, [0, 1, 1, 1]), tolerance: 1e-6);
    }

    [Fact]
    public void One_group_has_no_silhouette() => Assert.Equal(double.NaN, Silhouette.Mean(s_fourOnALine, 1, [0, 0, 0, 0]));

    [Fact]
    public void The_adjusted_Rand_index_is_that_worked_out_by_hand()
    {
        // Pairs together in both: 1 + 1; in the one 3 + 1, in the other 1 + 3; expected 4 x 4 / 10, most 4.
        Assert.Equal((2 - 1.6) / (4 - 1.6), AdjustedRand.Index([0, 0, 0, 1, 1], [0, 0, 1, 1, 1]), tolerance: 1e-12);
    }

    [Fact]
    public void Names_of_groups_do_not_matter_to_the_adjusted_Rand_index() =>
        Assert.Equal(1, AdjustedRand.Index([0, 0, 1, 1, 2], [7, 7, 3, 3, 0]), tolerance: 1e-12);

    [Fact]
    public void Groups_of_different_numbers_of_points_cannot_be_compared() =>
        Assert.Contains("One grouping has 2 points, the other 3.", Assert.Throws<ArgumentException>(() => AdjustedRand.Index([0, 1], [0, 1, 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Clear_groups_are_found_whatever_the_seed()
    {
        var (points, truth) = ThreeClouds();

        Assert.All(Enumerable.Range(1, 10), seed => Assert.Equal(1, AdjustedRand.Index(truth, KMeans.Fit(points, 2, 3, restarts: 5, seed: seed).Assignment), tolerance: 1e-12));
    }

    [Fact]
    public void Equal_seeds_give_equal_groups()
    {
        var points = Noise();

        Assert.Equal(KMeans.Fit(points, 2, 4, seed: 3).Centres, KMeans.Fit(points, 2, 4, seed: 3).Centres);
    }

    [Fact]
    public void Each_point_is_in_the_group_of_its_nearest_centre_and_each_centre_is_its_points_mean()
    {
        var points = Noise();
        var found = KMeans.Fit(points, 2, 4);

        Assert.All(Enumerable.Range(0, found.Assignment.Length), i =>
            Assert.Equal(found.Assignment[i], Enumerable.Range(0, 4).MinBy(k => KMeans.SquaredDistance(points.AsSpan(2 * i, 2), found.Centres.AsSpan(2 * k, 2)))));
        Assert.All(Enumerable.Range(0, 4), k =>
            Assert.Equal(Enumerable.Range(0, found.Assignment.Length).Where(i => found.Assignment[i] == k).Average(i => points[2 * i]), found.Centres[2 * k], tolerance: 1e-5));
    }

    [Fact]
    public void More_restarts_are_never_worse()
    {
        var points = Noise();

        Assert.True(KMeans.Fit(points, 2, 6, restarts: 20).Inertia <= KMeans.Fit(points, 2, 6, restarts: 1).Inertia);
    }

    [Fact]
    public void More_groups_than_points_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(s_fourOnALine, 1, 5));

    private static float[] Noise()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 400).Select(_ => (float)random.NextDouble())];
    }

    private static (float[] Points, int[] Truth) ThreeClouds()
    {
        var random = new Random(7);
        int[] truth = [.. Enumerable.Range(0, 90).Select(i => i % 3)];
        return ([.. truth.SelectMany(k => new[] { (10f * k) + (float)random.NextDouble(), (-7f * k) + (float)random.NextDouble() })], truth);
    }
}
