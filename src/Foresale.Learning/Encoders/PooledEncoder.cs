using Foresale.Features;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>The mean of the last L token embeddings and the last one itself, through a layer.</summary>
internal sealed class PooledEncoder : SequenceEncoder
{
    private readonly TokenEmbedding _tokens;
    private readonly Dropout _dropout;
    private readonly Linear _mix;

    /// <summary>Creates an encoder.</summary>
    public PooledEncoder(TokenSchema schema, int width, double dropout)
        : base(nameof(PooledEncoder), schema, width)
    {
        _tokens = new TokenEmbedding(schema, width);
        _dropout = Dropout(dropout);
        _mix = Linear(2 * width, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TokenEmbedding Tokens => _tokens;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = _dropout.call(_tokens.call(tokens)); // [B, T, D]
        var steps = x.shape[1];
        var sums = functional.pad(x.cumsum(1), [0, 0, Length, 0]); // [B, L + T, D], zeros first
        var window = sums.narrow(1, Length, steps) - sums.narrow(1, 0, steps); // the last L tokens at most
        var count = arange(Numbers.Of(1), Numbers.Of(steps + 1), Numbers.Of(1), dtype: ScalarType.Float32, device: x.device).clamp_max(Numbers.Of(Length)).view(1, -1, 1);
        var state = functional.relu(_mix.call(cat([window / count, x], -1)));
        return AfterNone(state).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var x = _tokens.AddTo(graph); // [B, L, D]
        var axis = graph.AddInts("axis", [1], 1);
        var steps = graph.AddSqueeze(graph.Add("Shape", [OnnxGraph.Tokens], OnnxAttribute.Of("start", 1L), OnnxAttribute.Of("end", 2L)), 0);
        var places = graph.AddUnsqueeze(graph.Add("Range", [graph.AddInts("zero", [0]), steps, graph.AddInts("one", [1])]), 0); // [1, L]
        var lengths = graph.AddUnsqueeze(OnnxGraph.Lengths, 1); // [B, 1]
        var inUse = AsColumn(graph, graph.Add("Less", [places, lengths])); // [B, L, 1]
        var isLast = AsColumn(graph, graph.Add("Equal", [places, graph.Add("Sub", [lengths, graph.AddInts("one", [1])])]));
        var count = graph.Add("Cast", [graph.AddUnsqueeze(AddPositiveLengths(graph), 1)], OnnxAttribute.Of("to", (long)OnnxElement.Float)); // [B, 1]
        var mean = graph.Add("Div", [Sum(graph.Add("Mul", [x, inUse])), count]);
        var last = Sum(graph.Add("Mul", [x, isLast]));
        var state = graph.Add("Relu", [graph.AddLinear(graph.AddConcat([mean, last], 1), "pooled.mix", Weights.Read(_mix.weight), Weights.Read(_mix.bias!))]);
        return graph.Add("Mul", [state, AddSeen(graph)]);

        string Sum(string value) => graph.Add("ReduceSum", [value, axis], OnnxAttribute.Of("keepdims", 0L));
    }

    private static string AsColumn(OnnxGraph graph, string flags) =>
        graph.AddUnsqueeze(graph.Add("Cast", [flags], OnnxAttribute.Of("to", (long)OnnxElement.Float)), 2);
}
