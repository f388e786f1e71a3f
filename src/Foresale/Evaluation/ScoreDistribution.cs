namespace Foresale.Evaluation;

/// <summary>How scores are spread among buyers and others, in bins of equal width on the logit scale, where small rates stay visible.</summary>
/// <param name="Edges">Edges of the bins as probabilities, ascending; one more than there are bins.</param>
/// <param name="Buyers">Share of all buyers in each bin, adding up to 1; all 0 without buyers.</param>
/// <param name="Others">Share of all others in each bin, adding up to 1; all 0 without others.</param>
public sealed record ScoreDistribution(double[] Edges, double[] Buyers, double[] Others)
{
    private const int Bins = 32;
    private const double LowestProbability = 1e-4;

    /// <summary>Counts the scores; those beyond .01 % and 99.99 % go into the outermost bins.</summary>
    public static ScoreDistribution Of(Predictions predictions)
    {
        var ranked = RankedPredictions.Of(predictions);
        var (low, high) = Range(ranked);
        var (buyers, others) = (new double[Bins], new double[Bins]);
        foreach (var row in ranked.Rows)
        {
            var place = (CalibrationFit.Logit(row.Score) - low) / (high - low) * Bins;
            var bin = Math.Clamp((int)place, 0, Bins - 1);
            buyers[bin] += (double)row.Weight * row.Outcome;
            others[bin] += (double)row.Weight * (1 - row.Outcome);
        }

        Normalise(buyers);
        Normalise(others);
        var edges = Enumerable.Range(0, Bins + 1).Select(i => 1 / (1 + Math.Exp(-(low + ((high - low) * i / Bins))))).ToArray();
        return new ScoreDistribution(edges, buyers, others);
    }

    private static (double Low, double High) Range(RankedPredictions ranked)
    {
        var bound = CalibrationFit.Logit(1 - LowestProbability);
        if (ranked.Rows.Length == 0)
        {
            return (-bound, bound);
        }

        var low = Math.Clamp(CalibrationFit.Logit(ranked.Rows[^1].Score), -bound, bound);
        var high = Math.Clamp(CalibrationFit.Logit(ranked.Rows[0].Score), -bound, bound);
        return high - low > .1 ? (low, high) : (low - .5, high + .5);
    }

    private static void Normalise(double[] masses)
    {
        var total = masses.Sum();
        for (var i = 0; i < masses.Length && total > 0; i++)
        {
            masses[i] /= total;
        }
    }
}
