using CsCheck;
using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

public class MetricsTests
{
    private static readonly Predictions s_four = Given.Rows([.9f, .8f, .3f, .2f], [1, 0, 1, 0]);

    [Fact]
    public void Four_rows_give_the_figures_computed_by_hand()
    {
        var m = Metrics.Compute(s_four, .5);

        Assert.Equal(.7854787, m.LogLoss, 1e-6); // -(ln .9 + ln .2 + ln .3 + ln .8) / 4
        Assert.Equal(.295, m.Brier, 1e-6); // (.01 + .64 + .49 + .04) / 4
        Assert.Equal(-.18, m.BrierSkill, 1e-6); // 1 - .295 / .25
        Assert.Equal(.75, m.RocAuc, 1e-12); // 3 of 4 pairs
        Assert.Equal(5.0 / 6, m.PrAuc, 1e-12); // (1/1 + 2/3) / 2
        Assert.Equal(.5, m.BaseRate, 1e-12);
        Assert.Equal(.55, m.MeanScore, 1e-6);
        Assert.Equal(Math.Log(2), m.LogLossOfBaseRate, 1e-12);
    }

    [Fact]
    public void Calls_at_a_threshold_include_the_threshold_itself()
    {
        var m = Metrics.Compute(Given.Rows([.75f, .75f, .5f, .25f, .125f], [1, 0, 1, 0, 0]), .5);

        Assert.Equal(2.0 / 3, m.Precision, 1e-12);
        Assert.Equal(1, m.Recall, 1e-12);
        Assert.Equal(.8, m.F1, 1e-12);
        Assert.Equal(.8, m.Accuracy, 1e-12);
        Assert.Equal(.8, m.AccuracyAtHalf, 1e-12);
        Assert.Equal(.6, m.AccuracyOfNever, 1e-12);
    }

    [Fact]
    public void The_published_example_of_scikit_learn_gives_its_numbers()
    {
        var m = Metrics.Compute(Given.Rows([.1f, .4f, .35f, .8f], [0, 0, 1, 1]), .5);

        Assert.Equal(.75, m.RocAuc, 1e-12);
        Assert.Equal(.8333333, m.PrAuc, 1e-6);
    }

    [Fact]
    public void Tied_scores_count_half_in_roc_and_as_one_step_in_precision()
    {
        var m = Metrics.Compute(Given.Rows([.5f, .5f, .5f, .1f], [1, 0, 1, 0]), .5);

        Assert.Equal(.75, m.RocAuc, 1e-12); // each buyer: one tie, one below: (.5 + 1) / 2
        Assert.Equal(2.0 / 3, m.PrAuc, 1e-12);
    }

    [Fact]
    public void Equal_scores_give_chance_whatever_the_order_of_rows()
    {
        var scores = Enumerable.Repeat(.3f, 15).ToArray();
        float[] early = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        foreach (var outcomes in new[] { early, [.. early.Reverse()] })
        {
            var m = Metrics.Compute(Given.Rows(scores, outcomes), .5);
            Assert.Equal(.5, m.RocAuc, 1e-12);
            Assert.Equal(.2, m.PrAuc, 1e-12);
            Assert.Equal(.1, m.Ece, 1e-6);
            Assert.Equal(.1, m.TopDecileCapture, 1e-9);
            Assert.Equal("All scores are equal.", m.Undefined[nameof(Metric.CalibrationSlope)]);
        }
    }

    [Fact]
    public void The_top_decile_is_a_tenth_of_the_weight()
    {
        // 20 rows, 4 buyers, one of them among the top two.
        var scores = Enumerable.Range(0, 20).Select(i => (20 - i) / 32f).ToArray();
        var outcomes = new float[20];
        outcomes[1] = outcomes[5] = outcomes[9] = outcomes[19] = 1;

        var m = Metrics.Compute(Given.Rows(scores, outcomes), .5);

        Assert.Equal(.25, m.TopDecileCapture, 1e-9);
        Assert.Equal(2.5, m.TopDecileLift, 1e-9);
    }

