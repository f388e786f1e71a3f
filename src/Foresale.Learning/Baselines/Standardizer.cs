using Foresale.Learning.Export;

namespace Foresale.Learning.Baselines;

/// <summary>Columns moved to mean 0 and scaled to variance 1 over the fitting rows; columns that never change become 0.</summary>
/// <remarks>Values end at +-<see cref="Limit"/>: one wild value must not carry a linear score away.</remarks>
public sealed record Standardizer
{
    /// <summary>Standard deviations that a value may lie from the mean.</summary>
    public const float Limit = 8;

    /// <summary>[F] means.</summary>
    public required float[] Mean { get; init; }

    /// <summary>[F] one over the standard deviation; 0 for a constant column.</summary>
    public required float[] InverseScale { get; init; }

    /// <summary>One value of column j, standardised.</summary>
    public float Apply(int column, float value) => Math.Clamp((value - Mean[column]) * InverseScale[column], -Limit, Limit);

    /// <summary>Adds the same to a graph: [N, F] -> [N, F].</summary>
    public string AddTo(OnnxGraph graph, string value)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var centered = graph.Add("Sub", [value, graph.AddFloats("mean", Mean, 1, Mean.Length)]);
        var scaled = graph.Add("Mul", [centered, graph.AddFloats("inverse_scale", InverseScale, 1, Mean.Length)]);
        return graph.Add("Clip", [scaled, graph.AddFloats("lowest", [-Limit]), graph.AddFloats("highest", [Limit])]);
    }

    /// <summary>Weighted means and deviations.</summary>
    internal static Standardizer Fit(FeatureRows rows)
    {
        var (mean, inverse) = (new float[rows.Columns], new float[rows.Columns]);
        for (var j = 0; j < rows.Columns; j++)
        {
            double sum = 0, total = 0;
            for (var i = 0; i < rows.Count; i++)
            {
                sum += (double)rows.Weight[i] * rows.Features[(i * rows.Columns) + j];
                total += rows.Weight[i];
            }

            var center = sum / total;
            var squares = 0.0;
            for (var i = 0; i < rows.Count; i++)
            {
                var d = rows.Features[(i * rows.Columns) + j] - center;
                squares += rows.Weight[i] * d * d;
            }

            mean[j] = (float)center;
            var deviation = Math.Sqrt(squares / total);

            // Rounding of a float mean alone gives deviations of this order.
            inverse[j] = deviation > 1e-6 * Math.Max(1e-6, Math.Abs(center)) ? (float)(1 / deviation) : 0f;
        }

        return new Standardizer { Mean = mean, InverseScale = inverse };
    }
}
