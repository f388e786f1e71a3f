using Foresale.Learning.Encoders;
using Foresale.States;

namespace Foresale.Learning.Tests.Encoders;

public class FeatureScalingTests
{
    // Mean 2, standard deviation sqrt(2/3).
    [Fact]
    public void Columns_get_mean_zero_and_variance_one()
    {
        var scaled = Scale([[1], [2], [3]], [2.5f]);

        Assert.Equal(.5 / Math.Sqrt(2 / 3.0), scaled[0], tolerance: 1e-6);
    }

    [Fact]
    public void A_column_that_never_changes_becomes_zero()
    {
        Assert.Equal(0f, Scale([[.1f], [.1f], [.1f]], [7])[0]);
    }

    [Fact]
    public void A_column_with_a_long_tail_is_read_by_its_logarithm()
    {
        float[][] rows = [.. Enumerable.Range(0, 99).Select(i => new[] { (float)(i % 2) }), [1000f]];

        var scaling = FeatureScaling.Fit(Some.Table(rows, new float[100]), [.. Enumerable.Range(0, 100)]);

        Assert.Equal(1f, scaling.Log[0]);
        Assert.Equal(((49 * Math.Log(2)) + Math.Log(1001)) / 100, scaling.Mean[0], tolerance: 1e-5);
    }

    // Mean 2, standard deviation sqrt(2/3): 1 and 3 lie sqrt(3/2) from the mean.
    [Fact]
    public void Values_beyond_the_training_range_end_at_its_edge()
    {
        var edge = (float)Math.Sqrt(1.5);

        Assert.Equal([edge, -edge], [Scale([[1], [2], [3]], [1e9f])[0], Scale([[1], [2], [3]], [-1e9f])[0]], (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void No_value_lies_more_than_ten_deviations_from_the_mean()
    {
        float[][] rows = [.. Enumerable.Range(0, 400).Select(_ => new[] { 0f }), [1f]];

        var scaled = Scale(rows, [1f])[0];

        Assert.Equal(10f, scaled);
    }

    [Fact]
    public void Only_the_named_nodes_are_looked_at()
    {
        var table = Some.Table([[1], [3], [1000]], [0, 0, 0]);

        Assert.Equal(2f, FeatureScaling.Fit(table, [0, 1]).Mean[0]);
    }

    private static float[] Scale(float[][] rows, float[] row)
    {
        StateTable table = Some.Table(rows, new float[rows.Length]);
        var scaled = new float[row.Length];
        FeatureScaling.Fit(table, table.AllNodes()).Apply(row, scaled);
        return scaled;
    }
}