    [Fact]
    public void Rows_of_one_outcome_give_nan_with_the_reason()
    {
        var none = Metrics.Compute(Given.Rows([.2f, .4f], [0, 0]), .5);
        var all = Metrics.Compute(Given.Rows([.2f, .4f], [1, 1]), .5);

        Assert.True(double.IsNaN(none.RocAuc) && double.IsNaN(none.PrAuc) && double.IsNaN(none.F1) && double.IsNaN(none.BrierSkill));
        Assert.Equal("No row bought.", none.Undefined[nameof(Metric.RocAuc)]);
        Assert.Equal("No row reaches the threshold.", none.Undefined[nameof(Metric.Precision)]);
        Assert.Equal(-(Math.Log(.8) + Math.Log(.6)) / 2, none.LogLoss, 1e-6);
        Assert.True(double.IsNaN(all.RocAuc));
        Assert.Equal("All rows have the same outcome.", all.Undefined[nameof(Metric.RocAuc)]);
        Assert.Equal(1, all.PrAuc, 1e-12);
    }

    [Fact]
    public void No_rows_give_nan_with_the_reason()
    {
        var m = Metrics.Compute(Given.Rows([], []), .5);

        Assert.True(double.IsNaN(m.LogLoss) && double.IsNaN(m.Ece) && double.IsNaN(m.EceFloor));
        Assert.Equal("There are no rows, or none with a weight.", m.Undefined[nameof(Metric.LogLoss)]);
    }

    [Fact]
    public void Certain_and_wrong_costs_a_bounded_sum()
    {
        var m = Metrics.Compute(Given.Rows([0f, 1f], [1, 1]), .5);

        Assert.Equal(-Math.Log(1e-7) / 2, m.LogLoss, 1e-3);
    }

    [Fact]
    public void A_faulty_row_is_named()
    {
        var nan = Assert.Throws<ArgumentException>(() => Metrics.Compute(Given.Rows([.5f, float.NaN], [1, 0]), .5));
        var shorter = Assert.Throws<ArgumentException>(() => Metrics.Compute(Given.Rows([.5f, .5f], [1]), .5));

        Assert.StartsWith("Predictions of 'learner', row 1: probability NaN, outcome 0, weight 1. Probability and outcome must lie in 0..1 and the weight must be a number >= 0.", nan.Message, StringComparison.Ordinal);
        Assert.StartsWith("Predictions of 'learner' have 2 probabilities, 1 outcomes, 2 weights and 2 users. Give one of each a row.", shorter.Message, StringComparison.Ordinal);
    }

    private static readonly Gen<(int Score, bool Bought, int Weight)[]> s_rows =
        Gen.Select(Gen.Int[0, 8], Gen.Bool, Gen.Int[0, 3]).Array[2, 40];

    [Fact]
    public void Roc_auc_equals_the_mann_whitney_count_over_all_pairs() => s_rows.Sample(
        rows =>
        {
            var m = Metrics.Compute(Weighted(rows), .5);
            var (won, pairs) = (0.0, 0.0);
            foreach (var buyer in rows.Where(r => r.Bought))
            {
                foreach (var other in rows.Where(r => !r.Bought))
                {
                    double weight = buyer.Weight * other.Weight;
                    pairs += weight;
                    won += weight * (buyer.Score > other.Score ? 1 : buyer.Score == other.Score ? .5 : 0);
                }
            }

            return pairs == 0 ? double.IsNaN(m.RocAuc) : Math.Abs(m.RocAuc - (won / pairs)) < 1e-12;
        },
        iter: 500);

    [Fact]
    public void A_weight_of_n_is_n_rows() => s_rows.Sample(
        rows =>
        {
            var weighted = Metrics.Compute(Weighted(rows), .5);
            var repeated = Metrics.Compute(Repeated(rows), .5);

            return Enum.GetValues<Metric>().All(metric => Same(weighted[metric], repeated[metric]));
        },
        iter: 300);

    private static bool Same(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) < 1e-6 * Math.Max(1, Math.Abs(a));

    private static Predictions Weighted((int Score, bool Bought, int Weight)[] rows) => Given.Rows(
        [.. rows.Select(r => r.Score / 8f)], [.. rows.Select(r => r.Bought ? 1f : 0f)], [.. rows.Select(r => (float)r.Weight)]);

    private static Predictions Repeated((int Score, bool Bought, int Weight)[] rows)
    {
        var many = rows.SelectMany(r => Enumerable.Repeat(r, r.Weight)).ToArray();
        return Given.Rows([.. many.Select(r => r.Score / 8f)], [.. many.Select(r => r.Bought ? 1f : 0f)]);
    }
}
