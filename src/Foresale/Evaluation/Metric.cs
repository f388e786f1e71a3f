namespace Foresale.Evaluation;

/// <summary>The figures that a learner is judged by. Each has a bootstrap interval.</summary>
public enum Metric
{
    /// <summary>Mean of -log(probability given to what happened), in nats; lower is better.</summary>
    LogLoss,

    /// <summary>Mean squared error of the probability; lower is better.</summary>
    Brier,

    /// <summary>1 - Brier / Brier of the base rate: 0 is no better than the base rate, 1 is perfect.</summary>
    BrierSkill,

    /// <summary>Probability that a buyer scores above a non-buyer, ties counting half.</summary>
    RocAuc,

    /// <summary>Average precision: precision at each buyer, averaged; the base rate for random scores.</summary>
    PrAuc,

    /// <summary>Expected calibration error over 15 bins of equal mass; lower is better.</summary>
    Ece,

    /// <summary>Slope of the outcome on the logit of the score; 1 is calibrated, below 1 is overconfident.</summary>
    CalibrationSlope,

    /// <summary>Intercept of the outcome on the logit of the score; 0 is calibrated.</summary>
    CalibrationIntercept,

    /// <summary>Share of rows called right at the chosen threshold.</summary>
    Accuracy,

    /// <summary>Share of called buyers that bought, at the chosen threshold.</summary>
    Precision,

    /// <summary>Share of buyers that were called, at the chosen threshold.</summary>
    Recall,

    /// <summary>Harmonic mean of precision and recall at the chosen threshold.</summary>
    F1,

    /// <summary>Share of rows called right at a threshold of one half.</summary>
    AccuracyAtHalf,

    /// <summary>Share of all buyers among the tenth of rows (by weight) with the highest scores; .1 for random scores.</summary>
    TopDecileCapture,
}

/// <summary>The words of metrics in tables and files.</summary>
public static class MetricWords
{
    /// <summary>Number of metrics.</summary>
    public const int Count = (int)Metric.TopDecileCapture + 1;

    private static readonly string[] s_titles =
    [
        "Log-loss", "Brier", "Brier skill", "ROC-AUC", "PR-AUC", "ECE", "Slope", "Intercept",
        "Accuracy", "Precision", "Recall", "F1", "Accuracy at .5", "Top decile",
    ];

    /// <summary>How a table's head names the metric.</summary>
    public static string Title(this Metric metric) => s_titles[(int)metric];

    /// <summary>True where a lower value is better; false where a higher one is, and for slope and intercept, which have an ideal.</summary>
    public static bool LowerIsBetter(this Metric metric) => metric is Metric.LogLoss or Metric.Brier or Metric.Ece;
}
