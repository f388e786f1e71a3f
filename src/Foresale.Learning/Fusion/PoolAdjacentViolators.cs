namespace Foresale.Learning.Fusion;

/// <summary>A run of rows that isotonic regression gives one value.</summary>
/// <param name="X">Weighted mean of the rows' inputs.</param>
/// <param name="Y">Weighted mean of the rows' outcomes: the fitted value.</param>
/// <param name="Weight">Weight of the rows.</param>
public readonly record struct IsotonicBlock(double X, double Y, double Weight)
{
    /// <summary>Both blocks as one.</summary>
    public IsotonicBlock With(IsotonicBlock other)
    {
        var weight = Weight + other.Weight;
        return new(((X * Weight) + (other.X * other.Weight)) / weight, ((Y * Weight) + (other.Y * other.Weight)) / weight, weight);
    }
}

/// <summary>Isotonic regression: the non-decreasing step function with the least weighted squared error (Ayer et al. 1955).</summary>
public static class PoolAdjacentViolators
{
    /// <summary>Fits. Rows of equal inputs are one row first. O(n log n).</summary>
    /// <param name="x">[n] inputs, in any order.</param>
    /// <param name="y">[n] outcomes.</param>
    /// <param name="weight">[n] &gt;= 0; rows without a weight do not count.</param>
    /// <returns>Blocks with strictly increasing values.</returns>
    public static IReadOnlyList<IsotonicBlock> Fit(ReadOnlySpan<double> x, ReadOnlySpan<float> y, ReadOnlySpan<float> weight)
    {
        var order = new int[x.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var keys = x.ToArray();
        Array.Sort(keys, order);
        var blocks = new List<IsotonicBlock>();
        for (var i = 0; i < order.Length;)
        {
            var tied = default(IsotonicBlock);
            var key = keys[i];
            for (; i < order.Length && keys[i].Equals(key); i++)
            {
                if (weight[order[i]] > 0)
                {
                    tied = tied.With(new IsotonicBlock(key, y[order[i]], weight[order[i]]));
                }
            }

            if (tied.Weight > 0)
            {
                Push(blocks, tied);
            }
        }

        return blocks;
    }

    private static void Push(List<IsotonicBlock> blocks, IsotonicBlock block)
    {
        while (blocks.Count > 0 && blocks[^1].Y >= block.Y)
        {
            block = blocks[^1].With(block);
            blocks.RemoveAt(blocks.Count - 1);
        }

        blocks.Add(block);
    }
}
