using Foresale.Learning.Baselines;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.States;

namespace Foresale.Learning.Tests.Fusion;

public class OutOfFoldTests
{
    private static readonly TreesOptions s_trees = new() { Settings = [new TreesSetting(12, 20, .1, .6, .8, 5), new TreesSetting(6, 20, .1, .8, .8, 1)], Bags = 2 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void No_row_is_predicted_by_a_learner_that_saw_its_shopper()
    {
        var table = Some.Shop(300, seed: 1, slice: i => i % 5 == 0 ? Slice.Test : Slice.Train);
        for (var node = 0; node < table.Nodes.Count; node++) table.Nodes.User[node] = node / 3;
        var memory = new Memory();

        var result = OutOfFold.Fit(table, [memory], new FitContext(), Token);

        // The learner says 1 for shoppers that it was fitted on, .25 for others.
        Assert.All(result.Learners[0].Probability, p => Assert.Equal(.25f, p));
        Assert.Equal(table.RowsOf(Slice.Train), result.Rows);
        Assert.All(result.Models[0].Predict(table, result.Rows, Token), p => Assert.Equal(1f, p)); // the last fit saw them all
        Assert.Equal([0, 0, 0, 0, 0, 5], memory.FoldsSeen);
    }

    [Fact]
    public void The_whole_chain_ends_near_the_truth_and_the_threshold_has_honest_rows()
    {
        var table = Some.Shop(3000, seed: 2, slice: i => i % 5 == 0 ? Slice.Test : i % 5 == 1 ? Slice.Validation : Slice.Train);
        var test = table.RowsOf(Slice.Test);

        var result = OutOfFold.Fit(table, [new BaseRateLearner(), new LogisticLearner(), new TreesLearner(s_trees)], new FitContext(Seed: 3, Threads: 1), Token);

        var truth = Loss(table, test, Array.ConvertAll(test, i => (float)Some.Truth(table.FeaturesOf(i))));
        var fused = Loss(table, test, result.Model.Fusion.Predict(table, test, Token));
        Assert.Equal(["base_rate", "logistic", "lightgbm"], result.Models.Select(m => m.Name));
        Assert.True(fused < truth + .03, $"fusion {fused}, truth {truth}");
        Assert.All(result.Model.Report.Weights, w => Assert.True(w >= 0));
        Assert.True(result.Model.Report.Weights[2] > result.Model.Report.Weights[1], "trees see the interaction");
        Assert.Equal(table.RowsOf(Slice.Train, Slice.Validation).Length, result.Shipped.Count);
        var trees = Assert.IsType<TreeModel>(result.Models[2]);
        Assert.True(trees.Trial.Rounds > 0 && double.IsNaN(trees.Trial.Loss), "the last fit takes its trees' number from the folds");
    }

    [Fact]
    public void The_same_seed_gives_the_same_model()
    {
        var table = Some.Shop(600, seed: 4, slice: _ => Slice.Train);

        var (one, two) = (Fit(), Fit());

        Assert.Equal(one, two);

        byte[] Fit()
        {
            var result = OutOfFold.Fit(table, [new LogisticLearner(), new TreesLearner(s_trees)], new FitContext(Seed: 3, Threads: 2), Token);
            return ModelGraph.ToBytes(result.Model, MissingValues.Fit(table), tokens: null);
        }
    }

    [Fact]
    public void Labels_of_few_instants_are_held_out_an_instant_at_a_time()
    {
        // Six campaigns; ten shoppers answer them all, so that every learner has seen each shopper but not the campaign.
        var table = Some.Shop(60, seed: 1, slice: _ => Slice.Train) with { Target = new Target(TargetKind.Labels) };
        for (var node = 0; node < 60; node++) (table.Nodes.User[node], table.Nodes.TimeMs[node]) = (node % 10, node / 10);
        var memory = new Memory(byTime: true);

        var result = OutOfFold.Fit(table, [memory], new FitContext(), Token);

        Assert.All(result.Learners[0].Probability, p => Assert.Equal(.25f, p));
        Assert.Equal([0, 0, 0, 0, 0, 5], memory.FoldsSeen);
    }

    [Fact]
    public void The_fusion_of_held_out_instants_stands_at_the_level_of_learners_that_saw_all()
    {
        // Instants differ in how many buy: a fold without the best of them scores low everywhere.
        var table = Some.Shop(900, seed: 5, slice: _ => Slice.Train) with { Target = new Target(TargetKind.Labels) };
        for (var node = 0; node < 900; node++)
        {
            table.Nodes.TimeMs[node] = table.Nodes.Outcome[node] > 0 && node % 2 == 0 ? 0 : 1 + (node % 5);
        }

        var model = OutOfFold.Fit(table, [new BaseRateLearner(), new LogisticLearner()], new FitContext(), Token).Model;

        var rows = table.RowsOf(Slice.Train);
        Assert.Null(model.Fusion.Isotonic);
        Assert.Equal(rows.Average(row => table.Nodes.Outcome[row]), model.Fusion.Predict(table, rows, Token).Average(), 1e-3f);
        Assert.Equal(model.Fusion.Fusion.Intercept, model.Report.Intercept);
    }

    private static double Loss(StateTable table, int[] rows, float[] p) => Gate.LogLoss(PredictionRows.Of("learner", table, rows, p));

    private sealed class Memory(bool byTime = false) : ILearner
    {
        public List<int> FoldsSeen { get; } = [];

        public IReadOnlyList<IIntentModel> Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
        {
            FoldsSeen.Add(folds.Count);
            return [new Known([.. table.RowsOf(Slice.Train, Slice.Validation).Select(i => Key(table, i))], Key)];
        }

        private long Key(StateTable table, int node) => byTime ? table.Nodes.TimeMs[node] : table.Nodes.User[node];

        private sealed class Known(HashSet<long> seen, Func<StateTable, int, long> key) : IIntentModel
        {
            public string Name => "memory";

            public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
                Array.ConvertAll(nodes.ToArray(), node => seen.Contains(key(table, node)) ? 1f : .25f);

            public string AddTo(OnnxGraph graph) => graph.AddConstantPerRow("memory", .25f);
        }
    }
}
