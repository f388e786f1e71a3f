using Foresale.Learning.Baselines;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Learning.Tests.Baselines;

public class BgNbdLearnerTests
{
    private const int Days = 20;
    private static readonly string[] s_columns = ["user_orders", "user_days_between_orders", "user_days_since_purchase"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void It_reads_orders_from_the_fold_and_beats_the_base_rate()
    {
        var table = Shoppers(6000);
        var test = table.RowsOf(Slice.Test);

        var model = BgNbdLearner.Fit(table, Token, Slice.Train)!;

        Assert.True(Loss(model, table, test) < Loss(BaseRateLearner.Fit(table, Slice.Train), table, test) - .02);
        Assert.Equal(model.NeverBought, model.Predict(table, [0], Token)[0]);
        Assert.InRange(model.NeverBought, .01, .09); // 5 % of them buy
    }

    [Fact]
    public void Who_stays_away_is_watched_until_the_last_row_of_all()
    {
        var table = Shoppers(2000);
        table.Nodes.TimeMs.AsSpan().Fill(100L * 86_400_000);
        var earlier = table with { Features = [.. table.Features], Nodes = table.Nodes with { TimeMs = [.. table.Nodes.TimeMs] } };
        var moved = 0;
        for (var node = 0; node < earlier.Nodes.Count; node += 2)
        {
            if (earlier.FeaturesOf(earlier.Nodes.State[node])[2] > 10)
            {
                earlier.FeaturesOf(earlier.Nodes.State[node])[2] -= 10; // the last row of someone who has not come since
                earlier.Nodes.TimeMs[node] -= 10L * 86_400_000;
                moved++;
            }
        }

        Assert.True(moved > 50);
        Assert.Equal(BgNbdLearner.Fit(table, Token, Slice.Train)!.Predict(table, [1, 2, 3], Token), BgNbdLearner.Fit(earlier, Token, Slice.Train)!.Predict(table, [1, 2, 3], Token), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void The_graph_answers_as_the_code_does()
    {
        var raw = Shoppers(3000);
        var fills = MissingValues.Fit(raw);
        var filled = fills.Apply(raw);
        var context = new FitContext(Seed: 1, Threads: 1);
        var model = FusedModel.FitOnSlices([BaseRateLearner.Fit(filled, Slice.Train), BgNbdLearner.Fit(filled, Token, Slice.Train)!], filled, context, Token);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, fills, tokens: null));

        var scores = onnx.Run(raw, raw.AllNodes(), Token);

        var expected = model.Fusion.Learners[1].Predict(filled, filled.AllNodes(), Token);
        Assert.True(expected.Distinct().Count() > 1000);
        Assert.All(expected.Select((p, i) => (p, i)), e => Assert.Equal(e.p, scores.Learners[(2 * e.i) + 1], 2e-6));
    }

    [Fact]
    public void It_stays_out_of_other_targets_and_of_logs_without_orders_or_repeats()
    {
        var table = Shoppers(600);

        Assert.Null(BgNbdLearner.Fit(table with { Target = new Target(TargetKind.Session) }, Token, Slice.Train));
        Assert.Null(BgNbdLearner.Fit(Some.Shop(100, seed: 1) with { Target = table.Target }, Token, Slice.Train));
        Assert.Null(BgNbdLearner.Fit(Shoppers(20), Token, Slice.Train));
    }

    // Every fourth shopper never bought; the others are customers of the model itself.
    private static StateTable Shoppers(int count)
    {
        var random = new Random(8);
        var customers = BgNbdTests.Customers(count, days: 100, ahead: Days, seed: 5);
        float[] Features(OrderHistory h) => [(float)h.Repeats + 1, h.Repeats > 0 ? (float)(h.LastOrder / h.Repeats) : float.NaN, (float)(h.Age - h.LastOrder)];
        float[][] features = [.. customers.Select((c, i) => i % 4 == 0 ? [0, float.NaN, float.NaN] : Features(c.History))];
        float[] outcome = [.. customers.Select((c, i) => (i % 4 == 0 ? random.NextDouble() < .05 : c.Buys) ? 1f : 0f)];
        return Some.Table(features, outcome, Some.Fifths, columns: [.. s_columns.Select(name => Some.Column(name))]) with { Target = new Target(TargetKind.User, HorizonDays: Days) };
    }

    private static double Loss(IIntentModel model, StateTable table, int[] rows) =>
        Gate.LogLoss(PredictionRows.Of(model.Name, table, rows, model.Predict(table, rows, Token)));
}
