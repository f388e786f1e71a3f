using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Encoders;

/// <summary>
/// How the network sees feature columns: heavy-tailed ones by sign(x) ln(1 + |x|), then all moved to mean 0 and variance 1 over the
/// training rows and clipped to what these rows hold: a network goes on in a straight line where it has seen nothing, and columns such as
/// days since the first visit leave their training range as the log grows. Columns that never change become 0.
/// </summary>
/// <remarks>Part of the graph: scoring needs no scaler of its own.</remarks>
public sealed record FeatureScaling
{
    /// <summary>Standard deviations that a value may lie from the mean.</summary>
    public const float Limit = 10;

    private const double HeavyTail = 8; // Standard deviations between the mean and the furthest value.

    /// <summary>[F] 1 where the column is read by its logarithm, else 0.</summary>
    public required float[] Log { get; init; }

    /// <summary>[F] means.</summary>
    public required float[] Mean { get; init; }

    /// <summary>[F] one over the standard deviation; 0 for a constant column.</summary>
    public required float[] InverseScale { get; init; }

    /// <summary>[F] lowest scaled value of the training rows, at least -<see cref="Limit"/>.</summary>
    public required float[] Lowest { get; init; }

    /// <summary>[F] highest scaled value of the training rows, at most <see cref="Limit"/>.</summary>
    public required float[] Highest { get; init; }

    /// <summary>Number of columns, F.</summary>
    public int Count => Mean.Length;

    /// <summary>Fits on the states that nodes stand on.</summary>
    /// <param name="table">A table with filled features.</param>
    /// <param name="nodes">Training rows; the constants are zero where there are none.</param>
    public static FeatureScaling Fit(StateTable table, ReadOnlySpan<int> nodes)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = table.Schema.Count;
        var scaling = new FeatureScaling
        {
            Log = new float[columns], Mean = new float[columns], InverseScale = new float[columns], Lowest = new float[columns], Highest = new float[columns],
        };
        for (var column = 0; column < columns; column++)
        {
            var moments = Moments.Of(table, nodes, column, logarithm: false);
            if (moments.Furthest > HeavyTail * moments.Deviation)
            {
                scaling.Log[column] = 1;
                moments = Moments.Of(table, nodes, column, logarithm: true);
            }

            var inverse = moments.Deviation > 1e-6 * Math.Max(1e-6, Math.Abs(moments.Mean)) ? 1 / moments.Deviation : 0;
            scaling.Mean[column] = (float)moments.Mean;
            scaling.InverseScale[column] = (float)inverse;
            scaling.Lowest[column] = (float)Math.Max(-Limit, (moments.Lowest - moments.Mean) * inverse);
            scaling.Highest[column] = (float)Math.Min(Limit, (moments.Highest - moments.Mean) * inverse);
        }

        return scaling;
    }

    /// <summary>Scales one vector.</summary>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        for (var column = 0; column < features.Length; column++)
        {
            var x = Log[column] > 0 ? SignedLog.Of(features[column]) : features[column];
            scaled[column] = Math.Clamp((x - Mean[column]) * InverseScale[column], Lowest[column], Highest[column]);
        }
    }

    /// <summary>One value of a column, scaled and no further from the mean than <see cref="Limit"/>, but not clipped to the training rows.</summary>
    internal float Of(int column, double value) =>
        (float)Math.Clamp(((Log[column] > 0 ? SignedLog.Of((float)value) : value) - Mean[column]) * InverseScale[column], -Limit, Limit);

    /// <summary>The value of a column that is scaled to a number.</summary>
    internal double ValueOf(int column, float scaled)
    {
        var value = Mean[column] + (InverseScale[column] > 0 ? scaled / (double)InverseScale[column] : 0);
        return Log[column] > 0 ? Math.Sign(value) * (Math.Exp(Math.Abs(value)) - 1) : value;
    }

    /// <summary>Adds the same to a graph: [N, F] -> [N, F].</summary>
    public string AddTo(OnnxGraph graph, string value)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var one = graph.AddFloats("one", [1f]);
        var log = SignedLog.AddTo(graph, value);
        var uses = graph.AddFloats("scaling.log", Log, 1, Count);
        var mixed = graph.Add("Add", [graph.Add("Mul", [log, uses]), graph.Add("Mul", [value, graph.Add("Sub", [one, uses])])]);
        var centered = graph.Add("Sub", [mixed, graph.AddFloats("scaling.mean", Mean, 1, Count)]);
        var scaled = graph.Add("Mul", [centered, graph.AddFloats("scaling.inverse", InverseScale, 1, Count)]);
        var raised = graph.Add("Max", [scaled, graph.AddFloats("scaling.lowest", Lowest, 1, Count)]);
        return graph.Add("Min", [raised, graph.AddFloats("scaling.highest", Highest, 1, Count)]);
    }

    private readonly record struct Moments(double Mean, double Deviation, double Lowest, double Highest)
    {
        public double Furthest => Math.Max(Highest - Mean, Mean - Lowest);

        public static Moments Of(StateTable table, ReadOnlySpan<int> nodes, int column, bool logarithm)
        {
            if (nodes.Length == 0)
            {
                return default;
            }

            double sum = 0, lowest = double.MaxValue, highest = double.MinValue;
            foreach (var node in nodes)
            {
                var x = Value(table, node, column, logarithm);
                sum += x;
                lowest = Math.Min(lowest, x);
                highest = Math.Max(highest, x);
            }

            var mean = sum / nodes.Length;
            var squares = 0.0;
            foreach (var node in nodes)
            {
                var d = Value(table, node, column, logarithm) - mean;
                squares += d * d;
            }

            return new Moments(mean, Math.Sqrt(squares / nodes.Length), lowest, highest);
        }

        private static double Value(StateTable table, int node, int column, bool logarithm)
        {
            var x = table.Features[((long)table.Nodes.State[node] * table.Schema.Count) + column];
            return logarithm ? SignedLog.Of(x) : x;
        }
    }
}
