using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>Probabilities of every learner for some rows of a table.</summary>
/// <param name="Rows">Nodes, ascending, with known outcomes.</param>
/// <param name="Probability">By learner's name, one probability a row.</param>
public sealed record ScoredRows(int[] Rows, IReadOnlyDictionary<string, float[]> Probability)
{
    /// <summary>[rows, J] probabilities of the table's horizons, row-major; null where none are asked.</summary>
    public float[]? Horizons { get; init; }

    /// <summary>One learner's probabilities beside the outcomes of the table.</summary>
    public Predictions Of(string learner, StateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new Predictions(
            learner,
            Probability[learner],
            Array.ConvertAll(Rows, row => table.Nodes.Outcome[row]),
            Array.ConvertAll(Rows, row => table.Nodes.Weight[row]),
            Array.ConvertAll(Rows, row => table.Nodes.User[row]))
        {
            Cluster = EpisodeRows.ClustersOf(table, Rows),
        };
    }
}

/// <summary>What an evaluation reads.</summary>
public sealed record EvaluationRequest
{
    /// <summary>The states, with raw features.</summary>
    public required StateTable Table { get; init; }

    /// <summary>Validation rows: F1 thresholds are chosen on them. Empty where there are none: the threshold is then one half.</summary>
    public required ScoredRows Validation { get; init; }

    /// <summary>Thresholds that were chosen before, by learner: those of a trained model. The others are chosen on <see cref="Validation"/>.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The reported rows. Nothing is chosen on them.</summary>
    public required ScoredRows Test { get; init; }

    /// <summary>Role of each learner, in the order of the tables.</summary>
    public required IReadOnlyList<(string Learner, LearnerRole Role)> Roles { get; init; }

    /// <summary>The gate's verdict.</summary>
    public required GateResult Gate { get; init; }

    /// <summary>What the model is.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>The learner that all others are compared with; the trees where they run.</summary>
    public string? Reference { get; init; }

    /// <summary>The model that ships, as a function of raw states; null leaves permutation importance out.</summary>
    public TableScorer? Scorer { get; init; }

    /// <summary>Curves of training.</summary>
    public IReadOnlyList<Series> History { get; init; } = [];

    /// <summary>How far critics and value head are apart on the test rows, 0..2; null where there is no critic.</summary>
    public double? ConsistencyResidual { get; init; }

    /// <summary>The data; null for none.</summary>
    public DatasetInfo? Dataset { get; init; }

    /// <summary>Segments of the shoppers of the training slice; null for none.</summary>
    public ShopPortrait? Shoppers { get; init; }

    /// <summary>Remarks, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Draws and seed of the intervals.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>Rows and shuffles of the importance.</summary>
    public ImportanceOptions Importance { get; init; } = new();
}

/// <summary>Judges a model by the protocol: thresholds on validation rows, figures on test rows (LEARNING.md section 8).</summary>
public static class ModelEvaluation
{
    // A group's slope needs its interval's ends to the tenth, not the hundredth.
    private const int MaxSliceDraws = 400;

    /// <summary>Makes the report.</summary>
    /// <param name="request">Rows, learners, gate.</param>
    /// <param name="cancellationToken">Looked at once a bootstrap draw and once a shuffle.</param>
    public static EvaluationReport Run(EvaluationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var table = request.Table;
        var contenders = request.Roles
            .Select(r => new Contender(request.Test.Of(r.Learner, table), r.Role, ThresholdOf(request, r.Learner)))
            .ToList();
        var comparison = LearnerComparison.Of(contenders, request.Reference, request.Bootstrap, cancellationToken);
        var shipped = contenders.Single(c => string.Equals(c.Predictions.Learner, request.Gate.Ships, StringComparison.Ordinal));
        return new EvaluationReport
        {
            Card = request.Card,
            Comparison = comparison,
            Gate = request.Gate,
            Early = EarlyOf(request, contenders),
            Horizons = HorizonResult.Of(table, request.Test, request.Bootstrap.Seed),
            Importance = request.Scorer is null || request.Test.Rows.Length == 0
                ? []
                : PermutationImportance.Compute(table, request.Test.Rows, request.Scorer, request.Importance, cancellationToken),
            ImportanceOfParts = request.Scorer is null || request.Test.Rows.Length == 0
                ? []
                : PermutationImportance.OfParts(table, request.Test.Rows, request.Scorer, request.Importance, cancellationToken),
            ImportancePartRows = request.Scorer is null ? 0 : Math.Min(request.Test.Rows.Length, request.Importance.MaxPartRows),
            ImportanceRows = request.Scorer is null ? 0 : Math.Min(request.Test.Rows.Length, request.Importance.MaxRows),
            Slices = SliceTable.Of(shipped.Predictions, SliceTable.SegmentsOf(table, request.Test.Rows), shipped.Threshold, request.Bootstrap with { Draws = Math.Min(MaxSliceDraws, request.Bootstrap.Draws) }, cancellationToken),
            History = request.History,
            ConsistencyResidual = request.ConsistencyResidual,
            Dataset = request.Dataset,
            Shoppers = request.Shoppers,
            Notes = request.Notes,
        };
    }

    private static double ThresholdOf(EvaluationRequest request, string learner) =>
        request.Thresholds.TryGetValue(learner, out var known) ? known
        : request.Validation.Rows.Length == 0 ? .5 : ThresholdChoice.ByF1(request.Validation.Of(learner, request.Table)).Threshold;

    // Only whole sessions have prefixes; windows of the next N events begin anew after each.
    private static IReadOnlyList<EarlyDetection> EarlyOf(EvaluationRequest request, List<Contender> contenders)
    {
        if (request.Table.Target is not { Kind: TargetKind.Session, HorizonEvents: null })
        {
            return [];
        }

        var episodes = EpisodeRows.Of(request.Table, request.Test.Rows);
        return [.. contenders.Where(c => c.Role != LearnerRole.Trivial).Select(c => EarlyDetection.Of(c.Predictions, episodes))];
    }
}
