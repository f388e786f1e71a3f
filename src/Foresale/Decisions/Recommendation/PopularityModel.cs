namespace Foresale.Decisions.Recommendation;

/// <summary>Every item by its share of all clicks, whatever the session: the least that a recommender has to beat.</summary>
public sealed class PopularityModel : INextItemModel
{
    private readonly float[] _share;

    /// <summary>Counts clicks.</summary>
    /// <param name="train">Sessions to count.</param>
    public PopularityModel(ItemSessions train)
    {
        ArgumentNullException.ThrowIfNull(train);
        _share = Array.ConvertAll(train.ClicksByItem(), count => (float)((double)count / Math.Max(train.Clicks, 1)));
    }

    /// <inheritdoc/>
    public string Name => "popularity";

    /// <inheritdoc/>
    public int ItemCount => _share.Length;

    /// <inheritdoc/>
    public void Predict(ItemSessions contexts, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        for (var c = 0; c < contexts.Count; c++)
        {
            _share.CopyTo(probabilities.Slice(c * ItemCount, ItemCount));
        }
    }
}
