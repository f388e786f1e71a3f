namespace Foresale.Decisions.Recommendation;

/// <summary>Says which item comes next in a session.</summary>
public interface INextItemModel
{
    /// <summary>As in tables.</summary>
    string Name { get; }

    /// <summary>N, the items that it knows.</summary>
    int ItemCount { get; }

    /// <summary>
    /// The probability of every item to be the next. They add up to 1 for each context, but to 0 where the model has nothing to say.
    /// </summary>
    /// <param name="contexts">Sessions so far.</param>
    /// <param name="probabilities">[contexts, N], row-major; overwritten.</param>
    void Predict(ItemSessions contexts, Span<float> probabilities);
}
