using CsCheck;
using Foresale.Scoring;

namespace Foresale.Tests.Scoring;

public class BandsTests
{
    [Theory]
    [InlineData(.0499, "low")]
    [InlineData(.05, "medium")]
    [InlineData(.1999, "medium")]
    [InlineData(.2, "high")]
    [InlineData(.4999, "high")]
    [InlineData(.5, "very_high")]
    public void Bands_are_multiples_of_the_base_rate(double probability, string word) =>
        Assert.Equal(word, Bands.Word(Bands.Of(.1).For(probability)));

    [Fact]
    public void With_a_high_base_rate_four_fifths_is_very_high()
    {
        var bands = Bands.Of(.45);

        Assert.Equal(new Bands(.225, .8, .8), bands);
        Assert.Equal(Band.Medium, bands.For(.79));
        Assert.Equal(Band.VeryHigh, bands.For(.8));
    }
}

public class PercentilesTests
{
    [Fact]
    public void Quantiles_are_the_lowest_scores_with_enough_weight_below()
    {
        var percentiles = Percentiles.Fit([.4f, .1f, .3f, .2f], [1, 1, 1, 1]);

        Assert.Equal(1001, percentiles.Quantiles.Length);
        Assert.Equal([.1f, .1f, .2f, .2f, .3f, .4f], new[] { 0, 250, 251, 500, 501, 1000 }.Select(j => percentiles.Quantiles[j]));
    }

    [Fact]
    public void The_lowest_score_has_none_below_and_a_higher_one_all()
    {
        var percentiles = Percentiles.Fit([.1f, .2f], [1, 1]);

        Assert.Equal(0, percentiles.Of(.05f));
        Assert.Equal(0, percentiles.Of(.1f));
        Assert.Equal(100, percentiles.Of(.3f));
    }

    [Fact]
    public void Weights_count_and_a_row_without_weight_does_not()
    {
        // .2 holds three quarters of the weight: a quarter lies below it.
        var percentiles = Percentiles.Fit([.01f, .1f, .2f], [0, 1, 3]);

        Assert.Equal(25, percentiles.Of(.2f), .11);
        Assert.Equal(.1f, percentiles.Quantiles[0]);
    }

    [Fact]
    public void A_percentile_is_the_share_below_within_a_tenth() =>
        Gen.Int[1, 1_000_000].Array[200, 800].Sample(
            keys =>
            {
                var scores = keys.Select(k => k / 1_000_001f).ToArray();
                var percentiles = Percentiles.Fit(scores, [.. scores.Select(_ => 1f)]);
                return scores.Take(50).All(s => Math.Abs(percentiles.Of(s) - (100.0 * scores.Count(o => o < s) / scores.Length)) <= .1 + (100.0 / scores.Length));
            },
            iter: 30);

    [Fact]
    public void No_weight_at_all_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Percentiles.Fit([.5f], [0]));

        Assert.StartsWith("No score has a weight: percentiles need at least one row.", error.Message, StringComparison.Ordinal);
    }
}
