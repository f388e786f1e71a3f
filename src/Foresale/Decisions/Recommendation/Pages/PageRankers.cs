using Foresale.Environments;

namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>Ranks by the weights that a policy gives to what is seen; without a policy, by expected value now: intent x price x margin.</summary>
/// <param name="name">As in tables.</param>
/// <param name="truth">Of the shop.</param>
/// <param name="policy">Actions of <see cref="PageEnvironment"/>; null for weights of 0.</param>
public sealed class PolicyRanker(string name, PageTruth truth, IPolicy? policy) : IPageRanker
{
    private readonly WeightedRanking _ranking = new(truth);
    private readonly float[] _weights = new float[WeightedRanking.Weights.Count];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void Rank(PageShopper shopper, Span<int> page)
    {
        policy?.Act(PageEnvironment.Observe(truth, shopper), _weights);
        _ranking.Rank(shopper, _weights, page);
    }
}

/// <summary>Any items.</summary>
/// <param name="items">I.</param>
/// <param name="seed">Of the draws.</param>
public sealed class RandomRanker(int items, int seed) : IPageRanker
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public void Rank(PageShopper shopper, Span<int> page)
    {
        for (var slot = 0; slot < page.Length; slot++)
        {
            do
            {
                page[slot] = _random.Next(items);
            }
            while (page[..slot].Contains(page[slot]));
        }
    }
}

/// <summary>
/// What others did: items by <paramref name="model"/>'s chance to be clicked next, those that were shown already last. Of a popularity model: the best sellers not yet shown.
/// </summary>
/// <param name="model">Next items, learnt from clicks of other shoppers.</param>
/// <param name="fallback">For items that the model says nothing of.</param>
public sealed class NextItemRanker(INextItemModel model, INextItemModel fallback) : IPageRanker
{
    private const float FallbackShare = 1e-3f, ShownPenalty = 10;
    private readonly float[] _chance = new float[model.ItemCount], _other = new float[model.ItemCount];
    private readonly int[] _none = new int[1], _category = new int[model.ItemCount];

    /// <inheritdoc/>
    public string Name => model.Name;

    /// <inheritdoc/>
    public void Rank(PageShopper shopper, Span<int> page)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        var context = ItemSessions.Of([shopper.LastClicked < 0 ? [] : [shopper.LastClicked]], model.ItemCount);
        model.Predict(context, _chance);
        fallback.Predict(context, _other);
        for (var i = 0; i < _chance.Length; i++)
        {
            _chance[i] += (FallbackShare * _other[i]) - (ShownPenalty * shopper.Shown[i]);
        }

        WeightedRanking.Fill(_chance, _category, 0, _none, page);
    }
}
