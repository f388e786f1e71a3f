using Foresale.Evaluation;
using Foresale.Learning.Fusion;

namespace Foresale.Learning.Tests.Fusion;

public class FusionTests
{
    [Fact]
    public void It_recovers_the_weights_that_made_the_outcomes()
    {
        var (a, b, outcome) = Draw(40_000, seed: 1, (x, y) => -.3 + (.9 * x) + (.4 * y));

        var fusion = LogitFusion.Fit([a, b], outcome, Ones(outcome.Length), Shoppers(outcome.Length));

        Assert.Equal(.9, fusion.Weights[0], .05);
        Assert.Equal(.4, fusion.Weights[1], .05);
        Assert.Equal(-.3, fusion.Intercept, .05);
    }

    [Fact]
    public void A_learner_that_points_the_wrong_way_gets_no_weight()
    {
        var (a, b, outcome) = Draw(5_000, seed: 2, (x, y) => x - (.5 * y));

        var fusion = LogitFusion.Fit([a, b], outcome, Ones(outcome.Length), Shoppers(outcome.Length));

        Assert.Equal(0, fusion.Weights[1]);
        Assert.True(fusion.Weights[0] > .7);
    }

    [Fact]
    public void With_a_useless_learner_it_is_no_worse_than_the_good_one()
    {
        var (good, useless, outcome) = Draw(20_000, seed: 3, (x, _) => x);
        var (good2, useless2, outcome2) = Draw(20_000, seed: 4, (x, _) => x);

        var fusion = LogitFusion.Fit([good, useless], outcome, Ones(outcome.Length), Shoppers(outcome.Length));

        var fused = Enumerable.Range(0, good2.Length).Select(i => (float)fusion.Fuse([good2[i], useless2[i]])).ToArray();
        Assert.True(LossOf(fused, outcome2) <= LossOf(good2, outcome2) + .0003);
        Assert.True(fusion.Weights[1] < .03);
    }

    [Fact]
    public void Twins_share_one_weight_and_a_constant_has_none()
    {
        var (a, _, outcome) = Draw(10_000, seed: 5, (x, _) => x);

        var fusion = LogitFusion.Fit([a, [.. a], [.. a.Select(_ => .2f)]], outcome, Ones(outcome.Length), Shoppers(outcome.Length));

        Assert.Equal(fusion.Weights[0], fusion.Weights[1], 1e-4);
        Assert.Equal(1, fusion.Weights[0] + fusion.Weights[1], .06);
        Assert.Equal(0, fusion.Weights[2]);
    }

    [Fact]
    public void Rows_of_one_outcome_or_none_give_finite_weights()
    {
        var never = LogitFusion.Fit([[.1f, .2f, .3f]], new float[3], Ones(3), Shoppers(3));
        var nothing = LogitFusion.Fit([[], []], [], [], []);

        Assert.InRange(never.Fuse([.2f]), .01, .2); // three shoppers lower it, by little
        Assert.Equal(.3, nothing.Fuse([.3f, .3f]), 1e-6);
    }

    [Fact]
    public void Few_shoppers_leave_the_weights_near_one_in_all()
    {
        // Thirty shoppers with forty equal rows each: 1,200 rows that know no more than 30.
        var (a, b, outcome) = Draw(30, seed: 10, (x, y) => .5 * (x + y));
        int[] rows = [.. Enumerable.Range(0, 30).SelectMany(i => Enumerable.Repeat(i, 40))];

        var fusion = LogitFusion.Fit([Of(a), Of(b)], Of(outcome), Ones(rows.Length), rows);
        var unaware = LogitFusion.Fit([Of(a), Of(b)], Of(outcome), Ones(rows.Length), Shoppers(rows.Length));

        Assert.True(fusion.PriorDeviation < unaware.PriorDeviation);
        Assert.True(Math.Abs(fusion.Weights.Sum() - 1) < Math.Abs(unaware.Weights.Sum() - 1));

        float[] Of(float[] values) => Array.ConvertAll(rows, i => values[i]);
    }

