using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;
using Foresale.Learning.Encoders;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What the network says of nodes beside their intent; null where it has no such head.</summary>
/// <remarks>N nodes, A actions, row-major.</remarks>
/// <param name="Behavior">[N, A + 1] probabilities of the next behavior, leave last.</param>
/// <param name="Q">[N, A] value of each action, -1..1.</param>
/// <param name="Policy">[N, A] the actor's distribution mu.</param>
/// <param name="Value">[N] V = 2 p_TD - 1, -1..1.</param>
public sealed record IntentDetails(float[]? Behavior, float[]? Q, float[]? Policy, float[]? Value);

/// <summary>A trained intent network: its heads as models, its details for scores, its weights.</summary>
public sealed class TrainedIntent : IDisposable
{
    private const int WindowsPerBatch = 256, NodesPerBatch = 4096;
    private const string WeightFile = "weights.bin", OptionsFile = "network.json";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly SortedDictionary<string, float[]> _weights;
    private readonly IntentNetwork _network;
    private readonly string _device;

    internal TrainedIntent(
        IntentShape shape, IntentOptions options, FeatureScaling scaling, SortedDictionary<string, float[]> weights, TrainingHistory history, string device)
    {
        (Shape, Options, Scaling, _weights, History, _device) = (shape, options, scaling, weights, history, device);
        TorchNative.Ensure(); // a loaded network may be the first thing that touches torch
        using var scope = NewDisposeScope();
        _network = new IntentNetwork(shape, options);
        NamedTensors.Restore(_network, weights);
        _network.to(torch.device(device));
        _network.eval();
        scope.Detach(_network.parameters());
        scope.Detach(_network.buffers());
        Supervised = new IntentHead(this, "supervised", isValue: false);
        TemporalDifference = shape.HasValue ? new IntentHead(this, "td", isValue: true) : null;
    }

    /// <summary>Inputs and heads.</summary>
    public IntentShape Shape { get; }

    /// <summary>How it was built and trained.</summary>
    public IntentOptions Options { get; }

    /// <summary>How it sees features.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>Curves and choices of the fit.</summary>
    public TrainingHistory History { get; }

    /// <summary>The network itself, standing still.</summary>
    internal IntentNetwork Network => _network;

    /// <summary>All weights by name.</summary>
    internal SortedDictionary<string, float[]> Weights => _weights;

    /// <summary>p_sup, learnt from outcomes.</summary>
    public IIntentModel Supervised { get; }

    /// <summary>p_TD, learnt by temporal differences; null where an episode is one step.</summary>
    public IIntentModel? TemporalDifference { get; }

    /// <summary>All heads that give an intent.</summary>
    public IReadOnlyList<IIntentModel> Heads => TemporalDifference is null ? [Supervised] : [TemporalDifference, Supervised];

    /// <summary>Next behaviors, values and policy of nodes.</summary>
    /// <param name="table">A table of the schema that was fitted, features filled.</param>
    /// <param name="nodes">N nodes.</param>
    /// <param name="cancellationToken">Looked at once per batch.</param>
    public IntentDetails Details(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        var (count, actions) = (nodes.Length, Shape.Actions);
        var behavior = actions > 0 ? new float[count * (actions + 1)] : null;
        var (q, policy, value) = Shape.HasValue ? (new float[count * actions], new float[count * actions], new float[count]) : (null, null, null);
        Visit(table, nodes.ToArray(), Read, cancellationToken);
        return new IntentDetails(behavior, q, policy, value);

        void Read(Tensor trunk, int[] rows)
        {
            var heads = _network.HeadsOf(trunk);
            Scatter(heads.Behavior is null ? null : nn.functional.softmax(heads.Behavior, -1), rows, behavior);
            if (Shape.HasValue)
            {
                Scatter(heads.Q(), rows, q);
                Scatter(_network.Actor!.call(trunk).exp(), rows, policy);
                Scatter(heads.Value!.sigmoid().Times(2).Plus(-1), rows, value);
            }
        }
    }

    /// <summary>
    /// Adds the details to a graph: <c>behavior</c> [N, A + 1], <c>q</c> [N, A], <c>mu</c> [N, A] and <c>value</c> [N], those that there are.
    /// </summary>
    public IReadOnlyList<GraphOutput> AddDetails(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Once(History, () => DetailsIn(graph, Trunk(graph)));
    }

