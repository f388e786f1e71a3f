using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Encoders;

/// <summary>
/// What a token may look at: itself and the L - 1 tokens before it, no matter how long the window that it stands in. So after one
/// block a state does not depend on where a training window begins (each further block sees L - 1 tokens further back), and places are told by
/// distance alone, never by position.
/// </summary>
/// <remarks>T = tokens of the window, L = tokens that a score reads.</remarks>
/// <param name="Distance">[T * T] int64: how many tokens token i lies after token j, held within 0..L - 1.</param>
/// <param name="Closed">[T, T] true where token i must not look at token j.</param>
/// <param name="Steps">T.</param>
internal sealed record CausalBand(Tensor Distance, Tensor Closed, long Steps)
{
    /// <summary>The band over T tokens; freed by the dispose scope that it was made in.</summary>
    public static CausalBand Of(long steps, int length, Device device)
    {
        var places = arange(Numbers.Of(0), Numbers.Of(steps), Numbers.One, dtype: ScalarType.Int64, device: device);
        var distance = places.unsqueeze(1) - places.unsqueeze(0); // [T, T]
        var closed = distance.lt(Numbers.Of(0)).logical_or(distance.ge(Numbers.Of(length)));
        var held = distance.clamp(Numbers.Of(0), Numbers.Of(length - 1)).to_type(ScalarType.Int64); // clamping by numbers makes floats
        return new CausalBand(held.view(-1), closed, steps);
    }

    /// <summary>A learnt number for each head and distance, laid out for attention: [L, heads] -> [heads, T, T].</summary>
    public Tensor Spread(Tensor byDistance) => byDistance.index_select(0, Distance).view(Steps, Steps, -1).permute(2, 0, 1);
}

/// <summary>The same band as values of a graph, where a history is never longer than L.</summary>
/// <param name="Distance">[T, T] int64, 0 where token j comes later.</param>
/// <param name="Closed">[T, T] bool.</param>
internal sealed record GraphBand(string Distance, string Closed)
{
    /// <summary>Adds the band over the tokens of a graph.</summary>
    public static GraphBand AddTo(OnnxGraph graph)
    {
        var zero = graph.AddInts("zero", [0]);
        var steps = graph.AddSqueeze(graph.Add("Shape", [OnnxGraph.Tokens], OnnxAttribute.Of("start", 1L), OnnxAttribute.Of("end", 2L)), 0);
        var places = graph.Add("Range", [zero, steps, graph.AddInts("one", [1])]); // [T]
        var distance = graph.Add("Sub", [graph.AddUnsqueeze(places, 1), graph.AddUnsqueeze(places, 0)]);
        return new GraphBand(graph.Add("Max", [distance, zero]), graph.Add("Less", [distance, zero]));
    }

    /// <summary>A learnt number for each head and distance: [L, heads] -> [heads, T, T].</summary>
    public string Spread(OnnxGraph graph, string byDistance) =>
        graph.Add("Transpose", [graph.AddGather(byDistance, Distance, axis: 0)], OnnxAttribute.Of("perm", [2L, 0L, 1L]));
}