    [Fact]
    public void The_prior_splits_one_weight_by_what_each_learner_gains()
    {
        // By hand: outcomes 1, 0, base rate .5, loss ln 2 a row. The first says .8 and .2: loss -ln .8, gain ln 1.6 a row.
        // The second says .5 and .5: gain 0. So the split is 1 and 0, whatever their number.
        var rows = new FusionRows([[.8f, .2f], [.5f, .5f]], [1, 0]);

        Assert.Equal([0, 1, 0], rows.SplitBySkill([1, 1]));
        Assert.Equal(-2 * Math.Log(.8), rows.Loss([0, 1, 0], [1, 1]), 1e-6);
    }

    [Fact]
    public void Probabilities_of_0_and_1_are_clipped()
    {
        var fusion = new LogitFusion(0, [1]);

        Assert.Equal(1e-6, fusion.Fuse([0f]), 1e-12);
        Assert.Equal(1 - 1e-6, fusion.Fuse([1f]), 1e-12);
    }

    [Fact]
    public void Neighbours_out_of_order_are_pooled()
    {
        // By hand: .3 and .4 (1, 0) pool to .5; .5 (0, weight 2) pools with them to 1/4; .6 and .7 stay at 1.
        var blocks = PoolAdjacentViolators.Fit([.7, .1, .3, .4, .5, .2], [1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 2, 1]);

        Assert.Equal([0, .25, 1], blocks.Select(b => b.Y));
        Assert.Equal([2, 4, 1], blocks.Select(b => b.Weight));
        Assert.Equal(.425, blocks[1].X, 1e-12); // (.3 + .4 + 2 x .5) / 4
    }

    [Fact]
    public void Tied_scores_are_one_row()
    {
        var blocks = PoolAdjacentViolators.Fit([.2, .2, .2, .8], [1, 0, 0, 1], [1, 1, 1, 1]);

        Assert.Equal([1.0 / 3, 1], blocks.Select(b => b.Y));
    }

