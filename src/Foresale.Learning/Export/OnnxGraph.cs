using Foresale.Learning.Export.Onnx;
using Google.Protobuf;

namespace Foresale.Learning.Export;

/// <summary>
/// An ONNX graph under construction (opset 20, IR 9). Values are named; a node's outputs get fresh names.
/// Inputs of every Foresale model: <see cref="RawFeatures"/> [N, F] float32, <see cref="Tokens"/> [N, L, K] int64 (oldest first, padded with 0 at the end)
/// and <see cref="Lengths"/> [N] int64 (tokens in use); tables have features only.
/// </summary>
public sealed class OnnxGraph
{
    /// <summary>Input: feature vectors as the fold reads them, NaN where missing.</summary>
    public const string RawFeatures = "features";

    /// <summary>Input: token histories.</summary>
    public const string Tokens = "tokens";

    /// <summary>Input: tokens in use of each history.</summary>
    public const string Lengths = "lengths";

    /// <summary>Value: feature vectors after filling, with their flags; what every learner reads.</summary>
    public const string FilledFeatures = "filled";
}
