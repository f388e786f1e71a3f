namespace Foresale.Evaluation;

/// <summary>A point of a curve.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
public readonly record struct CurvePoint(double X, double Y);

/// <summary>Receiver operating characteristic and precision over recall, thinned for drawing.</summary>
public static class Curves
{
    /// <summary>Most points that a curve has.</summary>
    public const int MaxPoints = 400;

    /// <summary>Share of buyers found (Y) over share of others disturbed (X), from (0, 0) to (1, 1). Empty with one class only.</summary>
    public static IReadOnlyList<CurvePoint> Roc(Predictions predictions)
    {
        var ranked = RankedPredictions.Of(predictions);
        var (positives, negatives) = Classes(ranked);
        if (positives <= 0 || negatives <= 0)
        {
            return [];
        }

        // The path from (0, 0) to (1, 1) has length 2 in steps across and up.
        const double Step = 2.0 / (MaxPoints - 2);
        var points = new List<CurvePoint> { new(0, 0) };
        foreach (var (hits, called) in Cuts(ranked))
        {
            var point = new CurvePoint((called - hits) / negatives, hits / positives);
            if (point.X - points[^1].X + (point.Y - points[^1].Y) >= Step)
            {
                points.Add(point);
            }
        }

        points.Add(new CurvePoint(1, 1));
        return points;
    }

    /// <summary>Precision (Y) over recall (X), by rising recall. Empty without buyers.</summary>
    public static IReadOnlyList<CurvePoint> PrecisionRecall(Predictions predictions)
    {
        var ranked = RankedPredictions.Of(predictions);
        var (positives, _) = Classes(ranked);
        if (positives <= 0)
        {
            return [];
        }

        const double Step = 1.0 / (MaxPoints - 2);
        var points = new List<CurvePoint>();
        var last = new CurvePoint(double.NaN, double.NaN);
        foreach (var (hits, called) in Cuts(ranked))
        {
            last = new CurvePoint(hits / positives, hits / called);
            if (last.X > 0 && (points.Count == 0 || last.X - points[^1].X >= Step))
            {
                points.Add(last);
            }
        }

        if (points[^1] != last)
        {
            points.Add(last);
        }

        return points;
    }

    private static (double Positives, double Negatives) Classes(RankedPredictions ranked)
    {
        var (positives, total) = (0.0, 0.0);
        foreach (var row in ranked.Rows)
        {
            positives += (double)row.Weight * row.Outcome;
            total += row.Weight;
        }

        return (positives, total - positives);
    }

    /// <summary>Weight of buyers and of all rows above each cut between different scores.</summary>
    private static IEnumerable<(double Hits, double Called)> Cuts(RankedPredictions ranked)
    {
        var (row, hits, called) = (0, 0.0, 0.0);
        foreach (var end in ranked.GroupEnds)
        {
            for (; row < end; row++)
            {
                hits += (double)ranked.Rows[row].Weight * ranked.Rows[row].Outcome;
                called += ranked.Rows[row].Weight;
            }

            if (called > 0)
            {
                yield return (hits, called);
            }
        }
    }
}
