namespace Foresale.Evaluation;

/// <summary>One walk down the ranking: ROC-AUC, average precision, calibration error and the top decile's share of buyers.</summary>
/// <param name="RocAuc">NaN with one class only.</param>
/// <param name="PrAuc">NaN without buyers.</param>
/// <param name="Ece">0..1.</param>
/// <param name="TopDecileCapture">NaN without buyers.</param>
internal readonly record struct RankPass(double RocAuc, double PrAuc, double Ece, double TopDecileCapture)
{
    /// <summary>Share of rows, by weight, that <see cref="TopDecileCapture"/> looks at.</summary>
    public const double TopShare = .1;

    /// <summary>Walks a ranking. O(rows).</summary>
    /// <param name="ranked">The ranking.</param>
    /// <param name="multiplicity">How often each user counts; empty for once.</param>
    /// <param name="total">Weight of all rows so counted.</param>
    /// <param name="positives">Weight of buyers so counted.</param>
    public static RankPass Over(RankedPredictions ranked, ReadOnlySpan<int> multiplicity, double total, double positives)
    {
        if (total <= 0)
        {
            return new RankPass(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        var rows = ranked.Rows;
        var bins = new EqualMassBins(total, CalibrationError.Bins);
        var (seen, buyers, area, precision, captured) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var top = TopShare * total;
        var row = 0;
        foreach (var end in ranked.GroupEnds)
        {
            var (mass, bought) = (0.0, 0.0);
            var score = rows[row].Score;
            for (; row < end; row++)
            {
                ref readonly var r = ref rows[row];
                double weight = multiplicity.IsEmpty ? r.Weight : r.Weight * multiplicity[r.User];
                mass += weight;
                bought += weight * r.Outcome;
            }

            if (mass <= 0)
            {
                continue;
            }

            // A non-buyer loses to all buyers above, and half to the buyers beside.
            area += (mass - bought) * (buyers + (bought / 2));
            if (seen < top)
            {
                captured += bought * Math.Min(1, (top - seen) / mass);
            }

            seen += mass;
            buyers += bought;
            precision += bought * (buyers / seen);
            bins.Add(mass, score, bought);
        }

        var negatives = total - positives;
        return new RankPass(
            positives > 0 && negatives > 0 ? area / (positives * negatives) : double.NaN,
            positives > 0 ? precision / positives : double.NaN,
            bins.AbsoluteError / total,
            positives > 0 ? captured / positives : double.NaN);
    }
}
