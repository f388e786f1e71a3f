using Foresale.Learning.Export;

namespace Foresale.Learning.Baselines;

/// <summary>Columns moved to mean 0 and scaled to variance 1 over the fitting rows; columns that never change become 0.</summary>
/// <remarks>
/// A column with a long tail (counts, amounts, times) is bent first, x -> sign(x) log(1 + |x|), where that lowers its skewness: one more
/// view matters more after the first than after the hundredth. Values end at +-<see cref="Limit"/>: one wild value must not carry a linear score away.
/// </remarks>
public sealed record Standardizer
{
    /// <summary>Standard deviations that a value may lie from the mean.</summary>
    public const float Limit = 8;

    // Skewness of an exponential law is 2; a 0/1 flag is no lower when bent and stays as it is.
    private const double LongTail = 1, Gain = .01;
    private const long BoolType = 9;

    /// <summary>[F] means.</summary>
    public required float[] Mean { get; init; }

    /// <summary>[F] one over the standard deviation; 0 for a constant column.</summary>
    public required float[] InverseScale { get; init; }

    /// <summary>[F] true where the column is bent.</summary>
    public required bool[] Bent { get; init; }

    /// <summary>One value of column j, standardised.</summary>
    public float Apply(int column, float value) =>
        Math.Clamp(((Bent[column] ? SignedLog.Of(value) : value) - Mean[column]) * InverseScale[column], -Limit, Limit);

    /// <summary>Adds the same to a graph: [N, F] -> [N, F].</summary>
    public string AddTo(OnnxGraph graph, string value)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (Array.Exists(Bent, b => b))
        {
            var bent = SignedLog.AddTo(graph, value);
            var isBent = graph.Add("Cast", [graph.AddInts("bent", Array.ConvertAll(Bent, b => b ? 1L : 0L), 1, Bent.Length)], OnnxAttribute.Of("to", BoolType));
            value = graph.Add("Where", [isBent, bent, value]);
        }

        var centered = graph.Add("Sub", [value, graph.AddFloats("mean", Mean, 1, Mean.Length)]);
        var scaled = graph.Add("Mul", [centered, graph.AddFloats("inverse_scale", InverseScale, 1, Mean.Length)]);
        return graph.Add("Clip", [scaled, graph.AddFloats("lowest", [-Limit]), graph.AddFloats("highest", [Limit])]);
    }

    /// <summary>Weighted means and deviations.</summary>
    /// <param name="rows">Rows to fit on.</param>
    /// <param name="mayBend">False keeps every column as it is.</param>
    internal static Standardizer Fit(FeatureRows rows, bool mayBend = true)
    {
        var (mean, inverse, bent) = (new float[rows.Columns], new float[rows.Columns], new bool[rows.Columns]);
        int[] columns = [.. Enumerable.Range(0, rows.Columns)];
        var moments = Moments.Of(rows, columns, x => x);
        var longTailed = Array.FindAll(columns, j => mayBend && Math.Abs(moments[j].Skewness) > LongTail);
        foreach (var (j, other) in longTailed.Zip(Moments.Of(rows, longTailed, SignedLog.Of)))
        {
            if (Math.Abs(other.Skewness) < Math.Abs(moments[j].Skewness) - Gain)
            {
                (moments[j], bent[j]) = (other, true);
            }
        }

        foreach (var j in columns)
        {
            // Rounding of a float mean alone gives deviations of this order.
            var isConstant = moments[j].Deviation <= 1e-6 * Math.Max(1e-6, Math.Abs(moments[j].Mean));
            (mean[j], inverse[j]) = ((float)moments[j].Mean, isConstant ? 0f : (float)(1 / moments[j].Deviation));
        }

        return new Standardizer { Mean = mean, InverseScale = inverse, Bent = bent };
    }

    private readonly record struct Moments(double Mean, double Deviation, double Skewness)
    {
        // Row after row, as they lie in memory, all columns at a time.
        public static Moments[] Of(FeatureRows rows, int[] columns, Func<float, float> map)
        {
            var (mean, squares, cubes, total) = (new double[columns.Length], new double[columns.Length], new double[columns.Length], 0.0);
            for (var i = 0; i < rows.Count; i++)
            {
                var x = rows.Row(i);
                var weight = rows.Weight[i];
                total += weight;
                for (var c = 0; c < columns.Length; c++)
                {
                    mean[c] += (double)weight * map(x[columns[c]]);
                }
            }

            mean = Array.ConvertAll(mean, sum => sum / total);
            for (var i = 0; i < rows.Count; i++)
            {
                var x = rows.Row(i);
                var weight = rows.Weight[i];
                for (var c = 0; c < columns.Length; c++)
                {
                    var d = map(x[columns[c]]) - mean[c];
                    squares[c] += weight * d * d;
                    cubes[c] += weight * d * d * d;
                }
            }

            return [.. mean.Select((m, c) => Of(m, Math.Sqrt(squares[c] / total), cubes[c] / total))];
        }

        private static Moments Of(double mean, double deviation, double third) =>
            new(mean, deviation, deviation > 0 ? third / (deviation * deviation * deviation) : 0);
    }
}