    [Fact]
    public void The_isotonic_map_is_monotone_never_0_or_1_and_mends_a_bent_score()
    {
        var random = new Random(6);
        var score = Enumerable.Range(0, 20_000).Select(_ => random.NextDouble()).ToArray();
        float[] outcome = [.. score.Select(s => random.NextDouble() < s * s ? 1f : 0f)];

        var map = IsotonicCalibration.Fit(score, outcome, Ones(score.Length));

        var values = Enumerable.Range(0, 1001).Select(i => map.Apply(i / 1000.0)).ToArray();
        Assert.All(values.Zip(values.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        Assert.True(values[0] > 0 && values[^1] < 1);
        Assert.All([.2, .5, .8], s => Assert.Equal(s * s, map.Apply(s), .05));
    }

    [Fact]
    public void A_fusion_of_predictions_alone_keeps_the_isotonic_map_where_it_helps()
    {
        // The outcome follows the score in steps, which no line of log-odds can draw.
        var random = new Random(12);
        Predictions Half()
        {
            float[] score = [.. Enumerable.Range(0, 6000).Select(_ => random.NextSingle())];
            return Rows("learner", score, [.. score.Select(s => random.NextDouble() < (s < .3 ? .1 : s < .9 ? .5 : .6) ? 1f : 0f)]);
        }

        var (a, b) = (Half(), Half());
        var fusion = FusedModel.FuseOnly([a], [b], seed: 1);

        Assert.NotNull(fusion.Isotonic);
        Assert.InRange(fusion.Combine([[.85f]])[0], .45, .56);
    }

    [Fact]
    public void The_isotonic_map_is_not_kept_for_less_than_a_hundred_buyers()
    {
        // The same steps, but the rows are those of fifty shoppers: many rows, little known.
        var random = new Random(12);
        Predictions Half()
        {
            float[] score = [.. Enumerable.Range(0, 6000).Select(_ => random.NextSingle())];
            var rows = Rows("learner", score, [.. score.Select(s => random.NextDouble() < (s < .3 ? .1 : s < .9 ? .5 : .6) ? 1f : 0f)]);
            return rows with { User = [.. rows.User.Select(u => u % 50)] };
        }

        Assert.Null(FusedModel.FuseOnly([Half()], [Half()], seed: 1).Isotonic);
    }

    [Fact]
    public void A_handful_of_buyers_does_not_move_the_weights()
    {
        // Whom a sees at .9 buys, and so do five of b's; the weights stay where the split by skill has them.
        float[] outcome = [.. Enumerable.Range(0, 400).Select(i => i % 40 == 0 ? 1f : 0f)];
        float[] a = [.. outcome.Select((y, i) => y > 0 && i < 200 ? .9f : .1f)], b = [.. outcome.Select((y, i) => y > 0 && i >= 200 ? .3f : .02f)];

        var few = LogitFusion.Fit([a, b], outcome, Ones(400), [.. Enumerable.Range(0, 400)]);
        var many = LogitFusion.Fit([Ten(a), Ten(b)], Ten(outcome), Ones(4000), [.. Enumerable.Range(0, 4000)]);

        Assert.Equal(.02, few.PriorDeviation);
        Assert.Equal(1, few.Weights.Sum(), .1);
        Assert.True(many.PriorDeviation > .02);
    }

    [Fact]
    public void The_gate_ships_a_fusion_that_is_not_shown_worse()
    {
        var (truth, noisy, outcome) = Learners(4000, seed: 7);

        var better = Gate.Judge(Rows("fusion", truth, outcome), Rows("single", noisy, outcome), seed: 1);
        var same = Gate.Judge(Rows("fusion", noisy, outcome), Rows("single", noisy, outcome), seed: 1);

        Assert.True(better.ShipsFusion && better.IsBetter && better.Gain.Low > 0);
        Assert.True(same.ShipsFusion && !same.IsBetter);
        Assert.Equal(0, same.Gain.Value);
    }

    [Fact]
    public void The_gate_holds_back_a_fusion_that_is_worse()
    {
        var (truth, noisy, outcome) = Learners(4000, seed: 8);

        var verdict = Gate.Judge(Rows("fusion", noisy, outcome), Rows("single", truth, outcome), seed: 1);

        Assert.False(verdict.ShipsFusion);
        Assert.False(verdict.IsBetter);
    }

    [Fact]
    public void The_gate_does_not_take_chance_for_a_loss()
    {
        // 40 shoppers, half of whom the fusion scores better and half worse: the mean loss is .013, its standard error .04.
        float[] single = [.. Enumerable.Repeat(.5f, 40)];
        float[] fusion = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? .65f : .375f)];
        float[] outcome = [.. Enumerable.Repeat(1f, 40)];

        var verdict = Gate.Judge(Rows("fusion", fusion, outcome), Rows("single", single, outcome), seed: 1);

        Assert.Equal(((Math.Log(.65) + Math.Log(.375)) / 2) - Math.Log(.5), verdict.Gain.Value, 1e-6);
        Assert.True(verdict.Gain.Value < Gate.Tolerance && verdict.ShipsFusion && !verdict.IsBetter);
    }

    [Fact]
    public void A_small_loss_that_most_shoppers_share_holds_the_fusion_back()
    {
        // A loss of about .01 a row with a standard error of .006: beyond one of it, not beyond 1.96.
        float[] fusion = [.. Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? .522f : .481f)];
        float[] single = [.. Enumerable.Repeat(.5f, 40)];
        float[] outcome = [.. Enumerable.Repeat(1f, 40)];

        var verdict = Gate.Judge(Rows("fusion", fusion, outcome), Rows("single", single, outcome), seed: 1);

