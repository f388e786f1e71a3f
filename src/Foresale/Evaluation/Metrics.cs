namespace Foresale.Evaluation;

/// <summary>Judges probabilities against outcomes. All sums are weighted; tied scores count as ties.</summary>
public static class Metrics
{
    /// <summary>
    /// Scores are moved this far from 0 and 1 before a logarithm is taken: a float cannot tell numbers nearer to 1 apart.
    /// A learner that is certain and wrong pays 16.1 nats.
    /// </summary>
    public const double Clip = 1e-7;

    internal const string OneClass = "All rows have the same outcome.";
    internal const string NoRows = "There are no rows, or none with a weight.";

    /// <summary>Every figure of a learner.</summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="threshold">Rows with a score of at least this are called buyers; chosen on other rows (<see cref="ThresholdChoice"/>).</param>
    /// <param name="seed">Seed of the floor's redraws.</param>
    /// <exception cref="ArgumentException">Arrays differ in length, or a value is out of its range.</exception>
    public static MetricSet Compute(Predictions predictions, double threshold, int seed = 1)
    {
        var ranked = RankedPredictions.Of(predictions);
        var sums = new UserSums(ranked, threshold);
        Span<double> s = stackalloc double[UserSums.Size];
        sums.Total([], s);
        Span<double> v = stackalloc double[MetricWords.Count];
        MetricValues.Compute(ranked, sums, [], v);

        var (total, positives) = (s[UserSums.Weight], s[UserSums.Positive]);
        var rate = positives / total;
        var floor = total > 0 ? CalibrationError.Floor(ranked, seed) : new CalibrationFloor(double.NaN, double.NaN);
        return new MetricSet
        {
            Learner = predictions.Learner,
            Rows = predictions.Count,
            Users = ranked.UserCount,
            Weight = total,
            BaseRate = rate,
            MeanScore = MeanScore(ranked, total),
            Threshold = threshold,
            LogLoss = v[(int)Metric.LogLoss],
            LogLossOfBaseRate = Entropy(rate),
            Brier = v[(int)Metric.Brier],
            BrierSkill = v[(int)Metric.BrierSkill],
            RocAuc = v[(int)Metric.RocAuc],
            PrAuc = v[(int)Metric.PrAuc],
            Ece = v[(int)Metric.Ece],
            EceFloor = floor.Mean,
            EceFloorHigh = floor.High,
            CalibrationSlope = v[(int)Metric.CalibrationSlope],
            CalibrationIntercept = v[(int)Metric.CalibrationIntercept],
            Accuracy = v[(int)Metric.Accuracy],
            AccuracyOfNever = 1 - rate,
            AccuracyAtHalf = v[(int)Metric.AccuracyAtHalf],
            Precision = v[(int)Metric.Precision],
            Recall = v[(int)Metric.Recall],
            F1 = v[(int)Metric.F1],
            TopDecileCapture = v[(int)Metric.TopDecileCapture],
            TopDecileLift = v[(int)Metric.TopDecileCapture] / RankPass.TopShare,
            Undefined = Reasons(v, total, positives, sums.Fit),
        };
    }

    /// <summary>Entropy of a rate, in nats; 0 at 0 and 1.</summary>
    internal static double Entropy(double rate) =>
        rate is <= 0 or >= 1 ? 0 : -(rate * Math.Log(rate)) - ((1 - rate) * Math.Log(1 - rate));

    private static double MeanScore(RankedPredictions ranked, double total)
    {
        var sum = 0.0;
        foreach (var row in ranked.Rows)
        {
            sum += (double)row.Weight * row.Score;
        }

        return sum / total;
    }

    private static Dictionary<string, string> Reasons(ReadOnlySpan<double> values, double total, double positives, CalibrationFit fit)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                continue;
            }

            reasons[((Metric)i).ToString()] = (Metric)i switch
            {
                _ when total <= 0 => NoRows,
                Metric.Precision => "No row reaches the threshold.",
                Metric.CalibrationSlope or Metric.CalibrationIntercept => fit.Reason ?? OneClass,
                _ => positives <= 0 ? "No row bought." : OneClass,
            };
        }

        return reasons;
    }
}
