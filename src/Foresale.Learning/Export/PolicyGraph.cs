using Foresale.Environments;

namespace Foresale.Learning.Export;

/// <summary>One layer of an actor, as torch's Linear keeps it.</summary>
/// <param name="Weight">[O, I], row-major.</param>
/// <param name="Bias">[O].</param>
internal readonly record struct ActorLayer(float[] Weight, float[] Bias);

/// <summary>A policy as one graph: <c>states</c> [N, S] in the environment's own units in, <c>actions</c> [N, A] within their bounds out.</summary>
internal static class PolicyGraph
{
    /// <summary>Writes an actor. Equal actors give equal bytes.</summary>
    /// <param name="layers">ReLU after each but the last, tanh after that.</param>
    /// <param name="centre">Subtracted from a state first, [S].</param>
    /// <param name="scale">Then divided by, [S].</param>
    /// <param name="states">Names of a state's numbers.</param>
    /// <param name="actions">Names and bounds of an action.</param>
    public static byte[] ToBytes(IReadOnlyList<ActorLayer> layers, IReadOnlyList<float> centre, IReadOnlyList<float> scale, IReadOnlyList<string> states, Space actions)
    {
        var graph = new OnnxGraph();
        var value = graph.AddInput("states", OnnxElement.Float, OnnxGraph.Batch, states.Count);
        value = graph.Add("Div", [graph.Add("Sub", [value, graph.AddFloats("centre", [.. centre], centre.Count)]), graph.AddFloats("scale", [.. scale], scale.Count)]);
        for (var i = 0; i < layers.Count; i++)
        {
            value = graph.AddLinear(value, FormattableString.Invariant($"layer{i}"), layers[i].Weight, layers[i].Bias);
            value = graph.Add(i == layers.Count - 1 ? "Tanh" : "Relu", [value]);
        }

        // From [-1, 1] to the bounds: middle + half width x unit.
        float[] half = [.. actions.Low.Zip(actions.High, (low, high) => (high - low) / 2)];
        float[] middle = [.. actions.Low.Zip(actions.High, (low, high) => (high + low) / 2)];
        value = graph.Add("Add", [graph.Add("Mul", [value, graph.AddFloats("half", half, half.Length)]), graph.AddFloats("middle", middle, middle.Length)]);
        graph.AddOutput(graph.Rename(value, "actions"), OnnxElement.Float, OnnxGraph.Batch, actions.Size);
        graph.AddMetadata("states", string.Join(',', states));
        graph.AddMetadata("actions", string.Join(',', actions.Names));
        return graph.ToBytes();
    }
}
