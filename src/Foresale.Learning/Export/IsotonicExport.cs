using Foresale.Learning.Fusion;

namespace Foresale.Learning.Export;

/// <summary>Writes a piecewise-linear map: counts the knots at or below p, then y_k + (p - x_k) slope_k.</summary>
internal static class IsotonicExport
{
    private const long Int64Type = 7;

    /// <summary>Adds the map: [N, 1] -> [N].</summary>
    public static string AddTo(OnnxGraph graph, IsotonicCalibration map, string probability)
    {
        var lines = map.X.Count - 1;
        float[] inner = [.. map.X.Skip(1).Take(lines - 1)];
        var p = graph.AddSqueeze(probability, 1);
        if (inner.Length == 0)
        {
            return Line(graph, p, graph.AddFloats("isotonic_knot", [map.X[0]]), graph.AddFloats("isotonic_value", [map.Y[0]]), graph.AddFloats("isotonic_slope", [map.Slope(0)]));
        }

        var reached = graph.Add("GreaterOrEqual", [probability, graph.AddFloats("knots", inner, 1, inner.Length)]); // [N, K - 2]
        var counted = graph.Add("Cast", [reached], OnnxAttribute.Of("to", Int64Type));
        var line = graph.Add("ReduceSum", [counted, graph.AddInts("axes", [1], 1)], OnnxAttribute.Of("keepdims", 0)); // [N]
        string Of(string hint, Func<int, float> value) =>
            graph.AddGather(graph.AddFloats(hint, [.. Enumerable.Range(0, lines).Select(value)], lines), line, axis: 0);
        return Line(graph, p, Of("isotonic_knot", k => map.X[k]), Of("isotonic_value", k => map.Y[k]), Of("isotonic_slope", map.Slope));
    }

    private static string Line(OnnxGraph graph, string p, string x, string y, string slope) =>
        graph.Add("Add", [y, graph.Add("Mul", [graph.Add("Sub", [p, x]), slope])]);
}
