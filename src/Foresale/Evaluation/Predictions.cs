namespace Foresale.Evaluation;

/// <summary>Probabilities of one learner for a set of rows, with what is needed to judge them. Arrays have one entry a row.</summary>
/// <param name="Learner">Name as the tables show it.</param>
/// <param name="Probability">Predicted probability, 0..1.</param>
/// <param name="Outcome">1 bought, 0 not.</param>
/// <param name="Weight">&gt;= 0.</param>
/// <param name="User">Cluster of the bootstrap.</param>
public sealed record Predictions(string Learner, float[] Probability, float[] Outcome, float[] Weight, int[] User)
{
    /// <summary>Rows with one outcome between them, as of one session, have one number; null where each row has its own.</summary>
    public int[]? Cluster { get; init; }

    /// <summary>Number of rows.</summary>
    public int Count => Probability.Length;

    /// <summary>These rows and then the other's, of the same table.</summary>
    public Predictions With(Predictions other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Predictions(Learner, [.. Probability, .. other.Probability], [.. Outcome, .. other.Outcome], [.. Weight, .. other.Weight], [.. User, .. other.User])
        {
            Cluster = Cluster is null || other.Cluster is null ? null : [.. Cluster, .. other.Cluster],
        };
    }
}
