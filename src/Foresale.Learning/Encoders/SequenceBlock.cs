using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning.Encoders;

/// <summary>One block of a stack: every token reads the tokens of its band.</summary>
/// <remarks>Shapes: B = histories, T = tokens, D = width, h = heads.</remarks>
internal abstract class SequenceBlock : nn.Module<Tensor, CausalBand, Tensor>
{
    /// <summary>Takes the width apart into heads.</summary>
    protected SequenceBlock(string name, int width, int heads)
        : base(name)
    {
        if (width % heads != 0)
        {
            throw new ArgumentException($"A width of {width} does not fall into {heads} heads.", nameof(heads));
        }

        (Width, HeadCount) = (width, heads);
    }

    /// <summary>D.</summary>
    protected long Width { get; }

    /// <summary>h.</summary>
    protected long HeadCount { get; }

    /// <summary>[B, T, D] -> [B, T, D].</summary>
    public abstract override Tensor forward(Tensor x, CausalBand band);

    /// <summary>Adds the block to a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">[B, T, D].</param>
    /// <param name="band">Of the graph's tokens.</param>
    /// <param name="hint">Beginning of the constants' names.</param>
    public abstract string AddTo(OnnxGraph graph, string x, GraphBand band, string hint);

    /// <summary>[B, T, D] -> [B, h, T, D / h].</summary>
    protected Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], HeadCount, Width / HeadCount).transpose(1, 2);

    /// <summary>[B, h, T, D / h] -> [B, T, D].</summary>
    protected Tensor Join(Tensor x) => x.transpose(1, 2).reshape(x.shape[0], x.shape[2], Width);

    /// <summary>[B, T, D] -> [B, h, T, D / h] in a graph.</summary>
    protected string Split(OnnxGraph graph, string x) => graph.Add(
        "Transpose", [graph.Add("Reshape", [x, graph.AddInts("heads", [0, 0, HeadCount, Width / HeadCount], 4)])], OnnxAttribute.Of("perm", [0L, 2L, 1L, 3L]));

    /// <summary>[B, h, T, D / h] -> [B, T, D] in a graph.</summary>
    protected string Join(OnnxGraph graph, string x) => graph.Add(
        "Reshape", [graph.Add("Transpose", [x], OnnxAttribute.Of("perm", [0L, 2L, 1L, 3L])), graph.AddInts("width", [0, 0, Width], 3)]);
}
