using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Learning.Export;
using Foresale.Learning.Fusion;
using Foresale.Scoring;
using Foresale.States;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Foresale.Learning.Tests.Agents;

/// <summary>The exported graph, run by the ONNX runtime, against torch row by row.</summary>
[Collection(TorchCollection.Name)]
public class NetworkExportTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void The_graph_agrees_with_torch_on_histories_of_all_lengths(EncoderKind encoder)
    {
        var table = TokenShop.Table(shoppers: 60, longest: 14, seed: 1);
        var options = new IntentOptions { Encoder = encoder, EncoderWidth = 12, TrunkWidth = 16, Lambda = .5, Epochs = 2, MinUpdatesPerEpoch = 30, ActorUpdates = 30 };
        using var trained = new IntentLearner(options).Fit(table, new FitContext(), CancellationToken.None);
        var nodes = table.AllNodes();

        var answers = Run(trained, table, nodes);

        var details = trained.Details(table, nodes, CancellationToken.None);
        Assert.Contains(0, nodes.Select(n => table.Nodes.TokenEnd[n] - table.Nodes.TokenBegin[n]));
        Near(trained.TemporalDifference!.Predict(table, nodes, CancellationToken.None), answers["td"]);
        Near(trained.Supervised.Predict(table, nodes, CancellationToken.None), answers["supervised"]);
        Near(details.Behavior!, answers["behavior"]);
        Near(details.Q!, answers["q"]);
        Near(details.Policy!, answers["mu"]);
        Near(details.Value!, answers["value"]);
    }

    [Fact]
    public void The_graph_of_a_table_needs_no_tokens()
    {
        var table = Some.Shop(200, seed: 3);
        using var trained = new IntentLearner(new IntentOptions { TrunkWidth = 16, Epochs = 2 }).Fit(table, new FitContext(), CancellationToken.None);
        var nodes = table.AllNodes();

        Near(trained.Supervised.Predict(table, nodes, CancellationToken.None), Run(trained, table, nodes)["supervised"]);
    }

    [Fact]
    public void Wild_features_are_clipped_alike()
    {
        var table = Some.Shop(200, seed: 4);
        table.Features[0] = 1e20f;
        table.Features[1] = -1e20f;
        using var trained = new IntentLearner(new IntentOptions { TrunkWidth = 16, Epochs = 1 }).Fit(table, new FitContext(), CancellationToken.None);
        var nodes = table.AllNodes();

        Near(trained.Supervised.Predict(table, nodes, CancellationToken.None), Run(trained, table, nodes)["supervised"]);
    }

    [Theory]
    [InlineData(EncoderKind.Gru)]
    [InlineData(EncoderKind.Pooled)]
    [InlineData(EncoderKind.Transformer)]
    [InlineData(EncoderKind.Hstu)]
    public void Rows_that_share_their_tokens_are_scored_together_as_they_are_alone(EncoderKind encoder)
    {
        var table = TokenShop.Table(shoppers: 40, longest: 14, seed: 6);
        var first = table.AllNodes().Select(n => n - (n % 3)).ToArray(); // Three neighbours stand on the tokens of their first.
        table = table with { Nodes = table.Nodes with { TokenBegin = [.. first.Select(n => table.Nodes.TokenBegin[n])], TokenEnd = [.. first.Select(n => table.Nodes.TokenEnd[n])] } };
        var options = new IntentOptions { Encoder = encoder, EncoderWidth = 12, TrunkWidth = 16, Lambda = .5, Epochs = 1, MinUpdatesPerEpoch = 10, ActorUpdates = 5 };
        using var trained = new IntentLearner(options).Fit(table, new FitContext(), CancellationToken.None);
        var nodes = table.AllNodes();
        new Random(1).Shuffle(nodes);
        using var onnx = new OnnxModel(ModelGraph.ToBytes(Shipping(trained.Supervised), MissingValues.Fit(table), table.TokenSchema));

        var (together, alone) = (onnx.Run(table, nodes, CancellationToken.None), onnx.Run(table, nodes, CancellationToken.None, batchSize: 1));

        Assert.Equal(alone.Intent, together.Intent, (a, b) => Math.Abs(a - b) < 1e-6f);
        Near(trained.Supervised.Predict(table, nodes, CancellationToken.None), together.Intent);
    }

    [Fact]
    public void Equal_networks_give_equal_graphs_and_a_saved_network_comes_back_whole()
    {
        var table = TokenShop.Table(shoppers: 30, longest: 8, seed: 5);
        using var folder = new TempFolder();
        using var trained = new IntentLearner(new IntentOptions { EncoderWidth = 8, TrunkWidth = 8, Epochs = 1, ActorUpdates = 5 }).Fit(table, new FitContext(), CancellationToken.None);

        trained.Save(folder.Path);
        using var loaded = TrainedIntent.Load(folder.Path);

        Assert.Equal(Graph(trained, table), Graph(loaded, table));
        Assert.Equal(trained.History.Lambda, loaded.History.Lambda);
    }

    private static FusedModel Shipping(IIntentModel model)
    {
        var report = new FusionReport
        {
            Learners = [model.Name], Weights = [1], Intercept = 0, IsotonicGain = new(0, 0, 0), IsotonicKept = false, LearnerLosses = [], FusionLoss = 0, BestSingle = model.Name,
            Gate = new GateVerdict(default, ShipsFusion: false, IsBetter: false), Ships = model.Name,
        };
        return new FusedModel(new FusionModel([model], new LogitFusion(0, [1]), isotonic: null), model, report);
    }

    private static byte[] Graph(TrainedIntent trained, StateTable table)
    {
        var missing = new MissingValues { RawCount = table.Schema.Count, Fills = new float[table.Schema.Count], Flagged = [] };
        var graph = ModelGraph.Begin(missing, table.TokenSchema);
        foreach (var head in trained.Heads)
        {
            graph.AddOutput(graph.Rename(graph.ProbabilitiesOf(head), head.Name), OnnxElement.Float, OnnxGraph.Batch);
        }

        foreach (var output in trained.AddDetails(graph))
        {
            ReadOnlySpan<long> shape = output.Columns == 0 ? [OnnxGraph.Batch] : [OnnxGraph.Batch, output.Columns];
            graph.AddOutput(graph.Rename(output.Value, output.Name), OnnxElement.Float, shape);
        }

        return graph.ToBytes();
    }

    private static Dictionary<string, float[]> Run(TrainedIntent trained, StateTable table, int[] nodes)
    {
        using var session = new InferenceSession(Graph(trained, table));
        var inputs = new List<NamedOnnxValue>
        {
            NamedOnnxValue.CreateFromTensor(OnnxGraph.RawFeatures, new DenseTensor<float>(nodes.SelectMany(n => table.FeaturesOf(table.Nodes.State[n]).ToArray()).ToArray(), [nodes.Length, table.Schema.Count])),
        };
        if (table.TokenSchema is { } schema)
        {
            var (tokens, lengths) = Ring(table, schema.Length, schema.Count, nodes);
            inputs.Add(NamedOnnxValue.CreateFromTensor(OnnxGraph.Tokens, new DenseTensor<long>(tokens, [nodes.Length, schema.Length, schema.Count])));
            inputs.Add(NamedOnnxValue.CreateFromTensor(OnnxGraph.Lengths, new DenseTensor<long>(lengths, [nodes.Length])));
            inputs.Add(NamedOnnxValue.CreateFromTensor(OnnxGraph.History, new DenseTensor<long>(Enumerable.Range(0, nodes.Length).Select(i => (long)i).ToArray(), [nodes.Length])));
        }

        using var results = session.Run(inputs);
        return results.ToDictionary(r => r.Name, r => r.AsTensor<float>().ToArray(), StringComparer.Ordinal);
    }

    private static (long[] Tokens, long[] Lengths) Ring(StateTable table, int length, int fields, int[] nodes)
    {
        var (tokens, lengths) = (new long[nodes.Length * length * fields], new long[nodes.Length]);
        for (var i = 0; i < nodes.Length; i++)
        {
            var end = table.Nodes.TokenEnd[nodes[i]];
            var begin = Math.Max(table.Nodes.TokenBegin[nodes[i]], end - length);
            lengths[i] = end - begin;
            for (var t = 0; t < (end - begin) * fields; t++)
            {
                tokens[(i * length * fields) + t] = table.Tokens[(begin * fields) + t];
            }
        }

        return (tokens, lengths);
    }

    private static void Near(float[] torch, float[] onnx)
    {
        Assert.Equal(torch.Length, onnx.Length);
        Assert.True(torch.Zip(onnx).Max(p => Math.Abs(p.First - p.Second)) <= Tolerance);
    }
}
