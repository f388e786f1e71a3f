namespace Foresale.Decisions.Recommendation;

/// <summary>A first-order Markov chain: of the clicks that followed the last item, the share of each item.</summary>
public sealed class TransitionModel : INextItemModel
{
    private readonly int[] _begin; // [N + 1], by the item before
    private readonly int[] _next;
    private readonly float[] _share;

    /// <summary>Counts pairs of neighboring clicks.</summary>
    /// <param name="train">Sessions to count.</param>
    public TransitionModel(ItemSessions train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var followers = new Dictionary<int, int>[train.ItemCount];
        for (var s = 0; s < train.Count; s++)
        {
            var items = train[s];
            for (var t = 1; t < items.Length; t++)
            {
                var counts = followers[items[t - 1]] ??= [];
                counts[items[t]] = counts.GetValueOrDefault(items[t]) + 1;
            }
        }

        _begin = new int[train.ItemCount + 1];
        var (next, share) = (new List<int>(), new List<float>());
        for (var item = 0; item < train.ItemCount; item++)
        {
            if (followers[item] is { } counts)
            {
                double total = counts.Values.Sum();
                foreach (var (follower, count) in counts.OrderBy(c => c.Key))
                {
                    next.Add(follower);
                    share.Add((float)(count / total));
                }
            }

            _begin[item + 1] = next.Count;
        }

        (_next, _share) = ([.. next], [.. share]);
    }

    /// <inheritdoc/>
    public string Name => "transitions";

    /// <inheritdoc/>
    public int ItemCount => _begin.Length - 1;

    /// <inheritdoc/>
    public void Predict(ItemSessions contexts, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        probabilities[..(contexts.Count * ItemCount)].Clear();
        for (var c = 0; c < contexts.Count; c++)
        {
            if (contexts[c] is [.., var last])
            {
                var row = probabilities.Slice(c * ItemCount, ItemCount);
                for (var i = _begin[last]; i < _begin[last + 1]; i++)
                {
                    row[_next[i]] = _share[i];
                }
            }
        }
    }
}
