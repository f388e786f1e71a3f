namespace Foresale.Evaluation;

/// <summary>Every figure of one learner on one set of rows. A figure that is undefined is NaN and <see cref="Undefined"/> says why.</summary>
public sealed record MetricSet
{
    /// <summary>The learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Rows judged.</summary>
    public int Rows { get; init; }

    /// <summary>Distinct users among them.</summary>
    public int Users { get; init; }

    /// <summary>Weight of all rows.</summary>
    public double Weight { get; init; }

    /// <summary>Weighted share of buyers, 0..1.</summary>
    public double BaseRate { get; init; }

    /// <summary>Weighted mean of the scores, 0..1; equals the base rate where the learner is right on the whole.</summary>
    public double MeanScore { get; init; }

    /// <summary>Rows with a score of at least this are called buyers in accuracy, precision, recall and F1.</summary>
    public double Threshold { get; init; }

    /// <inheritdoc cref="Metric.LogLoss"/>
    public double LogLoss { get; init; }

    /// <summary>Log-loss of the base rate itself, in nats: what knowing nothing but these rows' rate costs.</summary>
    public double LogLossOfBaseRate { get; init; }

    /// <inheritdoc cref="Metric.Brier"/>
    public double Brier { get; init; }

    /// <inheritdoc cref="Metric.BrierSkill"/>
    public double BrierSkill { get; init; }

    /// <inheritdoc cref="Metric.RocAuc"/>
    public double RocAuc { get; init; }

    /// <inheritdoc cref="Metric.PrAuc"/>
    public double PrAuc { get; init; }

    /// <inheritdoc cref="Metric.Ece"/>
    public double Ece { get; init; }

    /// <summary>The calibration error that these scores would show on average if they were right.</summary>
    public double EceFloor { get; init; }

    /// <summary>The calibration error that right scores would exceed in 5 of 100 draws: up to here it may be chance.</summary>
    public double EceFloorHigh { get; init; }

    /// <inheritdoc cref="Metric.CalibrationSlope"/>
    public double CalibrationSlope { get; init; }

    /// <inheritdoc cref="Metric.CalibrationIntercept"/>
    public double CalibrationIntercept { get; init; }

    /// <inheritdoc cref="Metric.Accuracy"/>
    public double Accuracy { get; init; }

    /// <summary>Accuracy of calling nobody a buyer: 1 - base rate.</summary>
    public double AccuracyOfNever { get; init; }

    /// <inheritdoc cref="Metric.AccuracyAtHalf"/>
    public double AccuracyAtHalf { get; init; }

    /// <inheritdoc cref="Metric.Precision"/>
    public double Precision { get; init; }

    /// <inheritdoc cref="Metric.Recall"/>
    public double Recall { get; init; }

    /// <inheritdoc cref="Metric.F1"/>
    public double F1 { get; init; }

    /// <inheritdoc cref="Metric.TopDecileCapture"/>
    public double TopDecileCapture { get; init; }

    /// <summary>Buyers in the top decile over those in a random tenth: ten times the capture.</summary>
    public double TopDecileLift { get; init; }

    /// <summary>Why a figure is NaN, by its name.</summary>
    public IReadOnlyDictionary<string, string> Undefined { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The figure that a metric names.</summary>
    public double this[Metric metric] => metric switch
    {
        Metric.LogLoss => LogLoss,
        Metric.Brier => Brier,
        Metric.BrierSkill => BrierSkill,
        Metric.RocAuc => RocAuc,
        Metric.PrAuc => PrAuc,
        Metric.Ece => Ece,
        Metric.CalibrationSlope => CalibrationSlope,
        Metric.CalibrationIntercept => CalibrationIntercept,
        Metric.Accuracy => Accuracy,
        Metric.Precision => Precision,
        Metric.Recall => Recall,
        Metric.F1 => F1,
        Metric.AccuracyAtHalf => AccuracyAtHalf,
        Metric.TopDecileCapture => TopDecileCapture,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "No such metric."),
    };
}
