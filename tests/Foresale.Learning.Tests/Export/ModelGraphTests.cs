using Foresale.Events;
using Foresale.Features;
using Foresale.Learning.Baselines;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Learning.Tests.Export;

public class ModelGraphTests
{
    private static readonly FitContext s_context = new(Seed: 5, Threads: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, .1)]
    public void The_graph_answers_as_the_learners_do(int seed, double missing)
    {
        var (raw, filled, fills, model) = Trained(seed, missing);
        var nodes = raw.AllNodes();
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, fills, tokens: null));

        var scores = onnx.Run(raw, nodes, Token, batchSize: 500);

        Assert.Equal(["base_rate", "recency", "logistic", "lightgbm"], onnx.Learners);
        AssertClose(model.Shipped.Predict(filled, nodes, Token), scores.Intent);
        for (var m = 0; m < 4; m++)
        {
            AssertClose(model.Fusion.Learners[m].Predict(filled, nodes, Token), [.. nodes.Select(i => scores.Learners[(i * 4) + m])]);
        }
    }

    [Fact]
    public void Rows_exactly_on_thresholds_go_the_same_way()
    {
        var (raw, _, fills, model) = Trained(seed: 3, missing: 0);
        var trees = model.Fusion.Learners.OfType<TreeModel>().Single();
        var rows = new List<float[]>();
        for (var node = 0; node < trees.Trees.Feature.Length; node++)
        {
            foreach (var value in new[] { trees.Trees.Threshold[node], MathF.BitIncrement(trees.Trees.Threshold[node]) })
            {
                var x = raw.FeaturesOf(node % raw.StateCount).ToArray();
                x[trees.Trees.Feature[node]] = value;
                rows.Add(x);
            }
        }

        var probes = Some.Table([.. rows], new float[rows.Count]);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, fills, tokens: null));

        var scores = onnx.Run(probes, probes.AllNodes(), Token);

        AssertClose(trees.Predict(fills.Apply(probes), probes.AllNodes(), Token), [.. probes.AllNodes().Select(i => scores.Learners[(i * 4) + 3])]);
    }

    [Fact]
    public void Very_sure_learners_agree_with_the_graph_too()
    {
        // Log-odds up to +-40: a float32 probability has lost them, so the graph must not go through it.
        var table = Some.Table([.. Enumerable.Range(-40, 81).Select(i => new float[] { i })], [.. Enumerable.Range(-40, 81).Select(i => i % 3 == 0 ? 1f : 0f)]);
        var sure = new LogisticModel(new Standardizer { Mean = [0], InverseScale = [.2f], Bent = [false] }, [.01, 5], new LogisticTrial(1, 0), []);
        var fusion = new FusionModel([sure, new BaseRateModel(.4f)], new LogitFusion(.2, [.7, .3]), isotonic: null);
        var model = new FusedModel(fusion, sure, Report(shipsFusion: true, "logistic", "base_rate"));
        var fills = MissingValues.Fit(table);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, fills, tokens: null));

        var scores = onnx.Run(table, table.AllNodes(), Token);

        AssertClose(fusion.Predict(table, table.AllNodes(), Token), scores.Intent);
    }

    [Fact]
    public void A_very_sure_recency_rule_agrees_with_the_graph_too()
    {
        // The fused score stands at .5 where the rule is surest, so that a lost digit would show.
        var table = Some.Table([.. Enumerable.Range(0, 400).Select(i => new[] { i / 400f })], [.. Enumerable.Range(0, 400).Select(i => i % 3 == 0 ? 1f : 0f)]);
        var sure = new RecencyModel(new RecencyColumns([0], [-1]), intercept: 12, slope: -1, never: 0, ["hours"]);
        var fusion = new FusionModel([sure, new BaseRateModel(.4f)], new LogitFusion(-8.2, [.7, .3]), isotonic: null);
        var model = new FusedModel(fusion, sure, Report(shipsFusion: true, "recency", "base_rate"));
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, MissingValues.Fit(table), tokens: null));

        var scores = onnx.Run(table, table.AllNodes(), Token);

        AssertClose(fusion.Predict(table, table.AllNodes(), Token), scores.Intent);
    }

    [Fact]
    public void The_recency_rule_and_the_isotonic_map_agree_with_the_graph()
    {
        FeatureColumn[] columns = [Some.Column("user_days_since_cart", unit: "days"), Some.Column("user_days_since_view", unit: "days")];
        var random = new Random(6);
        var rows = Enumerable.Range(0, 2000).Select(_ => new[] { random.NextDouble() < .5 ? float.NaN : random.Next(20), random.NextDouble() < .2 ? float.NaN : random.Next(20) }).ToArray();
        float[] outcome = [.. rows.Select(x => random.NextDouble() < (float.IsNaN(x[0]) ? .05 : 1.0 / (1 + x[0])) ? 1f : 0f)];
        var raw = Some.Table(rows, outcome, Some.Fifths, columns: columns) with { Target = new Target(TargetKind.User, 7) };
        var fills = MissingValues.Fit(raw);
        var filled = fills.Apply(raw);
        var recency = RecencyLearner.Fit(filled, Token, Slice.Train);
        var map = IsotonicCalibration.Fit(Array.ConvertAll(recency.Predict(filled, raw.AllNodes(), Token), p => (double)p), outcome, raw.Nodes.Weight);
        var fusion = new FusionModel([recency], new LogitFusion(0, [1]), map);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(new FusedModel(fusion, recency, Report(shipsFusion: true, "recency")), fills, tokens: null));

        var scores = onnx.Run(raw, raw.AllNodes(), Token);

        Assert.True(map.X.Count > 4);
        AssertClose(fusion.Predict(filled, raw.AllNodes(), Token), scores.Intent);
        AssertClose(recency.Predict(filled, raw.AllNodes(), Token), scores.Learners);
    }

    [Fact]
    public void Where_the_gate_holds_the_fusion_back_the_graph_gives_the_single_learner()
    {
        var (raw, filled, fills, model) = Trained(seed: 4, missing: 0);
        var held = model with { Report = model.Report with { Gate = model.Report.Gate with { ShipsFusion = false }, Ships = model.BestSingle.Name } };
        using var onnx = new OnnxModel(ModelGraph.ToBytes(held, fills, tokens: null));

        var scores = onnx.Run(raw, raw.AllNodes(), Token);

        Assert.Equal(model.BestSingle.Name, onnx.Ships);
        AssertClose(model.BestSingle.Predict(filled, raw.AllNodes(), Token), scores.Intent);
    }

    [Fact]
    public void The_same_fit_gives_the_same_bytes()
    {
        var (_, _, fills, one) = Trained(seed: 5, missing: .1);
        var (_, _, _, two) = Trained(seed: 5, missing: .1);

        Assert.Equal(ModelGraph.ToBytes(one, fills, tokens: null), ModelGraph.ToBytes(two, fills, tokens: null));
    }

    [Fact]
    public void A_score_reads_the_last_tokens_of_its_history_and_answers_in_the_order_asked()
    {
        // A learner that adds up the first field of the tokens that it is shown, /100.
        var tokens = new TokenSchema([new TokenField("behavior", 10), new TokenField("gap", 10)], Length: 3);
        var table = Some.Table([[0], [0], [0], [0]], new float[4]) with { TokenSchema = tokens, Tokens = [1, 9, 2, 9, 3, 9, 4, 9, 5, 9] };
        (int[] begin, int[] end) = ([0, 0, 4, 4], [1, 4, 4, 5]);
        table = table with { Nodes = table.Nodes with { TokenBegin = begin, TokenEnd = end } };
        var sum = new TokenSum();
        var fusion = new FusionModel([sum], new LogitFusion(0, [1]), isotonic: null);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(new FusedModel(fusion, sum, Report(shipsFusion: false, "sum")), MissingValues.Fit(table), tokens));

        var scores = onnx.Run(table, [1, 0, 3, 2], Token, batchSize: 2);

        Assert.Equal([.09f, .01f, .05f, 0f], scores.Intent); // 2 + 3 + 4 of the four; 1; 5; nothing
        Assert.Equal([3f, 1f, 1f, 0f], scores.Value!); // tokens in use
    }

    [Fact]
    public void An_isotonic_map_leaves_the_names_of_further_outputs_free()
    {
        var tokens = new TokenSchema([new TokenField("behavior", 10), new TokenField("gap", 10)], Length: 3);
        var table = Some.Table([[0], [0]], new float[2]) with { TokenSchema = tokens, Tokens = [1, 9, 2, 9] };
        table = table with { Nodes = table.Nodes with { TokenEnd = [1, 2] } };
        var sum = new TokenSum();
        var map = IsotonicCalibration.Fit([.01, .02, .03, .04], [0, 0, 1, 1], [1, 1, 1, 1]);
        var fusion = new FusionModel([sum], new LogitFusion(0, [1]), map);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(new FusedModel(fusion, sum, Report(shipsFusion: true, "sum")), MissingValues.Fit(table), tokens));

        Assert.Equal([1f, 2f], onnx.Run(table, [0, 1], Token).Value!);
    }

    [Fact]
    public void A_broken_file_and_other_data_are_told()
    {
        var (raw, _, fills, model) = Trained(seed: 6, missing: 0);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(model, fills, tokens: null));

        var broken = Assert.Throws<UserFaultException>(() => new OnnxModel([1, 2, 3]));
        var other = Assert.Throws<UserFaultException>(() => onnx.Run(Some.Table([[1f]], [0f]), [0], Token));

        Assert.StartsWith("model.onnx: it cannot be loaded (", broken.Message, StringComparison.Ordinal);
        Assert.Equal("features: the data has 1 columns and the model reads 8. Score data of the kind that the model was trained on, or train again.", other.Message);
        Assert.Equal(8, raw.Schema.Count);
    }

    private static (StateTable Raw, StateTable Filled, MissingValues Fills, FusedModel Model) Trained(int seed, double missing)
    {
        var raw = Some.Shop(1200, seed, missing: missing);
        var fills = MissingValues.Fit(raw);
        var filled = fills.Apply(raw);
        IReadOnlyList<IIntentModel> learners =
        [
            BaseRateLearner.Fit(filled, Slice.Train), RecencyLearner.Fit(filled, Token, Slice.Train), new LogisticLearner().Fit(filled, Token),
            new TreesLearner(new TreesOptions { MaxRounds = 60, Bags = 2 }).Fit(filled, s_context, Token),
        ];
        return (raw, filled, fills, FusedModel.FitOnSlices(learners, filled, s_context, Token));
    }

    private static FusionReport Report(bool shipsFusion, params string[] learners) => new()
    {
        Learners = learners, Weights = [], Intercept = 0, IsotonicGain = new(0, 0, 0), IsotonicKept = false, LearnerLosses = [], FusionLoss = 0, BestSingle = learners[0],
        Gate = new GateVerdict(default, shipsFusion, false), Ships = shipsFusion ? "fusion" : learners[0],
    };

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = expected.Zip(actual, (a, b) => MathF.Abs(a - b)).Max();
        Assert.True(worst <= 1e-5f, $"the graph is off by {worst}");
    }

    private sealed class TokenSum : IIntentModel, IGraphOutputs
    {
        public string Name => "sum";

        public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public string AddTo(OnnxGraph graph)
        {
            var first = graph.AddGather(OnnxGraph.Tokens, graph.AddInts("first", [0]), axis: 2); // [B, L]
            var sum = graph.Add("ReduceSum", [graph.Add("Cast", [first], OnnxAttribute.Of("to", 1)), graph.AddInts("axes", [1], 1)], OnnxAttribute.Of("keepdims", 0));
            return graph.AddGather(graph.Add("Div", [sum, graph.AddFloats("hundred", [100f])]), OnnxGraph.History, axis: 0);
        }

        public IReadOnlyList<GraphOutput> AddOutputs(OnnxGraph graph) =>
            [new GraphOutput("value", graph.AddGather(graph.Add("Cast", [OnnxGraph.Lengths], OnnxAttribute.Of("to", 1)), OnnxGraph.History, axis: 0), 0)];
    }
}
