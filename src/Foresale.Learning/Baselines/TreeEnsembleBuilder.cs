using System.Text.Json;

namespace Foresale.Learning.Baselines;

/// <summary>Lays trees of LightGBM's JSON out as arrays.</summary>
internal sealed class TreeEnsembleBuilder
{
    private const float ZeroLimit = 1e-35f;

    private readonly List<int> _roots = [];
    private readonly List<int> _feature = [];
    private readonly List<float> _threshold = [];
    private readonly List<bool> _missingLeft = [];
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];
    private readonly List<double> _leaf = [];
    private readonly List<double> _cover = [];
    private readonly List<double> _leafCover = [];
    private double _offset;

    /// <summary>Adds a tree by its root.</summary>
    public void AddTree(JsonElement root)
    {
        if (!root.TryGetProperty("split_index", out _))
        {
            _offset += root.GetProperty("leaf_value").GetDouble();
            return;
        }

        _roots.Add(_feature.Count);
        Add(root);
    }

    public TreeEnsemble Build() => new()
    {
        Roots = [.. _roots],
        Feature = [.. _feature],
        Threshold = [.. _threshold],
        MissingLeft = [.. _missingLeft],
        Left = [.. _left],
        Right = [.. _right],
        Leaf = [.. _leaf],
        Cover = [.. _cover],
        LeafCover = [.. _leafCover],
        Offset = _offset,
    };

    /// <summary>The largest float32 that is not above a double.</summary>
    internal static float Floor32(double value)
    {
        var nearest = (float)value;
        return nearest > value ? MathF.BitDecrement(nearest) : nearest;
    }

    // LightGBM takes values up to +-1e-35 for zero, which lies right of the boundary below zero; so the value -1e-35 itself must go right too.
    private static float Boundary(double threshold) =>
        threshold < 0 && threshold >= -ZeroLimit ? MathF.BitDecrement(-ZeroLimit) : Floor32(threshold);

    private int Add(JsonElement element)
    {
        if (!element.TryGetProperty("split_index", out _))
        {
            _leaf.Add(element.GetProperty("leaf_value").GetDouble());
            _leafCover.Add(element.TryGetProperty("leaf_count", out var count) ? count.GetDouble() : 0);
            return ~(_leaf.Count - 1);
        }

        if (element.GetProperty("decision_type").GetString() is not "<=" and var decision)
        {
            throw new NotSupportedException($"A LightGBM tree splits by '{decision}'; only numeric splits can be exported.");
        }

        var node = _feature.Count;
        var threshold = element.GetProperty("threshold").GetDouble();
        _feature.Add(element.GetProperty("split_feature").GetInt32());
        _threshold.Add(Boundary(threshold));
        _missingLeft.Add(MissingGoesLeft(element, threshold));
        _cover.Add(element.GetProperty("internal_count").GetDouble());
        _left.Add(0);
        _right.Add(0);
        _left[node] = Add(element.GetProperty("left_child"));
        _right[node] = Add(element.GetProperty("right_child"));
        return node;
    }

    // Where training saw no NaN, LightGBM reads one as zero.
    private static bool MissingGoesLeft(JsonElement element, double threshold) => element.GetProperty("missing_type").GetString() switch
    {
        "None" => 0 <= threshold,
        "NaN" => element.GetProperty("default_left").GetBoolean(),
        var other => throw new NotSupportedException($"A LightGBM tree takes '{other}' as missing; only NaN can be exported. Train with zero_as_missing=false."),
    };
}
