using Foresale.Evaluation;
using Foresale.Learning.Fusion;
using Foresale.States;

namespace Foresale.Learning;

/// <summary>A trained model with everything that judges it.</summary>
public sealed record TrainedModel
{
    /// <summary>Fills fitted on the training slice.</summary>
    public required MissingValues Missing { get; init; }

    /// <summary>Learners, fusion, what ships.</summary>
    public required FusedModel Model { get; init; }

    /// <summary>The graph: <c>model.onnx</c>.</summary>
    public required byte[] Graph { get; init; }

    /// <summary>Probabilities for the rows that thresholds are chosen on (validation; out of fold for tables), fusion included.</summary>
    public required ScoredRows Validation { get; init; }

    /// <summary>Probabilities for the rows that percentiles are read from, fusion included.</summary>
    public required ScoredRows Calibration { get; init; }

    /// <summary>Probabilities for the test rows as <c>model.onnx</c> gives them, fusion included.</summary>
    public required ScoredRows Test { get; init; }

    /// <summary>Largest difference between the graph and the learners' own code over all test rows and learners.</summary>
    public required double GraphDifference { get; init; }

    /// <summary>
    /// Mean distance over the test rows between V of the value head and sum_k P(k) q_k - eps of the critics and the behavior head, 0..2: how far the
    /// heads are from the Bellman equation between them. Null where the model has no critic.
    /// </summary>
    public double? ConsistencyResidual { get; init; }

    /// <summary>Seconds by stage.</summary>
    public required IReadOnlyDictionary<string, double> Timings { get; init; }

    /// <summary>Learners in the order of the tables with their roles; the fusion last.</summary>
    public IReadOnlyList<(string Learner, LearnerRole Role)> Roles =>
        [.. Model.Fusion.Learners.Select(l => (l.Name, RoleOf(l.Name))), (Model.Fusion.Name, LearnerRole.Fusion)];

    /// <summary>Names of the learners that nothing is learned for beyond a rate or one rule.</summary>
    public static IReadOnlyList<string> Trivial { get; } = ["base_rate", "recency"];

    /// <summary>The role of a learner.</summary>
    public static LearnerRole RoleOf(string learner) =>
        Trivial.Contains(learner, StringComparer.Ordinal) ? LearnerRole.Trivial
        : string.Equals(learner, "fusion", StringComparison.Ordinal) ? LearnerRole.Fusion : LearnerRole.Single;
}
