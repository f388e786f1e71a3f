namespace Foresale.Learning.Agents.Intent;

/// <summary>The weights that are kept, and since when nothing was gained (docs/adr/0009).</summary>
/// <param name="Epoch">Of the weights.</param>
/// <param name="Loss">On the validation rows.</param>
/// <param name="Weights">By name.</param>
/// <param name="LowestEpoch">Of the lowest loss, be it lower by chance: while it falls, training goes on.</param>
/// <param name="LowestScore">That loss; null without validation rows.</param>
internal sealed record BestEpoch(int Epoch, ValidationLoss Loss, SortedDictionary<string, float[]> Weights, int LowestEpoch, double? LowestScore)
{
    /// <summary>Before the first epoch.</summary>
    public static BestEpoch None { get; } = new(0, ValidationLoss.None, new(StringComparer.Ordinal), 0, null);

    /// <summary>After one more.</summary>
    /// <param name="epoch">Its number.</param>
    /// <param name="loss">Its loss.</param>
    /// <param name="weights">Copies its weights; called where they are kept.</param>
    public BestEpoch After(int epoch, ValidationLoss loss, Func<SortedDictionary<string, float[]>> weights)
    {
        var next = LowestScore <= loss.Score || double.IsNaN(loss.Score) ? this : this with { LowestEpoch = epoch, LowestScore = loss.Score };
        return loss.IsBetterThan(Loss) ? next with { Epoch = epoch, Loss = loss, Weights = weights() } : next;
    }
}
