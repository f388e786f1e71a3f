namespace Foresale.Learning.Export;

/// <summary>sign(x) ln(1 + |x|): long tails drawn in, zero and order kept.</summary>
internal static class SignedLog
{
    /// <summary>Of one value.</summary>
    public static float Of(float x) => MathF.Sign(x) * MathF.Log(1 + MathF.Abs(x));

    /// <summary>Adds the same to a graph, element by element.</summary>
    public static string AddTo(OnnxGraph graph, string value) =>
        graph.Add("Mul", [graph.Add("Sign", [value]), graph.Add("Log", [graph.Add("Add", [graph.Add("Abs", [value]), graph.AddFloats("one", [1f])])])]);
}
