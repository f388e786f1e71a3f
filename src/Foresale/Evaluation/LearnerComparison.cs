namespace Foresale.Evaluation;

/// <summary>What a learner is, for marking it in tables.</summary>
public enum LearnerRole
{
    /// <summary>Needs no learning: a base rate, a rule.</summary>
    Trivial,

    /// <summary>One learned model.</summary>
    Single,

    /// <summary>Several learners put together.</summary>
    Fusion,
}

/// <summary>A learner to compare.</summary>
/// <param name="Predictions">On the reported rows, the same for all learners.</param>
/// <param name="Role">What it is.</param>
/// <param name="Threshold">Chosen on validation rows.</param>
public sealed record Contender(Predictions Predictions, LearnerRole Role, double Threshold = .5);

/// <summary>A learner's figures with their intervals.</summary>
/// <param name="Name">As the tables show it.</param>
/// <param name="Role">What it is.</param>
/// <param name="Metrics">The figures.</param>
/// <param name="Intervals">Bootstrap intervals, clustered by user.</param>
public sealed record LearnerResult(string Name, LearnerRole Role, MetricSet Metrics, IReadOnlyDictionary<Metric, Interval> Intervals);

/// <summary>A learner's metric minus the reference's, on the same draws.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Reference">What it is compared with.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Difference">Learner minus reference.</param>
public sealed record PairedDifference(string Learner, string Reference, Metric Metric, Interval Difference);

/// <summary>What is drawn of a learner.</summary>
/// <param name="Learner">The learner.</param>
/// <param name="Roc">Empty with one class.</param>
/// <param name="PrecisionRecall">Empty without buyers.</param>
/// <param name="Reliability">Lowest scores first.</param>
/// <param name="Scores">How its scores are spread.</param>
public sealed record LearnerCurves(
    string Learner,
    IReadOnlyList<CurvePoint> Roc,
    IReadOnlyList<CurvePoint> PrecisionRecall,
    IReadOnlyList<ReliabilityBin> Reliability,
    ScoreDistribution Scores);

/// <summary>Learners side by side on one set of rows.</summary>
/// <param name="Learners">In the order given.</param>
/// <param name="Reference">Name of the learner that the others are compared with; null for none.</param>
/// <param name="Differences">Of each other learner against the reference.</param>
/// <param name="Curves">Of each learner.</param>
/// <param name="Draws">Bootstrap draws.</param>
public sealed record LearnerComparison(
    IReadOnlyList<LearnerResult> Learners,
    string? Reference,
    IReadOnlyList<PairedDifference> Differences,
    IReadOnlyList<LearnerCurves> Curves,
    int Draws)
{
    /// <summary>The metrics whose paired differences are kept.</summary>
    public static IReadOnlyList<Metric> Compared { get; } = [Metric.LogLoss, Metric.BrierSkill, Metric.RocAuc, Metric.PrAuc, Metric.Ece, Metric.F1, Metric.TopDecileCapture];

    /// <summary>Judges all learners.</summary>
    /// <param name="contenders">Predictions for the same rows in the same order.</param>
    /// <param name="reference">Name of the learner to compare with; null for none.</param>
    /// <param name="options">Draws, level and seed; thresholds come from the contenders.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    public static LearnerComparison Of(IReadOnlyList<Contender> contenders, string? reference, BootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contenders);
        ArgumentNullException.ThrowIfNull(options);
        var boot = ClusterBootstrap.Run(
            [.. contenders.Select(c => c.Predictions)],
            options with { Thresholds = [.. contenders.Select(c => c.Threshold)] },
            cancellationToken);
        var learners = contenders.Select(c => new LearnerResult(
            c.Predictions.Learner,
            c.Role,
            Evaluation.Metrics.Compute(c.Predictions, c.Threshold, options.Seed),
            Enum.GetValues<Metric>().ToDictionary(m => m, m => boot.IntervalOf(c.Predictions.Learner, m))));
        var differences = contenders
            .Where(c => reference is not null && !string.Equals(c.Predictions.Learner, reference, StringComparison.Ordinal))
            .SelectMany(c => Compared.Select(m => new PairedDifference(c.Predictions.Learner, reference!, m, boot.DifferenceOf(c.Predictions.Learner, reference!, m))));
        var curves = contenders.Select(c => new LearnerCurves(
            c.Predictions.Learner,
            Evaluation.Curves.Roc(c.Predictions),
            Evaluation.Curves.PrecisionRecall(c.Predictions),
            ReliabilityCurve.Of(c.Predictions),
            ScoreDistribution.Of(c.Predictions)));
        return new LearnerComparison([.. learners], reference, [.. differences], [.. curves], options.Draws);
    }
}
