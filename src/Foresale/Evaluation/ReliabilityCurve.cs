namespace Foresale.Evaluation;

/// <summary>What was predicted and what happened in one bin.</summary>
/// <param name="MeanScore">Weighted mean score, 0..1.</param>
/// <param name="Rate">Weighted share of buyers, 0..1.</param>
/// <param name="Low">Lower end of the rate's 95 % Wilson interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="Rows">Effective number of rows: (sum of weights)² / sum of squared weights.</param>
public sealed record ReliabilityBin(double MeanScore, double Rate, double Low, double High, double Rows);

/// <summary>Share of buyers over mean score, in bins of equal mass, lowest scores first.</summary>
public static class ReliabilityCurve
{
    /// <summary>The bins; fewer than asked for only where there are no rows.</summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="bins">Number of bins, &gt; 0.</param>
    public static IReadOnlyList<ReliabilityBin> Of(Predictions predictions, int bins = CalibrationError.Bins)
    {
        var ranked = RankedPredictions.Of(predictions);
        var total = ranked.Rows.Sum(r => (double)r.Weight);
        if (total <= 0)
        {
            return [];
        }

        var sums = new (double Mass, double Squares, double Scores, double Outcomes)[bins];
        var before = 0.0;
        var row = 0;
        foreach (var end in ranked.GroupEnds)
        {
            // The rows of a group share a score: each bin takes its part of all of them alike.
            var (mass, squares, outcomes) = (0.0, 0.0, 0.0);
            var score = ranked.Rows[row].Score;
            for (; row < end; row++)
            {
                double weight = ranked.Rows[row].Weight;
                (mass, squares, outcomes) = (mass + weight, squares + (weight * weight), outcomes + (weight * ranked.Rows[row].Outcome));
            }

            for (var bin = Bin(before); mass > 0 && bin <= Bin(before + mass); bin++)
            {
                var overlap = Math.Min(before + mass, total * (bin + 1) / bins) - Math.Max(before, total * bin / bins);
                var share = Math.Max(0, overlap / mass);
                ref var sum = ref sums[bin];
                sum = (sum.Mass + (share * mass), sum.Squares + (share * squares), sum.Scores + (share * mass * score), sum.Outcomes + (share * outcomes));
            }

            before += mass;
        }

        return [.. sums.Where(s => s.Mass > 1e-9 * total).Select(ToBin).Reverse()];

        int Bin(double mass) => Math.Min(bins - 1, (int)(mass / total * bins));
    }

    private static ReliabilityBin ToBin((double Mass, double Squares, double Scores, double Outcomes) sum)
    {
        var rows = sum.Mass * sum.Mass / sum.Squares;
        var rate = Math.Clamp(sum.Outcomes / sum.Mass, 0, 1);
        var (low, high) = Wilson(rate, rows);
        return new ReliabilityBin(sum.Scores / sum.Mass, rate, low, high, rows);
    }

    /// <summary>The 95 % interval of a rate (Wilson 1927).</summary>
    internal static (double Low, double High) Wilson(double rate, double rows)
    {
        const double Z = 1.959964;
        var centre = rate + (Z * Z / (2 * rows));
        var spread = Z * Math.Sqrt((rate * (1 - rate) / rows) + (Z * Z / (4 * rows * rows)));
        var scale = 1 + (Z * Z / rows);
        return (Math.Max(0, (centre - spread) / scale), Math.Min(1, (centre + spread) / scale));
    }
}