    /// <summary>Writes the weights and how they were made into a folder: equal networks give equal bytes.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, OptionsFile), JsonSerializer.Serialize(new Description(Shape, Options, Scaling, History), s_json));
        using var writer = new BinaryWriter(File.Create(Path.Combine(folder, WeightFile)), NamedTensors.Text);
        NamedTensors.Write(writer, _weights);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserFaultException">The folder holds no whole network.</exception>
    public static TrainedIntent Load(string folder, string device = "cpu")
    {
        try
        {
            var description = JsonSerializer.Deserialize<Description>(File.ReadAllText(Path.Combine(folder, OptionsFile)), s_json)!;
            using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, WeightFile)), NamedTensors.Text);
            return new TrainedIntent(description.Shape, description.Options, description.Scaling, NamedTensors.Read(reader), description.History, device);
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidDataException)
        {
            throw new UserFaultException(folder, "the folder holds no whole network.", "Train again, or name the folder that a training wrote.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    internal float[] LogOdds(StateTable table, ReadOnlySpan<int> nodes, bool isValue, CancellationToken cancellationToken)
    {
        var logOdds = new float[nodes.Length];
        Visit(table, nodes.ToArray(), Read, cancellationToken);
        return logOdds;

        void Read(Tensor trunk, int[] rows)
        {
            var heads = _network.HeadsOf(trunk);
            Scatter(isValue ? heads.Value! : heads.Supervised, rows, logOdds);
        }
    }

    /// <summary>Log-odds of the horizons' hazards, [N, J] row-major.</summary>
    internal float[] Hazards(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        var hazards = new float[nodes.Length * Shape.Horizons.Count];
        Visit(table, nodes.ToArray(), (trunk, rows) => Scatter(_network.HeadsOf(trunk).Hazards, rows, hazards), cancellationToken);
        return hazards;
    }

    /// <summary>Adds them to a graph: [N, J].</summary>
    internal string AddHazards(OnnxGraph graph) => _network.AddHazards(graph, Trunk(graph));

    internal string AddHead(OnnxGraph graph, bool isValue)
    {
        var trunk = Trunk(graph);
        return isValue ? _network.AddValue(graph, trunk) : _network.AddSupervised(graph, trunk);
    }

    private List<GraphOutput> DetailsIn(OnnxGraph graph, string trunk)
    {
        var outputs = new List<GraphOutput>();
        if (Shape.Actions > 0)
        {
            outputs.Add(new GraphOutput("behavior", _network.AddBehavior(graph, trunk), Shape.Actions + 1));
        }

        if (TemporalDifference is { } value)
        {
            outputs.Add(new GraphOutput("q", _network.AddCritic(graph, trunk), Shape.Actions));
            outputs.Add(new GraphOutput("mu", _network.Actor!.AddTo(graph, trunk), Shape.Actions));
            var twice = graph.Add("Mul", [graph.ProbabilitiesOf(value), graph.AddFloats("two", [2f])]);
            outputs.Add(new GraphOutput("value", graph.Add("Sub", [twice, graph.AddFloats("one", [1f])]), 0));
        }

        return outputs;
    }

    private string Trunk(OnnxGraph graph) => graph.Once(this, () => _network.AddTrunk(graph, Scaling));

    /// <summary>Hands out the trunk of nodes, batch by batch, with the places of its rows among them.</summary>
    internal void Visit(StateTable table, int[] nodes, Action<Tensor, int[]> visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Schema.Count != Scaling.Count)
        {
            throw new ArgumentException($"The table has {table.Schema.Count} feature columns; the network was fitted on {Scaling.Count}.", nameof(table));
        }

        var reader = new NodeReader(table, Scaling, torch.device(_device));
        foreach (var (windows, rows, windowOf) in RingWindows.Plan(table, nodes, WindowsPerBatch, NodesPerBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            visit(_network.Trunk(reader.Read(windows, Array.ConvertAll(rows, row => nodes[row]), windowOf)), rows);
        }
    }

    private static void Scatter(Tensor? values, int[] rows, float[]? into)
    {
        if (values is null || into is null)
        {
            return;
        }

        var numbers = Learning.Weights.Read(values);
        var width = numbers.Length / rows.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            numbers.AsSpan(i * width, width).CopyTo(into.AsSpan(rows[i] * width, width));
        }
    }

    private sealed record Description(IntentShape Shape, IntentOptions Options, FeatureScaling Scaling, TrainingHistory History);
}
