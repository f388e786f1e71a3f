using Foresale.Learning.Actors;
using Foresale.Learning.Critics;
using Foresale.Learning.Encoders;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// The intent network: [encoder(tokens); scaled features; time left] -> trunk -> heads. Without tokens it is an MLP on features.
/// </summary>
/// <remarks>Shapes: B = histories, T = tokens, N = nodes, F = features, D = encoder width, H = trunk width, A = actions.</remarks>
internal sealed class IntentNetwork : Module<NodeInput, IntentOutputs>
{
    /// <summary>Beginning of the encoder's parameters' names.</summary>
    public const string EncoderPrefix = nameof(_encoder) + ".";

    /// <summary>Beginning of the horizons' parameters' names.</summary>
    public const string HazardPrefix = nameof(_hazards) + ".";

    /// <summary>Beginning of the actor's parameters' names.</summary>
    public const string ActorPrefix = nameof(_actor) + ".";

    /// <summary>Beginnings of the names of output layers that have a row an action.</summary>
    public static readonly string[] ActionOutputs = [nameof(_behavior) + ".", nameof(_critic) + ".", nameof(_actor) + "._output."];

    /// <summary>Names of the biases of heads that give an outcome's log-odds.</summary>
    public static readonly string[] OutcomeBiases = [nameof(_supervised) + ".bias", nameof(_value) + ".bias", .. TwinCritic.Biases.Select(bias => nameof(_critic) + "." + bias)];

    private readonly SequenceEncoder? _encoder;
    private readonly Linear _hidden1;
    private readonly LayerNorm _norm1;
    private readonly Linear _hidden2;
    private readonly LayerNorm _norm2;
    private readonly Dropout _dropout;
    private readonly Dropout _featureDropout;
    private readonly Linear _supervised;
    private readonly Linear? _value;
    private readonly Linear? _behavior;
    private readonly TwinCritic? _critic;
    private readonly IntentActor? _actor;
    private readonly HazardHead? _hazards;

    /// <summary>Creates a network with freshly drawn weights.</summary>
    public IntentNetwork(IntentShape shape, IntentOptions options)
        : base(nameof(IntentNetwork))
    {
        TorchNative.Ensure();
        (Shape, HiddenWidth) = (shape, options.TrunkWidth);
        _encoder = shape.Tokens is null ? null : SequenceEncoder.Create(shape.Tokens, options.EncoderOptions);
        _hidden1 = Linear((_encoder?.Width ?? 0) + shape.Features + 1, options.TrunkWidth);
        _norm1 = LayerNorm(options.TrunkWidth);
        _hidden2 = Linear(options.TrunkWidth, options.TrunkWidth);
        _norm2 = LayerNorm(options.TrunkWidth);
        _dropout = Dropout(options.Dropout);
        _featureDropout = Dropout(options.FeatureDropout);
        _supervised = Linear(options.TrunkWidth, 1);
        _behavior = shape.Actions > 0 ? Linear(options.TrunkWidth, shape.Actions + 1) : null;
        _value = shape.HasValue ? Linear(options.TrunkWidth, 1) : null;
        _critic = shape.HasValue ? new TwinCritic(options.TrunkWidth, shape.Actions, shape.Purchase) : null;
        _actor = shape.HasValue ? new IntentActor(options.TrunkWidth, shape.Actions) : null;
        _hazards = shape.Horizons.Count > 0 ? new HazardHead(options.TrunkWidth, shape.Horizons.Count) : null;
        RegisterComponents();
    }

    /// <summary>Inputs and heads.</summary>
    public IntentShape Shape { get; }

    /// <summary>Width of the trunk, H.</summary>
    public int HiddenWidth { get; }

    /// <summary>The policy; null where the shape has none.</summary>
    public IntentActor? Actor => _actor;

    /// <summary>The encoder; null where there are no tokens.</summary>
    public SequenceEncoder? Encoder => _encoder;

    /// <summary>Trunk of nodes: [N, H]. All heads are on it.</summary>
    public Tensor Trunk(NodeInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var x = cat([_featureDropout.call(input.Features), input.TimeLeft], -1); // [N, F + 1]
        if (_encoder is not null)
        {
            var states = _encoder.call(input.Tokens!).view(-1, _encoder.Width).index_select(0, input.Places!); // [N, D]
            x = cat([states, x], -1);
        }

        x = _dropout.call(functional.silu(_norm1.call(_hidden1.call(x)))); // [N, H]
        return _dropout.call(functional.silu(_norm2.call(_hidden2.call(x)))).MoveToOuterDisposeScope();
    }

