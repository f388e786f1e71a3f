using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>Rows of a table as the feature-only learners read them: places in the table's own vectors, of which a large log cannot have a copy a learner.</summary>
/// <param name="Vectors">[M, F], row-major, shared with the table.</param>
/// <param name="Places">[n] the vector of each row.</param>
/// <param name="Outcome">[n] 1 bought, 0 not.</param>
/// <param name="Weight">[n] &gt;= 0, scaled to a mean of 1, so that a penalty means the same whatever the table's weights add up to.</param>
/// <param name="Columns">F.</param>
internal sealed record FeatureRows(float[] Vectors, int[] Places, float[] Outcome, float[] Weight, int Columns)
{
    /// <summary>Number of rows, n.</summary>
    public int Count => Outcome.Length;

    /// <summary>[n] whose row it is, numbered as in the table; empty where nobody asks.</summary>
    public int[] Shopper { get; init; } = [];

    /// <summary>True where both outcomes occur with a weight.</summary>
    public bool HasBothOutcomes { get; } = Occurs(Outcome, Weight, 1f) && Occurs(Outcome, Weight, 0f);

    /// <summary>Share of buyers by weight, moved off 0 and 1 by half a row; one half where there are no rows.</summary>
    public double BaseRate
    {
        get
        {
            var positives = 0.0;
            for (var i = 0; i < Count; i++)
            {
                positives += Weight[i] * Outcome[i];
            }

            return (Math.Min(positives, Count) + .5) / (Count + 1);
        }
    }

    /// <summary>Rows of slices with a known outcome and a weight.</summary>
    public static FeatureRows Of(StateTable table, params ReadOnlySpan<Slice> slices)
    {
        ArgumentNullException.ThrowIfNull(table);
        var nodes = table.RowsOf(slices);
        nodes = Array.FindAll(nodes, node => table.Nodes.Weight[node] > 0);
        var total = nodes.Sum(node => (double)table.Nodes.Weight[node]);
        return new FeatureRows(
            table.Features,
            Array.ConvertAll(nodes, node => table.Nodes.State[node]),
            Array.ConvertAll(nodes, node => table.Nodes.Outcome[node]),
            Array.ConvertAll(nodes, node => (float)(table.Nodes.Weight[node] * nodes.Length / total)),
            table.Schema.Count)
        {
            Shopper = Array.ConvertAll(nodes, node => table.Nodes.User[node]),
        };
    }

    /// <summary>Feature vector of a row.</summary>
    public ReadOnlySpan<float> Row(int row) => Vectors.AsSpan(Places[row] * Columns, Columns);

    private static bool Occurs(float[] outcome, float[] weight, float value)
    {
        for (var i = 0; i < outcome.Length; i++)
        {
            if (outcome[i].Equals(value) && weight[i] > 0)
            {
                return true;
            }
        }

        return false;
    }
}
