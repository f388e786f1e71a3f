using Foresale.Features;
using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>Token embeddings through a stack of attention blocks, then LayerNorm.</summary>
internal sealed class StackedEncoder : SequenceEncoder
{
    private readonly TokenEmbedding _tokens;
    private readonly Dropout _dropout;
    private readonly ModuleList<SequenceBlock> _blocks;
    private readonly LayerNorm _norm;

    /// <summary>Creates an encoder of fresh blocks.</summary>
    public StackedEncoder(TokenSchema schema, int width, double dropout, IEnumerable<SequenceBlock> blocks)
        : base(nameof(StackedEncoder), schema, width)
    {
        _tokens = new TokenEmbedding(schema, width);
        _dropout = Dropout(dropout);
        _blocks = new ModuleList<SequenceBlock>([.. blocks]);
        _norm = LayerNorm(width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TokenEmbedding Tokens => _tokens;

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var scope = NewDisposeScope();
        var band = CausalBand.Of(tokens.shape[1], Length, tokens.device);
        var x = _dropout.call(_tokens.call(tokens)); // [B, T, D]
        foreach (var block in _blocks)
        {
            x = block.call(x, band);
        }

        return AfterNone(_norm.call(x)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var band = GraphBand.AddTo(graph);
        var x = _tokens.AddTo(graph); // [B, T, D]
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = _blocks[i].AddTo(graph, x, band, FormattableString.Invariant($"block.{i + 1}"));
        }

        // The last token in use of each history.
        var place = graph.AddUnsqueeze(graph.Add("Sub", [AddPositiveLengths(graph), graph.AddInts("one", [1])]), 1); // [B, 1]
        var last = graph.Add("GatherND", [x, place], OnnxAttribute.Of("batch_dims", 1L)); // [B, D]
        return graph.Add("Mul", [graph.AddLayerNorm(last, "encoder.norm", _norm), AddSeen(graph)]);
    }
}
