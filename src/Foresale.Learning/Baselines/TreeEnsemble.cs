using System.Text.Json;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Boosted trees as flat arrays over all nodes: node n splits on <c>x[Feature[n]] &lt;= Threshold[n]</c> to <c>Left[n]</c>, else to <c>Right[n]</c>.
/// A child &gt;= 0 is a node and a child below 0 is the leaf ~child. The raw score is <see cref="Offset"/> plus a leaf of each tree.
/// </summary>
/// <remarks>
/// Thresholds are float32, rounded down from LightGBM's double: for a float32 x, x &lt;= t holds exactly where x &lt;= floor32(t) holds,
/// while rounding to the nearest could move a row that lies on the threshold. LightGBM's split of NaN is kept per node.
/// </remarks>
public sealed record TreeEnsemble
{
    /// <summary>First node of each tree; trees are stored one after the other. Trees without a split are in <see cref="Offset"/>.</summary>
    public required int[] Roots { get; init; }

    /// <summary>[nodes] column that the node looks at.</summary>
    public required int[] Feature { get; init; }

    /// <summary>[nodes] the largest value that goes left.</summary>
    public required float[] Threshold { get; init; }

    /// <summary>[nodes] true where NaN goes left.</summary>
    public required bool[] MissingLeft { get; init; }

    /// <summary>[nodes] where smaller values go: a node, or ~leaf.</summary>
    public required int[] Left { get; init; }

    /// <summary>[nodes] where larger values go: a node, or ~leaf.</summary>
    public required int[] Right { get; init; }

    /// <summary>[leaves] raw score, log-odds.</summary>
    public required double[] Leaf { get; init; }

    /// <summary>[nodes] rows of the training slice that passed through, by number.</summary>
    public required double[] Cover { get; init; }

    /// <summary>[leaves] rows of the training slice that ended there.</summary>
    public required double[] LeafCover { get; init; }

    /// <summary>Raw score before any tree.</summary>
    public double Offset { get; init; }

    /// <summary>A score that no feature moves.</summary>
    public static TreeEnsemble Constant(double offset) => new()
    {
        Roots = [], Feature = [], Threshold = [], MissingLeft = [], Left = [], Right = [], Leaf = [], Cover = [], LeafCover = [], Offset = offset,
    };

    /// <summary>Reads LightGBM's JSON dump of a binary model with numeric splits.</summary>
    /// <exception cref="NotSupportedException">The dump has categorical splits or takes zeros as missing.</exception>
    public static TreeEnsemble Parse(string dump)
    {
        using var json = JsonDocument.Parse(dump, new JsonDocumentOptions { MaxDepth = 4096 });
        var builder = new TreeEnsembleBuilder();
        foreach (var tree in json.RootElement.GetProperty("tree_info").EnumerateArray())
        {
            builder.AddTree(tree.GetProperty("tree_structure"));
        }

        return builder.Build();
    }

    /// <summary>The mean of several ensembles' scores, as one ensemble.</summary>
    public static TreeEnsemble Mean(IReadOnlyList<TreeEnsemble> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var nodes = new int[parts.Count]; // first node and first leaf of each part
        var leaves = new int[parts.Count];
        for (var i = 1; i < parts.Count; i++)
        {
            nodes[i] = nodes[i - 1] + parts[i - 1].Feature.Length;
            leaves[i] = leaves[i - 1] + parts[i - 1].Leaf.Length;
        }

        int Child(int part, int child) => child >= 0 ? child + nodes[part] : ~(~child + leaves[part]);
        return new TreeEnsemble
        {
            Roots = [.. parts.SelectMany((p, i) => p.Roots.Select(r => r + nodes[i]))],
            Feature = [.. parts.SelectMany(p => p.Feature)],
            Threshold = [.. parts.SelectMany(p => p.Threshold)],
            MissingLeft = [.. parts.SelectMany(p => p.MissingLeft)],
            Left = [.. parts.SelectMany((p, i) => p.Left.Select(c => Child(i, c)))],
            Right = [.. parts.SelectMany((p, i) => p.Right.Select(c => Child(i, c)))],
            Leaf = [.. parts.SelectMany(p => p.Leaf.Select(v => v / parts.Count))],
            Cover = [.. parts.SelectMany(p => p.Cover)],
            LeafCover = [.. parts.SelectMany(p => p.LeafCover)],
            Offset = parts.Average(p => p.Offset),
        };
    }

    /// <summary>Log-odds of one vector.</summary>
    public double Score(ReadOnlySpan<float> x)
    {
        var score = Offset;
        foreach (var root in Roots)
        {
            var node = root;
            while (node >= 0)
            {
                var value = x[Feature[node]];
                node = value <= Threshold[node] || (MissingLeft[node] && float.IsNaN(value)) ? Left[node] : Right[node];
            }

            score += Leaf[~node];
        }

        return score;
    }
}
