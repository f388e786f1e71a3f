using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning;

/// <summary>Numbers of tensors as arrays, and layers as parts of a graph.</summary>
internal static class Weights
{
    /// <summary>All numbers of a float tensor, row-major.</summary>
    public static float[] Read(Tensor value)
    {
        using var scope = NewDisposeScope();
        return value.detach().cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Adds torch's Linear.</summary>
    public static string AddLinear(this OnnxGraph graph, string value, string hint, Linear layer) =>
        graph.AddLinear(value, hint, Read(layer.weight), Read(layer.bias!));

    /// <summary>Adds torch's Linear for values of any rank: [.., I] -> [.., O].</summary>
    public static string AddProjection(this OnnxGraph graph, string value, string hint, Linear layer)
    {
        using var scope = NewDisposeScope();
        var product = graph.Add("MatMul", [value, graph.AddFloats(hint + ".weight", Read(layer.weight.t()), layer.weight.shape[1], layer.weight.shape[0])]);
        return layer.bias is { } bias ? graph.Add("Add", [product, graph.AddFloats(hint + ".bias", Read(bias), bias.shape[0])]) : product;
    }

    /// <summary>Adds SiLU(x) = x sigmoid(x).</summary>
    public static string AddSilu(this OnnxGraph graph, string value) => graph.Add("Mul", [value, graph.Add("Sigmoid", [value])]);

    /// <summary>Adds torch's LayerNorm over the last axis.</summary>
    public static string AddLayerNorm(this OnnxGraph graph, string value, string hint, LayerNorm layer)
    {
        var scale = Read(layer.weight);
        return graph.Add(
            "LayerNormalization",
            [value, graph.AddFloats(hint + ".scale", scale, scale.Length), graph.AddFloats(hint + ".bias", Read(layer.bias!), scale.Length)],
            OnnxAttribute.Of("axis", -1L),
            OnnxAttribute.Of("epsilon", 1e-5f));
    }
}
