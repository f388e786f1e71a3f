using Foresale.Evaluation;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What a fit did: curves for the report, and its choices.</summary>
public sealed record TrainingHistory
{
    /// <summary>Curves by update: losses and values (means over some updates), validation log-losses, the actor's objective and value.</summary>
    public IReadOnlyList<Series> Series { get; init; } = [];

    /// <summary>What the critic is: <c>temporal difference</c>, or <c>supervised</c> where an episode is one step.</summary>
    public required string Critic { get; init; }

    /// <summary>Log-odds of the base rate of the rows that were learnt from; null in networks of earlier versions.</summary>
    public double? LogOdds { get; init; }

    /// <summary>The lambda that was used; null where the critic is supervised.</summary>
    public double? Lambda { get; init; }

    /// <summary>Epochs of the weights that stayed.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Epochs of pre-training that the weights began with.</summary>
    public int PretrainEpochs { get; init; }

    /// <summary>Epochs trained.</summary>
    public int Epochs { get; init; }

    /// <summary>Updates of the critic.</summary>
    public long Updates { get; init; }

    /// <summary>Validation log-loss of the weights that stayed; NaN without validation rows.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>True where the time budget ended the training.</summary>
    public bool CutByBudget { get; init; }
}
