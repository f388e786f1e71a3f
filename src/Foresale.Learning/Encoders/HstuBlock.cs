using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>
/// A hierarchical sequential transduction unit (Zhai et al. 2024, equations 1 to 3): [U, V, Q, K] = SiLU(W x), A = SiLU(QK' + b) / n,
/// x + W_o (LN(A V) * U). No softmax: how much of something there was is not divided away. b is learnt for each head and distance; n is the
/// number of tokens in sight. Lite: the paper's bias by time is left to the tokens' gap field.
/// </summary>
internal sealed class HstuBlock : SequenceBlock
{
    private readonly LayerNorm _norm;
    private readonly LayerNorm _seen;
    private readonly Linear _gate;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly Dropout _dropout;
    private readonly Parameter _distance;

    /// <summary>Creates a block with freshly drawn weights.</summary>
    public HstuBlock(int width, int heads, int length, double dropout)
        : base(nameof(HstuBlock), width, heads)
    {
        _norm = LayerNorm(width);
        _seen = LayerNorm(width);
        _gate = Linear(width, width);
        _query = Linear(width, width);
        _key = Linear(width, width);
        _value = Linear(width, width);
        _output = Linear(width, width);
        _dropout = Dropout(dropout);
        _distance = new Parameter(zeros(length, heads));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, CausalBand band)
    {
        ArgumentNullException.ThrowIfNull(band);
        using var scope = NewDisposeScope();
        var h = _norm.call(x);
        var (q, k, v) = (Split(Activated(_query, h)), Split(Activated(_key, h)), Split(Activated(_value, h))); // [B, h, T, d]
        var scores = functional.silu(q.matmul(k.transpose(-1, -2)).Plus(band.Spread(_distance))).masked_fill(band.Closed, Numbers.Of(0)); // [B, h, T, T]
        var inSight = band.Closed.logical_not().sum(-1, keepdim: true); // [T, 1]
        var seen = Join(scores.div(inSight).matmul(v));
        return x.Plus(_dropout.call(_output.call(_seen.call(seen) * Activated(_gate, h)))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string AddTo(OnnxGraph graph, string x, GraphBand band, string hint)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(band);
        var h = graph.AddLayerNorm(x, hint + ".norm", _norm);
        var q = Split(graph, Activated("query", _query));
        var k = graph.Add("Transpose", [Split(graph, Activated("key", _key))], OnnxAttribute.Of("perm", [0L, 1L, 3L, 2L]));
        var v = Split(graph, Activated("value", _value));
        var bias = band.Spread(graph, graph.AddFloats(hint + ".distance", Weights.Read(_distance), _distance.shape));
        var open = graph.Add("Cast", [graph.Add("Not", [band.Closed])], OnnxAttribute.Of("to", (long)OnnxElement.Float)); // [T, T]
        var inSight = graph.Add("ReduceSum", [open, graph.AddInts("axis", [1], 1)]); // [T, 1]
        var share = graph.Add("Div", [open, inSight]);
        var scores = graph.Add("Mul", [graph.AddSilu(graph.Add("Add", [graph.Add("MatMul", [q, k]), bias])), share]);
        var seen = graph.AddLayerNorm(Join(graph, graph.Add("MatMul", [scores, v])), hint + ".seen", _seen);
        return graph.Add("Add", [x, graph.AddProjection(graph.Add("Mul", [seen, Activated("gate", _gate)]), hint + ".output", _output)]);

        string Activated(string name, Linear layer) => graph.AddSilu(graph.AddProjection(h, $"{hint}.{name}", layer));
    }

    private static Tensor Activated(Linear layer, Tensor x) => functional.silu(layer.call(x));
}