    /// <summary>All heads but the actor's. No gradient of the horizons reaches the trunk: to ask for them changes nothing else (docs/adr/0012-horizons.md).</summary>
    public IntentOutputs HeadsOf(Tensor trunk)
    {
        using var standing = trunk.detach();
        (Tensor? first, Tensor? second) = _critic is null ? (null, null) : _critic.call(trunk);
        return new IntentOutputs(Squeezed(_supervised, trunk), _value is null ? null : Squeezed(_value, trunk), _behavior?.call(trunk), first, second, _hazards?.call(standing));
    }

    /// <inheritdoc/>
    public override IntentOutputs forward(NodeInput input)
    {
        using var trunk = Trunk(input);
        return HeadsOf(trunk);
    }

    /// <summary>Lets all heads begin at the base rate and the behaviors' shares.</summary>
    /// <param name="logOdds">Log-odds of the training rows' base rate.</param>
    /// <param name="behaviorShares">[A + 1] shares of the next behaviors, positive; empty where there is no such head.</param>
    /// <param name="hazards">[J] log-odds of the horizons' hazards; empty where there are none.</param>
    public void StartAt(double logOdds, ReadOnlySpan<float> behaviorShares, ReadOnlySpan<float> hazards = default)
    {
        Heads.Start(_supervised, logOdds);
        if (_value is not null)
        {
            Heads.Start(_value, logOdds);
            _critic!.StartAt(logOdds);
        }

        if (_behavior is not null)
        {
            var logs = behaviorShares.ToArray();
            Heads.Start(_behavior, Array.ConvertAll(logs, MathF.Log));
        }

        _hazards?.StartAt(hazards);
    }

    /// <summary>Adds encoder and trunk to a graph; the time left is 1, as it is at every row.</summary>
    /// <returns>[N, H].</returns>
    public string AddTrunk(OnnxGraph graph, FeatureScaling scaling)
    {
        var x = graph.AddConcat([scaling.AddTo(graph, OnnxGraph.FilledFeatures), graph.AddUnsqueeze(graph.AddConstantPerRow("time_left", 1f), 1)], 1);
        if (_encoder is not null)
        {
            var states = graph.AddGather(_encoder.AddTo(graph), OnnxGraph.History, axis: 0); // [B, D] -> [N, D]
            x = graph.AddConcat([states, x], 1);
        }

        x = Layer(graph, x, "trunk.1", _hidden1, _norm1);
        return Layer(graph, x, "trunk.2", _hidden2, _norm2);
    }

    /// <summary>Adds the supervised head's log-odds: [N].</summary>
    public string AddSupervised(OnnxGraph graph, string trunk) => AddLogOdds(graph, trunk, "supervised", _supervised);

    /// <summary>Adds the log-odds of p_TD: [N].</summary>
    public string AddValue(OnnxGraph graph, string trunk) => AddLogOdds(graph, trunk, "value", _value!);

    /// <summary>Adds the next behaviors' probabilities, leave last: [N, A + 1].</summary>
    public string AddBehavior(OnnxGraph graph, string trunk) =>
        graph.Add("Softmax", [graph.AddLinear(trunk, "behavior", _behavior!)], OnnxAttribute.Of("axis", -1L));

    /// <summary>Adds the mean q: [N, A].</summary>
    public string AddCritic(OnnxGraph graph, string trunk) => _critic!.AddTo(graph, trunk);

    /// <summary>Adds the log-odds of the horizons' hazards: [N, J].</summary>
    public string AddHazards(OnnxGraph graph, string trunk) => _hazards!.AddTo(graph, trunk);

    private static Tensor Squeezed(Linear head, Tensor trunk)
    {
        using var column = head.call(trunk);
        return column.squeeze(-1);
    }

    private static string Layer(OnnxGraph graph, string value, string hint, Linear linear, LayerNorm norm)
    {
        var x = graph.AddLayerNorm(graph.AddLinear(value, hint, linear), hint + ".norm", norm);
        return graph.AddSilu(x);
    }

    private static string AddLogOdds(OnnxGraph graph, string trunk, string hint, Linear head) =>
        graph.AddSqueeze(graph.AddLinear(trunk, hint, head), 1);
}
