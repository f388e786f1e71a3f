using Foresale.Evaluation;
using Foresale.Quality.Results;

namespace Foresale.Quality.Tests;

public class CrossedBootstrapTests
{
    [Fact]
    public void Equal_learners_gain_nothing_in_any_draw()
    {
        var (value, draws) = CrossedBootstrap.Of([Run(0, 0, 0), Run(0, 0, 0)], r => r.Gain, newShoppers: false, seed: 1);

        Assert.Equal(0, value);
        Assert.All(draws, d => Assert.Equal(0, d));
    }

    [Fact]
    public void The_value_is_the_mean_over_seeds_of_gain_over_weight()
    {
        var (value, _) = CrossedBootstrap.Of([Run(1, 2, 3), Run(3, 4, 5)], r => r.Gain, newShoppers: false, seed: 1);

        Assert.Equal(3, value, 12); // (6 / 3 + 12 / 3) / 2
    }

    [Fact]
    public void One_seed_is_the_plain_bootstrap_of_shoppers()
    {
        var (_, draws) = CrossedBootstrap.Of([Run(0, 1)], r => r.Gain, newShoppers: false, seed: 1);

        // Of two shoppers drawn twice the mean is 0, .5, 1 with chances 1/4, 1/2, 1/4.
        Assert.Equal(.25, draws.Average(d => d == 0 ? 1.0 : 0), .02);
        Assert.Equal(.5, draws.Average(d => d == .5 ? 1.0 : 0), .02);
        Assert.Equal(.25, draws.Average(d => d == 1 ? 1.0 : 0), .02);
    }

    [Fact]
    public void Gains_ten_times_as_large_have_draws_ten_times_as_large()
    {
        var small = CrossedBootstrap.Of([Run(1, 2, 4), Run(2, 0, 1)], r => r.Gain, newShoppers: false, seed: 1);
        var large = CrossedBootstrap.Of([Run(10, 20, 40), Run(20, 0, 10)], r => r.Gain, newShoppers: false, seed: 1);

        Assert.All(small.Draws.Zip(large.Draws), pair => Assert.Equal(10 * pair.First, pair.Second, 9));
    }

    [Fact]
    public void Seeds_that_differ_widen_the_interval_of_shoppers_who_do_not()
    {
        var (value, draws) = CrossedBootstrap.Of([Run(0, 0), Run(1, 1)], r => r.Gain, newShoppers: false, seed: 1);

        Assert.Equal(new Interval(.5, 0, 1), Interval.OfDraws(value, draws, .95)); // both seeds are the same one in half of the draws
    }

    [Fact]
    public void Shoppers_of_two_seeds_are_drawn_together_only_where_they_are_the_same()
    {
        var same = CrossedBootstrap.Of([Run(0, 1), Run(0, 1)], r => r.Gain, newShoppers: false, seed: 1);
        var other = CrossedBootstrap.Of([Run(0, 1), Run(0, 1)], r => r.Gain, newShoppers: true, seed: 1);

        Assert.All(same.Draws, d => Assert.Contains(d, new[] { 0, .5, 1 }));
        Assert.Contains(other.Draws, d => d is not (0 or .5 or 1 or double.NaN));
    }

    private static ResultRun Run(params double[] gain) => new(
        "test", gain.Length, .1, .1, 0, 0, new Dictionary<string, LearnerFigures>(StringComparer.Ordinal), [.. gain.Select((_, i) => $"u{i}")], [.. gain.Select(_ => 1.0)], gain)
    {
        CriticGain = null, Seconds = new Dictionary<string, double>(StringComparer.Ordinal), Threads = 1,
    };
}