        Assert.InRange(verdict.Gain.Value, -.02, -.005);
        Assert.False(verdict.Gain.IsBelowZero); // the interval alone would not
        Assert.False(verdict.ShipsFusion);
    }

    [Fact]
    public void Every_calibration_row_judges_and_none_judges_what_it_was_fitted_by()
    {
        // On half A one learner is right, on half B the other: what is best on one half is worst on the other, and so is the fusion.
        var (truth, _, outcome) = Learners(2000, seed: 13);
        float[] wrong = [.. truth.Select(p => 1 - p)];
        Predictions[] halfA = [Rows("a", truth, outcome), Rows("b", wrong, outcome)], halfB = [Rows("a", wrong, outcome), Rows("b", truth, outcome)];

        var report = FusedModel.Fit([new Known("a"), new Known("b")], halfA, halfB, seed: 1).Report;

        var worst = Gate.LogLoss(halfA[1]);
        Assert.Equal(worst - report.FusionLoss, report.Gate.Gain.Value, 1e-6);
        Assert.True(report.FusionLoss > Gate.LogLoss(Rows("never", [.. Enumerable.Repeat(.5f, 2000)], outcome)));
    }

    [Fact]
    public void Rows_of_one_shopper_widen_the_gates_interval()
    {
        var (truth, noisy, outcome) = Learners(2000, seed: 9);
        int[] shoppers = [.. Enumerable.Range(0, 2000).Select(i => i / 100)];
        var (fusion, single) = (Rows("fusion", truth, outcome), Rows("single", noisy, outcome));

        // The same rows ten times over, as ten rows a shopper: no more is known than before.
        var once = Gate.GainOf(fusion, single, seed: 1);
        var tenfold = Gate.GainOf(Repeat(fusion), Repeat(single), seed: 1);

        Assert.Equal(once.Low, tenfold.Low, 1e-9);
        Assert.Equal(once.High, tenfold.High, 1e-9);
        Assert.NotEqual(once.Low, Gate.GainOf(fusion with { User = shoppers }, single with { User = shoppers }, seed: 1).Low);
    }

    private static Predictions Repeat(Predictions p) => new(p.Learner, Ten(p.Probability), Ten(p.Outcome), Ten(p.Weight), Ten(p.User));

    private static T[] Ten<T>(T[] values) => [.. values.SelectMany(v => Enumerable.Repeat(v, 10))];

    private static Predictions Rows(string learner, float[] probability, float[] outcome) =>
        new(learner, probability, outcome, Ones(outcome.Length), [.. Enumerable.Range(0, outcome.Length)]);

    private static int[] Shoppers(int count) => [.. Enumerable.Range(0, count)];

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

    private static double LossOf(float[] p, float[] outcome) => Gate.LogLoss(Rows("learner", p, outcome));

    private static (float[] Truth, float[] Noisy, float[] Outcome) Learners(int rows, int seed)
    {
        var (truth, other, outcome) = Draw(rows, seed, (x, _) => x);
        return (truth, [.. truth.Zip(other, (t, o) => (float)Logit.Sigmoid(Logit.Of(t) + (.7 * Logit.Of(o))))], outcome);
    }

    /// <summary>Two learners with independent normal log-odds, and outcomes drawn from a combination of them.</summary>
    private static (float[] A, float[] B, float[] Outcome) Draw(int rows, int seed, Func<double, double, double> logit)
    {
        var random = new Random(seed);
        var (a, b, outcome) = (new float[rows], new float[rows], new float[rows]);
        for (var i = 0; i < rows; i++)
        {
            var (x, y) = (1.5 * Normal(random), 1.5 * Normal(random));
            (a[i], b[i]) = ((float)Logit.Sigmoid(x), (float)Logit.Sigmoid(y));
            outcome[i] = random.NextDouble() < Logit.Sigmoid(logit(x, y)) ? 1 : 0;
        }

        return (a, b, outcome);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private sealed class Known(string name) : IIntentModel
    {
        public string Name { get; } = name;

        public float[] Predict(Foresale.States.StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public string AddTo(Foresale.Learning.Export.OnnxGraph graph) => throw new NotSupportedException();
    }
}
