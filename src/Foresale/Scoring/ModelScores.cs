namespace Foresale.Scoring;

/// <summary>What a model says of n nodes, in their order.</summary>
public sealed record ModelScores
{
    /// <summary>[n] calibrated probability that the goal follows, 0..1.</summary>
    public required float[] Intent { get; init; }

    /// <summary>[n, M] each learner's probability, row-major.</summary>
    public required float[] Learners { get; init; }

    /// <summary>[n, A + 1] probability of each next behavior, the last column leave; null where the model has no network.</summary>
    public float[]? Behavior { get; init; }

    /// <summary>[n, A] value of each behavior, Q, -1..1; null where the model has no network.</summary>
    public float[]? Q { get; init; }

    /// <summary>[n, A] the actor's behavior; null where the model has no actor.</summary>
    public float[]? Mu { get; init; }

    /// <summary>[n] value of the state, V, -1..1; null where the model has no network.</summary>
    public float[]? Value { get; init; }

    /// <summary>[n, J] probability of the goal within each horizon, shortest first; null where the model was asked for its target alone.</summary>
    public float[]? Horizons { get; init; }
}
