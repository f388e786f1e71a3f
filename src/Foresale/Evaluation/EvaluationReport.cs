using Foresale.Events;
using Foresale.Profiles;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>A figure by update of training.</summary>
/// <param name="Panel">Series of one panel are drawn together: <c>loss</c>, <c>value</c>, <c>reward</c>.</param>
/// <param name="Name">Name of the series: <c>critic</c>, <c>validation log-loss</c>.</param>
/// <param name="Points">X is the update, Y the figure.</param>
public sealed record Series(string Panel, string Name, IReadOnlyList<CurvePoint> Points);

/// <summary>What the gate decided.</summary>
/// <param name="Ships">Name of the learner that the model folder holds.</param>
/// <param name="Text">The gate's verdict with its figures, in one or two sentences.</param>
/// <param name="BestSingle">The learner that would ship without a fusion: the best on all calibration rows; null where that is not known.</param>
public sealed record GateResult(string Ships, string Text, string? BestSingle = null);

/// <summary>Everything that is known of a trained model's quality: <c>metrics.json</c>, and what <c>report.html</c> shows.</summary>
public sealed record EvaluationReport
{
    /// <summary>The schema version that this build writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Schema version.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What the model is.</summary>
    public required ModelCard Card { get; init; }

    /// <summary>All learners on the test slice.</summary>
    public required LearnerComparison Comparison { get; init; }

    /// <summary>What ships, and why.</summary>
    public required GateResult Gate { get; init; }

    /// <summary>How soon buyers can be told, by learner; empty for targets without sessions.</summary>
    public IReadOnlyList<EarlyDetection> Early { get; init; } = [];

    /// <summary>The model that ships at each of its horizons; empty where its target alone is asked.</summary>
    public IReadOnlyList<HorizonResult> Horizons { get; init; } = [];

    /// <summary>What inputs are worth to the model that ships, most important first.</summary>
    public IReadOnlyList<ImportanceRow> Importance { get; init; } = [];

    /// <summary>What whole parts of the state are worth, each shuffled together; empty where there is one part only.</summary>
    public IReadOnlyList<ImportanceRow> ImportanceOfParts { get; init; } = [];

    /// <summary>Test rows that <see cref="ImportanceOfParts"/> was computed on.</summary>
    public int ImportancePartRows { get; init; }

    /// <summary>Test rows that <see cref="Importance"/> was computed on; 0 where that is not known.</summary>
    public int ImportanceRows { get; init; }

    /// <summary>Figures of the model that ships by group.</summary>
    public IReadOnlyList<SliceRow> Slices { get; init; } = [];

    /// <summary>Losses, values and rewards by update.</summary>
    public IReadOnlyList<Series> History { get; init; } = [];

    /// <summary>
    /// Mean distance over the test rows between the value head and what critics and next behaviors say of the same state, in units of value, 0..2;
    /// null where there is no critic.
    /// </summary>
    public double? ConsistencyResidual { get; init; }

    /// <summary>The data and its cleaning; null for a table or a simulated shop without one.</summary>
    public DatasetInfo? Dataset { get; init; }

    /// <summary>Segments of the shoppers of the training slice; null for tables.</summary>
    public ShopPortrait? Shoppers { get; init; }

    /// <summary>Further remarks, one sentence each: leakage suspects, dropped columns, a budget that cut training short.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Says that nothing learned ships; null where something does.</summary>
    public string? OfTrivial() => Shipped.Role != LearnerRole.Trivial ? null
        : $"What ships is a trivial baseline: the {(Card.Target.Kind == TargetKind.Table ? "table" : "log")} is too small, or too hard, for this question.";

    /// <summary>What its rows are called.</summary>
    internal RowWords Words => RowWords.Of(Card.Target.Kind);

    /// <summary>The learner that ships.</summary>
    /// <exception cref="InvalidOperationException">The gate names a learner that is not in the comparison.</exception>
    public LearnerResult Shipped => Find(Gate.Ships)
        ?? throw new InvalidOperationException($"The gate ships '{Gate.Ships}', but only {string.Join(", ", Comparison.Learners.Select(l => l.Name))} were compared.");

    private LearnerResult? Find(string name) => Comparison.Learners.FirstOrDefault(l => string.Equals(l.Name, name, StringComparison.Ordinal));
}
