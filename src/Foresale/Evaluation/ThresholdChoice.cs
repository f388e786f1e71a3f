namespace Foresale.Evaluation;

/// <summary>The threshold with the highest F1. Choose it on validation rows, report it on others.</summary>
/// <param name="Threshold">Rows with a score of at least this are called buyers.</param>
/// <param name="F1">What it reaches on the rows it was chosen on; NaN where none of them bought.</param>
/// <param name="Reason">Why the choice is only the default of one half; null where it is a choice.</param>
public sealed record ThresholdChoice(double Threshold, double F1, string? Reason = null)
{
    /// <summary>
    /// Chooses among all cuts between different scores; of equals the highest. The threshold stands midway between the lowest score
    /// called and the next below, since the scores of other rows fall between them.
    /// </summary>
    public static ThresholdChoice ByF1(Predictions validation)
    {
        var ranked = RankedPredictions.Of(validation);
        var positives = 0.0;
        foreach (var row in ranked.Rows)
        {
            positives += (double)row.Weight * row.Outcome;
        }

        if (positives <= 0)
        {
            return new ThresholdChoice(.5, double.NaN, "No validation row bought: the threshold is one half.");
        }

        var (called, hits, best, bestEnd) = (0.0, 0.0, -1.0, 0);
        var at = 0;
        foreach (var end in ranked.GroupEnds)
        {
            for (; at < end; at++)
            {
                called += ranked.Rows[at].Weight;
                hits += (double)ranked.Rows[at].Weight * ranked.Rows[at].Outcome;
            }

            var f1 = 2 * hits / (called + positives);
            if (f1 > best)
            {
                (best, bestEnd) = (f1, end);
            }
        }

        double lowest = ranked.Rows[bestEnd - 1].Score;
        var threshold = bestEnd < ranked.Rows.Length ? (lowest + ranked.Rows[bestEnd].Score) / 2 : lowest;
        return new ThresholdChoice(threshold, best);
    }
}
