using Foresale.Features;
using Foresale.Learning.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Encoders;

/// <summary>
/// Reads histories from a zero state, causally: state t has seen tokens 1..t and no other. Histories stand at the left and are padded at
/// the right; since nothing looks ahead, that equals padding at the left with a mask, and one pass gives the state after every prefix.
/// </summary>
/// <remarks>Shapes: B = histories, T = tokens of the longest, K = fields, D = width.</remarks>
internal abstract class SequenceEncoder(string name, TokenSchema schema, int width) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>D.</summary>
    public int Width { get; } = width;

    /// <summary>Most tokens that a score reads, L.</summary>
    public int Length { get; } = schema.Length;

    /// <summary>The token tables.</summary>
    public abstract TokenEmbedding Tokens { get; }

    /// <summary>States after 0, 1, ..., T tokens: [B, T, K] int64 -> [B, T + 1, D]; the state after none is zero.</summary>
    public abstract override Tensor forward(Tensor tokens);

    /// <summary>Adds the encoder to a graph.</summary>
    /// <returns>The state after the whole of each history, [B, D]; zero for an empty one.</returns>
    public abstract string AddTo(OnnxGraph graph);

    /// <summary>A fresh encoder.</summary>
    public static SequenceEncoder Create(TokenSchema schema, EncoderOptions options) => options.Kind switch
    {
        EncoderKind.Gru => new GruEncoder(schema, options.Width, options.Dropout),
        EncoderKind.Pooled => new PooledEncoder(schema, options.Width, options.Dropout),
        EncoderKind.Transformer => Stacked(schema, options, () => new TransformerBlock(options.Width, options.Heads, schema.Length, options.Dropout)),
        EncoderKind.Hstu => Stacked(schema, options, () => new HstuBlock(options.Width, options.Heads, schema.Length, options.Dropout)),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such encoder."),
    };

    /// <summary>States with the zero state before them: [B, T, D] -> [B, T + 1, D].</summary>
    protected static Tensor AfterNone(Tensor states) => nn.functional.pad(states, [0, 0, 1, 0]);

    /// <summary>1 where a history is not empty, else 0: [B, 1].</summary>
    protected static string AddSeen(OnnxGraph graph)
    {
        var seen = graph.Add("Min", [OnnxGraph.Lengths, graph.AddInts("one", [1])]); // [B]
        return graph.AddUnsqueeze(graph.Add("Cast", [seen], OnnxAttribute.Of("to", (long)OnnxElement.Float)), 1);
    }

    /// <summary>Lengths, but at least 1: operators divide by them or refuse 0.</summary>
    protected static string AddPositiveLengths(OnnxGraph graph) => graph.Add("Max", [OnnxGraph.Lengths, graph.AddInts("one", [1])]);

    private static StackedEncoder Stacked(TokenSchema schema, EncoderOptions options, Func<SequenceBlock> block) =>
        new(schema, options.Width, options.Dropout, Enumerable.Range(0, options.Blocks).Select(_ => block()));
}
