using Foresale.Features;
using Foresale.States;

namespace Foresale.Scoring;

/// <summary>What a model says of itself (<c>model.json</c>): enough to read events as it was trained on, and to judge a score.</summary>
public sealed record ModelManifest
{
    /// <summary>The schema version that this build reads and writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Schema version of the folder.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Foresale that trained it.</summary>
    public required string Version { get; init; }

    /// <summary>The question with its horizon.</summary>
    public required Target Target { get; init; }

    /// <summary>Words of the actions, in the order of the network's outputs; empty for labels and tables.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Settings of the fold; null for tables.</summary>
    public FoldSettings? Fold { get; init; }

    /// <summary>How a table's columns become features; null for events.</summary>
    public TableEncoding? Table { get; init; }

    /// <summary>Raw feature columns, in the order of the graph's input.</summary>
    public required IReadOnlyList<FeatureColumn> Features { get; init; }

    /// <summary>Hash of <see cref="Features"/>: a fold that gives another one cannot feed this model.</summary>
    public required string FeatureHash { get; init; }

    /// <summary>Fields of the graph's tokens; null for tables.</summary>
    public TokenSchema? Tokens { get; init; }

    /// <summary>Fills of missing values, fitted on the training slice; the graph holds them too.</summary>
    public required MissingValues Missing { get; init; }

    /// <summary>Seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Options of the run, as text by name.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Hash of the states that the learners read.</summary>
    public required string DataHash { get; init; }

    /// <summary>Hash of the source files.</summary>
    public required string SourceHash { get; init; }

    /// <summary>Where the slices lay; null for tables.</summary>
    public SplitPlan? Split { get; init; }

    /// <summary>Names of the graph's learners, in the order of its output <c>learners</c>.</summary>
    public required IReadOnlyList<string> Learners { get; init; }

    /// <summary>Which of them is <c>intent</c>: <c>fusion</c> or a learner's name.</summary>
    public required string Ships { get; init; }

    /// <summary>Weight of each learner's logit in the fusion, by name.</summary>
    public required IReadOnlyDictionary<string, double> FusionWeights { get; init; }

    /// <summary>Intercept of the fusion's logit.</summary>
    public double FusionIntercept { get; init; }

    /// <summary>The fusion's isotonic map; null where it did not stay, and in models of older builds.</summary>
    public FusionMap? FusionMap { get; init; }

    /// <summary>Share of positive outcomes in the training slice, 0..1.</summary>
    public required double BaseRate { get; init; }

    /// <summary>Probability from which on the answer is yes: best F1 on the validation slice.</summary>
    public required double Threshold { get; init; }

    /// <summary>That threshold for every learner of the graph and the fusion, by name; empty in models of older builds.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>1,001 weighted quantiles of the calibration slice's scores, ascending: percentiles are read from them.</summary>
    public required IReadOnlyList<float> Quantiles { get; init; }

    /// <summary>Test figures of what ships, by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>The horizons that the graph's output <c>horizons</c> answers, in its order, with their test figures; empty where the target alone is asked.</summary>
    public IReadOnlyList<HorizonFigures> Horizons { get; init; } = [];

    /// <summary>Seconds each stage took. The only part that differs between two runs of one seed.</summary>
    public IReadOnlyDictionary<string, double> Timings { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>A monotone map of probabilities, straight between its knots.</summary>
/// <param name="X">Knots, ascending from 0 to 1.</param>
/// <param name="Y">Values at the knots, non-decreasing.</param>
public sealed record FusionMap(IReadOnlyList<float> X, IReadOnlyList<float> Y);

/// <summary>A horizon with what the model is worth there, on the test rows that see its end.</summary>
/// <param name="Horizon">As options name it: <c>10e</c>, <c>session</c>, <c>7d</c>; scores have a column <c>buy_7d</c>.</param>
/// <param name="Rows">Test rows.</param>
/// <param name="BaseRate">Share of buyers among them, 0..1; NaN without rows, as all figures.</param>
/// <param name="LogLoss">Log-loss, nats.</param>
/// <param name="PrAuc">Average precision.</param>
/// <param name="Ece">Calibration error.</param>
/// <param name="EceFloor">What right probabilities would show on average.</param>
public sealed record HorizonFigures(string Horizon, int Rows, double BaseRate, double LogLoss, double PrAuc, double Ece, double EceFloor)
{
    /// <summary>What the graph multiplies the hazard's log-odds by; 1 where its calibration needed none.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What it then adds; 0 likewise.</summary>
    public double Shift { get; init; }
}
