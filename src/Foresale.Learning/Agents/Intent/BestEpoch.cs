namespace Foresale.Learning.Agents.Intent;

/// <summary>The weights that are kept (docs/adr/0009).</summary>
/// <param name="Epoch">Of the weights.</param>
/// <param name="Loss">On the validation rows.</param>
/// <param name="Weights">By name.</param>
internal sealed record BestEpoch(int Epoch, ValidationLoss Loss, SortedDictionary<string, float[]> Weights)
{
    /// <summary>Before the first epoch.</summary>
    public static BestEpoch None { get; } = new(0, ValidationLoss.None, new(StringComparer.Ordinal));

    /// <summary>After one more.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="weights">Copies its weights; called where they are kept.</param>
    public BestEpoch After(int epoch, ValidationLoss loss, Func<SortedDictionary<string, float[]>> weights) =>
        loss.IsBetterThan(Loss) ? new BestEpoch(epoch, loss, weights()) : this;
}
