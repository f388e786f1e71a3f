using CsCheck;
using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

public class ClusterBootstrapTests
{
    [Fact]
    public void A_draw_equals_the_metrics_of_its_repeated_rows() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 3].Array[12]).Sample(
            (seed, times) =>
            {
                var shop = Given.Shop(36, seed, rowsPerUser: 3);
                var ranked = RankedPredictions.Of(shop);
                var drawn = new double[MetricWords.Count];
                MetricValues.Compute(ranked, new UserSums(ranked, .2), times, drawn);
                var rows = Enumerable.Range(0, 36).SelectMany(i => Enumerable.Repeat(i, times[i / 3])).ToArray();
                var repeated = Metrics.Compute(Given.Rows([.. rows.Select(i => shop.Probability[i])], [.. rows.Select(i => shop.Outcome[i])]), .2);

                // Slope and intercept of a draw are one Newton step, equal only to first order.
                return Enum.GetValues<Metric>().Where(m => m is not (Metric.CalibrationSlope or Metric.CalibrationIntercept))
                    .All(m => (double.IsNaN(drawn[(int)m]) && double.IsNaN(repeated[m])) || Math.Abs(drawn[(int)m] - repeated[m]) < 1e-9);
            },
            iter: 200);

    [Fact]
    public void One_newton_step_is_near_the_refitted_slope()
    {
        var shop = Given.Shop(4000, seed: 2);
        var boot = Draw(200, 1, [shop]);

        var interval = boot.IntervalOf("learner", Metric.CalibrationSlope);

        // Standard error of the slope on 4,000 rows from the curvature: about .04.
        Assert.InRange(interval.High - interval.Low, .08, .26);
        Assert.True(interval.Low < 1 && interval.High > 1);
    }

    [Fact]
    public void Identical_learners_differ_by_exactly_nothing()
    {
        var one = Given.Shop(500, seed: 1, learner: "one");
        var boot = Draw(50, 1, [one, one with { Learner = "two" }]);

        foreach (var metric in Enum.GetValues<Metric>())
        {
            Assert.Equal(new Interval(0, 0, 0), boot.DifferenceOf("one", "two", metric));
        }
    }

    [Fact]
    public void A_noisy_copy_is_shown_worse_and_the_sign_turns_with_the_order()
    {
        var good = Given.Shop(4000, seed: 1, learner: "good");
        var noisy = Given.Shop(4000, seed: 1, noise: 1.5f, learner: "noisy");
        var boot = Draw(200, 1, [good, noisy]);

        Assert.True(boot.DifferenceOf("good", "noisy", Metric.RocAuc).IsAboveZero);
        Assert.True(boot.DifferenceOf("good", "noisy", Metric.LogLoss).IsBelowZero);
        Assert.True(boot.DifferenceOf("noisy", "good", Metric.LogLoss).IsAboveZero);
    }

    [Fact]
    public void The_seed_decides_the_interval()
    {
        var shop = Given.Shop(400, seed: 1);
        Interval With(int seed) => Draw(60, seed, [shop]).IntervalOf("learner", Metric.RocAuc);

        Assert.Equal(With(4), With(4));
        Assert.NotEqual(With(4), With(5));
    }

    [Fact]
    public void Intervals_cover_the_truth_where_rows_of_a_user_are_alike()
    {
        // Each of 80 users has 6 rows with one outcome; the score is .3 for all, and the truth of Brier is .3 x .7.
        var covered = 0;
        for (var world = 0; world < 100; world++)
        {
            var random = new Random(world);
            var bought = Enumerable.Range(0, 80).Select(_ => random.NextDouble() < .3 ? 1f : 0f).ToArray();
            var rows = Given.Rows([.. Enumerable.Repeat(.3f, 480)], [.. Enumerable.Range(0, 480).Select(i => bought[i / 6])], users: [.. Enumerable.Range(0, 480).Select(i => i / 6)]);
            var interval = Draw(200, world, [rows]).IntervalOf("learner", Metric.Brier);
            covered += interval.Low <= .21 && interval.High >= .21 ? 1 : 0;
        }

        // Drawing rows instead of users covers 56 of 100.
        Assert.InRange(covered, 86, 100);
    }

    [Fact]
    public void Learners_on_different_rows_are_refused()
    {
        var one = Given.Rows([.1f, .9f], [0, 1], learner: "one");
        var other = Given.Rows([.1f, .9f], [1, 1], learner: "other");

        var error = Assert.Throws<ArgumentException>(() => Draw(10, 1, [one, other]));

        Assert.StartsWith("Predictions of 'other' and 'one' are for different rows. Paired draws need the same outcomes, weights and users in the same order.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_is_between_order_statistics()
    {
        double[] draws = [.. Enumerable.Range(0, 101).Select(i => (double)i), double.NaN];

        var interval = Interval.OfDraws(50, draws, .9);

        Assert.Equal(50, interval.Value);
        Assert.Equal(5, interval.Low, 1e-9);
        Assert.Equal(95, interval.High, 1e-9);
    }

    private static ClusterBootstrap Draw(int draws, int seed, IReadOnlyList<Predictions> learners) =>
        ClusterBootstrap.Run(learners, new BootstrapOptions { Draws = draws, Seed = seed }, TestContext.Current.CancellationToken);
}
