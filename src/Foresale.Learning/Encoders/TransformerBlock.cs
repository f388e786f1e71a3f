using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>
/// A pre-norm Transformer block, causal (Vaswani et al. 2017; SASRec, Kang and McAuley 2018), with a learnt bias for each head and distance in
/// place of positions (Shaw et al. 2018; as T5's): x + W_o softmax(QK' / sqrt(d) + b) V, then x + W_2 SiLU(W_1 x).
/// </summary>
internal sealed class TransformerBlock : SequenceBlock
{
    private const int Widening = 2;
    private const float Never = -1e9f;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly Linear _widen;
    private readonly Linear _narrow;
    private readonly Dropout _dropout;
    private readonly Parameter _distance;

    /// <summary>Creates a block with freshly drawn weights.</summary>
    public TransformerBlock(int width, int heads, int length, double dropout)
        : base(nameof(TransformerBlock), width, heads)
    {
        _norm1 = LayerNorm(width);
        _norm2 = LayerNorm(width);
        _query = Linear(width, width);
        _key = Linear(width, width, hasBias: false); // A bias of the keys moves all scores of a query alike: the softmax does not see it.
        _value = Linear(width, width);
        _output = Linear(width, width);
        _widen = Linear(width, Widening * width);
        _narrow = Linear(Widening * width, width);
        _dropout = Dropout(dropout);
        _distance = new Parameter(zeros(length, heads));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, CausalBand band)
    {
        using var scope = NewDisposeScope();
        var h = _norm1.call(x);
        var (q, k, v) = (Split(_query.call(h)), Split(_key.call(h)), Split(_value.call(h))); // [B, h, T, d]
        var scores = q.matmul(k.transpose(-1, -2)).Times(1 / Math.Sqrt((double)Width / HeadCount)).Plus(band.Spread(_distance)); // [B, h, T, T]
        var seen = functional.softmax(scores.masked_fill(band.Closed, Numbers.Of(Never)), -1).matmul(v);
        x = x.Plus(_dropout.call(_output.call(Join(seen))));
        var wide = functional.silu(_widen.call(_norm2.call(x)));
        return x.Plus(_dropout.call(_narrow.call(wide))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string AddTo(OnnxGraph graph, string x, GraphBand band, string hint)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(band);
        var h = graph.AddLayerNorm(x, hint + ".norm1", _norm1);
        var q = Split(graph, graph.AddProjection(h, hint + ".query", _query));
        var k = graph.Add("Transpose", [Split(graph, graph.AddProjection(h, hint + ".key", _key))], OnnxAttribute.Of("perm", [0L, 1L, 3L, 2L]));
        var v = Split(graph, graph.AddProjection(h, hint + ".value", _value));
        var scale = graph.AddFloats(hint + ".scale", [(float)(1 / Math.Sqrt((double)Width / HeadCount))]);
        var bias = band.Spread(graph, graph.AddFloats(hint + ".distance", Weights.Read(_distance), _distance.shape));
        var scores = graph.Add("Add", [graph.Add("Mul", [graph.Add("MatMul", [q, k]), scale]), bias]);
        var open = graph.Add("Where", [band.Closed, graph.AddFloats(hint + ".never", [Never]), scores]);
        var seen = graph.Add("MatMul", [graph.Add("Softmax", [open], OnnxAttribute.Of("axis", -1L)), v]);
        x = graph.Add("Add", [x, graph.AddProjection(Join(graph, seen), hint + ".output", _output)]);
        var wide = graph.AddProjection(graph.AddLayerNorm(x, hint + ".norm2", _norm2), hint + ".widen", _widen);
        return graph.Add("Add", [x, graph.AddProjection(graph.AddSilu(wide), hint + ".narrow", _narrow)]);
    }
}
