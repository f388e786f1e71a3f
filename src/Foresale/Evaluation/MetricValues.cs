namespace Foresale.Evaluation;

/// <summary>All metrics of one learner on all rows or on one bootstrap draw: the same code for both.</summary>
internal static class MetricValues
{
    /// <summary>Computes every metric. O(rows + users).</summary>
    /// <param name="ranked">The ranking.</param>
    /// <param name="sums">Its sums by user.</param>
    /// <param name="multiplicity">How often each user counts; empty for once.</param>
    /// <param name="into">By <see cref="Metric"/>; NaN where a metric is undefined.</param>
    public static void Compute(RankedPredictions ranked, UserSums sums, ReadOnlySpan<int> multiplicity, Span<double> into)
    {
        Span<double> s = stackalloc double[UserSums.Size];
        sums.Total(multiplicity, s);
        var (total, positives) = (s[UserSums.Weight], s[UserSums.Positive]);
        var rank = RankPass.Over(ranked, multiplicity, total, positives);
        var rate = positives / total;
        var brierOfRate = rate * (1 - rate);
        var (called, hits) = (s[UserSums.Called], s[UserSums.Hits]);

        into[(int)Metric.LogLoss] = s[UserSums.LogLoss] / total;
        into[(int)Metric.Brier] = s[UserSums.Brier] / total;
        into[(int)Metric.BrierSkill] = brierOfRate > 0 ? 1 - (s[UserSums.Brier] / total / brierOfRate) : double.NaN;
        into[(int)Metric.RocAuc] = rank.RocAuc;
        into[(int)Metric.PrAuc] = rank.PrAuc;
        into[(int)Metric.Ece] = rank.Ece;
        into[(int)Metric.Accuracy] = (hits + (total - positives) - (called - hits)) / total;
        into[(int)Metric.Precision] = called > 0 ? hits / called : double.NaN;
        into[(int)Metric.Recall] = positives > 0 ? hits / positives : double.NaN;
        into[(int)Metric.F1] = positives > 0 ? 2 * hits / (called + positives) : double.NaN;
        into[(int)Metric.AccuracyAtHalf] = s[UserSums.RightAtHalf] / total;
        into[(int)Metric.TopDecileCapture] = rank.TopDecileCapture;

        var (da, db) = sums.Fit.Reason is null
            ? CalibrationFit.Solve(s[UserSums.Gradient0], s[UserSums.Gradient1], s[UserSums.Curvature0], s[UserSums.Curvature1], s[UserSums.Curvature2])
            : (double.NaN, double.NaN);
        into[(int)Metric.CalibrationIntercept] = multiplicity.IsEmpty ? sums.Fit.Intercept : sums.Fit.Intercept + da;
        into[(int)Metric.CalibrationSlope] = multiplicity.IsEmpty ? sums.Fit.Slope : sums.Fit.Slope + db;
    }
}
