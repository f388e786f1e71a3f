using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

public class CalibrationTests
{
    [Fact]
    public void With_a_row_a_bin_the_error_is_the_mean_distance()
    {
        var scores = Enumerable.Range(1, 15).Select(i => i / 16f).ToArray();
        var outcomes = scores.Select(s => s > .5f ? 1f : 0f).ToArray();

        // Distances: 1..8 sixteenths below one half and at it, 7..1 sixteenths above.
        Assert.Equal((36 + 28) / 16.0 / 15, CalibrationError.Of(Given.Rows(scores, outcomes)), 1e-6);
    }

    [Fact]
    public void A_heavy_row_fills_several_bins_and_counts_once()
    {
        // One row holds 9/10 of the weight with a gap of .25, the other 1/10 with a gap of .5; the bin they share mixes both.
        var p = Given.Rows([.25f, .5f], [0, 1], [9, 1]);

        // Highest first: .5 takes bins 1 and half of 2 (1.5/15 of mass); bin 2's other half is .25: gap (.5*.25 - .5*.5) / 1 = -.125.
        Assert.Equal(((1 * .5) + (1 * .125) + (13 * .25)) / 15, CalibrationError.Of(p), 1e-6);
    }

    [Fact]
    public void The_floor_of_a_shop_of_2960_rows_is_about_thirteen_thousandths()
    {
        var shop = Given.Shop(2960, seed: 3);

        var floor = CalibrationError.Floor(shop, seed: 1);

        Assert.InRange(shop.Probability.Average(), .12, .18);
        Assert.InRange(floor.Mean, .0110, .0146);
        Assert.InRange(floor.High, 1.1 * floor.Mean, 2 * floor.Mean);
        Assert.Equal(floor, CalibrationError.Floor(shop, seed: 1));
    }

    [Fact]
    public void Rows_that_share_an_outcome_raise_the_floor()
    {
        var shop = Given.Shop(3000, seed: 3);

        var alone = CalibrationError.Floor(shop, seed: 1);
        var together = CalibrationError.Floor(shop with { Cluster = [.. Enumerable.Range(0, 3000).Select(i => i / 20)] }, seed: 1);

        Assert.Equal(alone, CalibrationError.Floor(shop with { Cluster = [.. Enumerable.Range(0, 3000)] }, seed: 1));
        Assert.True(together.Mean > 1.2 * alone.Mean && together.High > 1.2 * alone.High, $"{together} beside {alone}");
    }

    [Fact]
    public void Calibrated_scores_have_an_error_near_their_floor()
    {
        var m = Metrics.Compute(Given.Shop(20_000, seed: 5), .5);

        Assert.InRange(m.Ece / m.EceFloor, .5, 1.6);
        Assert.InRange(m.CalibrationSlope, .95, 1.05);
    }

    [Theory]
    [InlineData(1.05, .99, 1.11, .008, .004, CalibrationVerdict.Close)] // small: under 10 % of the base rate
    [InlineData(1.05, .99, 1.11, .012, .014, CalibrationVerdict.WithinChance)] // not small, but right scores show as much
    [InlineData(1.05, .99, 1.11, .016, .014, CalibrationVerdict.Off)]
    [InlineData(1.25, .95, 1.55, .008, .014, CalibrationVerdict.WithinChance)]
    [InlineData(1.25, 1.07, 1.41, .008, .014, CalibrationVerdict.Off)] // the slope alone is beyond chance
    [InlineData(double.NaN, double.NaN, double.NaN, .008, .014, CalibrationVerdict.Undefined)]
    public void The_verdict_blames_scores_for_no_more_than_chance_leaves(double slope, double low, double high, double error, double byChance, CalibrationVerdict verdict)
    {
        var metrics = new MetricSet { Learner = "td", BaseRate = .1, CalibrationSlope = slope, Ece = error, EceFloorHigh = byChance };
        var intervals = new Dictionary<Metric, Interval> { [Metric.CalibrationSlope] = new(slope, low, high) };

        Assert.Equal(verdict, CalibrationVerdicts.Of(new LearnerResult("td", LearnerRole.Single, metrics, intervals)));
    }

    [Fact]
    public void Right_scores_on_few_rows_are_mostly_not_blamed()
    {
        var blamed = Enumerable.Range(1, 40).Count(seed =>
        {
            var shop = Given.Shop(1000, seed);
            var all = LearnerComparison.Of([new Contender(shop, LearnerRole.Single)], reference: null, new BootstrapOptions { Draws = 100 }, TestContext.Current.CancellationToken);
            return CalibrationVerdicts.Of(all.Learners[0]) == CalibrationVerdict.Off;
        });

        Assert.InRange(blamed, 0, 6);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-.4, .5)]
    [InlineData(.7, 1.8)]
    public void Recalibration_recovers_the_line_that_made_the_outcomes(double intercept, double slope)
    {
        var scores = Enumerable.Range(1, 40).Select(i => i / 41f).ToArray();
        var outcomes = scores.Select(s => (float)(1 / (1 + Math.Exp(-intercept - (slope * Math.Log(s / (1.0 - s))))))).ToArray();

        var fit = CalibrationFit.Of(Given.Rows(scores, outcomes));

        Assert.Equal(intercept, fit.Intercept, 1e-5);
        Assert.Equal(slope, fit.Slope, 1e-5);
    }

    [Fact]
    public void Separated_outcomes_have_no_slope_and_say_why()
    {
        var fit = CalibrationFit.Of(Given.Rows([.1f, .2f, .7f, .8f], [0, 0, 1, 1]));

        Assert.True(double.IsNaN(fit.Slope));
        Assert.Equal("A threshold on the score separates buyers from the rest: the slope has no bound.", fit.Reason);
    }

    [Fact]
    public void The_threshold_has_the_highest_f1_and_stands_between_scores()
    {
        // F1 after 1, 2, 3, 4 rows: 2/3, 1/2, 4/5, 2/3.
        var choice = ThresholdChoice.ByF1(Given.Rows([.9f, .8f, .6f, .2f], [1, 0, 1, 0]));

        Assert.Equal(.8, choice.F1, 1e-9);
        Assert.Equal(.4, choice.Threshold, 1e-6);
        Assert.Null(choice.Reason);
    }

    [Fact]
    public void Without_buyers_the_threshold_is_one_half_and_says_why()
    {
        var choice = ThresholdChoice.ByF1(Given.Rows([.9f, .8f], [0, 0]));

        Assert.Equal(.5, choice.Threshold);
        Assert.Equal("No validation row bought: the threshold is one half.", choice.Reason);
    }
}
