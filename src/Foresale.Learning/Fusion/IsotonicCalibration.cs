namespace Foresale.Learning.Fusion;

/// <summary>
/// A monotone map of probabilities: isotonic regression (Zadrozny and Elkan 2002), drawn as straight lines between the blocks' centres so
/// that no two shoppers tie that did not before. It never gives 0 or 1.
/// </summary>
/// <param name="X">[K] knots, strictly increasing, the first 0 and the last 1.</param>
/// <param name="Y">[K] values at the knots, non-decreasing, strictly between 0 and 1.</param>
public sealed record IsotonicCalibration(IReadOnlyList<float> X, IReadOnlyList<float> Y)
{
    // Steeper lines would turn the rounding of float32 into visible differences between code and graph.
    private const double MaxSlope = 20;

    // A block of fewer rows, or of a smaller share of them, says more about chance than about the score.
    private const double MinShare = .01, MinRows = 100;

    /// <summary>Fits on rows.</summary>
    /// <param name="probability">[n] 0..1.</param>
    /// <param name="outcome">[n] 1 bought, 0 not.</param>
    /// <param name="weight">[n] &gt;= 0.</param>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> probability, ReadOnlySpan<float> outcome, ReadOnlySpan<float> weight)
    {
        var blocks = PoolAdjacentViolators.Fit(probability, outcome, weight);
        var total = blocks.Sum(b => b.Weight);

        // Half a row: what a block of all rows would say if it had no buyer.
        var edge = .5 / (total + 1);
        var (x, y) = (new List<float> { 0f }, new List<float> { (float)edge });
        foreach (var block in Merge(blocks, Math.Max(MinRows, MinShare * total)))
        {
            var (knot, value) = ((float)block.X, (float)Math.Clamp(block.Y, edge, 1 - edge));
            if (knot > x[^1] && knot < 1 && value - y[^1] <= MaxSlope * (knot - x[^1]))
            {
                x.Add(knot);
                y.Add(Math.Max(value, y[^1]));
            }
        }

        CloseAtOne(x, y, (float)(1 - edge));
        return new IsotonicCalibration(x, y);
    }

    /// <summary>The map at one probability.</summary>
    public double Apply(double probability)
    {
        var p = (float)probability;
        var k = 0;
        while (k + 2 < X.Count && p >= X[k + 1])
        {
            k++;
        }

        return Y[k] + ((p - X[k]) * Slope(k));
    }

    /// <summary>Slope of the line that begins at a knot; 0 at the last one.</summary>
    internal float Slope(int knot) => knot + 1 < X.Count ? (Y[knot + 1] - Y[knot]) / (X[knot + 1] - X[knot]) : 0f;

    private static void CloseAtOne(List<float> x, List<float> y, float highest)
    {
        while (x.Count > 1 && highest - y[^1] > MaxSlope * (1 - x[^1]))
        {
            x.RemoveAt(x.Count - 1);
            y.RemoveAt(y.Count - 1);
        }

        x.Add(1f);
        y.Add(Math.Max(highest, y[^1]));
    }

    // Merging neighbours keeps the values in order.
    private static List<IsotonicBlock> Merge(IReadOnlyList<IsotonicBlock> blocks, double minWeight)
    {
        var merged = new List<IsotonicBlock>();
        foreach (var block in blocks)
        {
            if (merged.Count > 0 && merged[^1].Weight < minWeight)
            {
                merged[^1] = merged[^1].With(block);
            }
            else
            {
                merged.Add(block);
            }
        }

        if (merged.Count > 1 && merged[^1].Weight < minWeight)
        {
            var last = merged[^1];
            merged.RemoveAt(merged.Count - 1);
            merged[^1] = merged[^1].With(last);
        }

        return merged;
    }
}
