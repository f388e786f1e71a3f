using Foresale.Features;
using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>A gated recurrent unit (Cho et al. 2014) over the shopper's tokens, across sessions.</summary>
internal sealed class GruEncoder : SequenceEncoder
{
    private readonly TokenEmbedding _tokens;
    private readonly Dropout _dropout;
    private readonly GRU _gru;

    /// <summary>Creates an encoder of one layer.</summary>
    public GruEncoder(TokenSchema schema, int width, double dropout)
        : base(nameof(GruEncoder), schema, width)
    {
        _tokens = new TokenEmbedding(schema, width);
        _dropout = Dropout(dropout);
        _gru = GRU(width, width, batchFirst: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TokenEmbedding Tokens => _tokens;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var (states, last) = _gru.call(_dropout.call(_tokens.call(tokens))); // [B, T, D]
        last.Dispose();
        return AfterNone(states).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var steps = graph.Add("Transpose", [_tokens.AddTo(graph)], OnnxAttribute.Of("perm", [1L, 0L, 2L])); // [L, B, D]
        var lengths = graph.Add("Cast", [AddPositiveLengths(graph)], OnnxAttribute.Of("to", 6L)); // int32, as the operator asks
        var weights = _gru.named_parameters().ToDictionary(p => p.name, p => Weights.Read(p.parameter), StringComparer.Ordinal);
        long d = Width;
        var last = graph.AddNode(
            "GRU",
            domain: "",
            [
                steps,
                graph.AddFloats("gru.input", InOnnxOrder(weights["weight_ih_l0"]), 1, 3 * d, d),
                graph.AddFloats("gru.state", InOnnxOrder(weights["weight_hh_l0"]), 1, 3 * d, d),
                graph.AddFloats("gru.bias", [.. InOnnxOrder(weights["bias_ih_l0"]), .. InOnnxOrder(weights["bias_hh_l0"])], 1, 6 * d),
                lengths,
            ],
            outputs: 2,
            [OnnxAttribute.Of("hidden_size", d), OnnxAttribute.Of("linear_before_reset", 1L)])[1]; // [1, B, D]
        return graph.Add("Mul", [graph.AddSqueeze(last, 0), AddSeen(graph)]);
    }

    // torch keeps the gates as reset, update, new; the standard as update, reset, new.
    private static float[] InOnnxOrder(float[] gates)
    {
        var third = gates.Length / 3;
        return [.. gates[third..(2 * third)], .. gates[..third], .. gates[(2 * third)..]];
    }
}
