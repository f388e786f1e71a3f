namespace Foresale.Decisions.Recommendation;

/// <summary>How neighbors are chosen.</summary>
public sealed record SessionNeighborOptions
{
    /// <summary>k, the most alike sessions that vote.</summary>
    public int Neighbors { get; init; } = 100;

    /// <summary>The latest sessions with an item in common that are compared at all.</summary>
    public int SampleSize { get; init; } = 1000;
}

/// <summary>
/// V-SKNN: past sessions that share items with this one vote for theirs (Ludewig and Jannach 2018, section 3.2.4). An item at place p of a
/// session of n weighs p/n, so that late clicks decide which sessions are alike; a vote weighs the likeness over the steps back to the latest item in common.
/// </summary>
/// <remarks>
/// likeness(s, m) = sum over items in both of p(i)/n; score(j) = sum over neighbors m with j of likeness(s, m) / steps(s, m), steps = 1 for the last item.
/// Of the sessions that share an item only the latest <see cref="SessionNeighborOptions.SampleSize"/> are looked at: shops change.
/// </remarks>
public sealed class SessionNeighborModel : INextItemModel
{
    private readonly ItemSessions _sets; // without repeats
    private readonly SessionNeighborOptions _options;
    private readonly int[] _begin; // [N + 1], by item
    private readonly int[] _sessionsOf; // sessions that hold an item, ascending

    /// <summary>Indexes past sessions by their items.</summary>
    /// <param name="train">Past sessions, oldest first.</param>
    /// <param name="options">How neighbors are chosen; null for the defaults.</param>
    public SessionNeighborModel(ItemSessions train, SessionNeighborOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        _options = options ?? new SessionNeighborOptions();
        _sets = ItemSessions.Of(Enumerable.Range(0, train.Count).Select(s => train[s].ToArray().Distinct().ToArray()), train.ItemCount);
        _begin = new int[train.ItemCount + 1];
        var holders = _sets.ClicksByItem();
        for (var i = 0; i < train.ItemCount; i++)
        {
            _begin[i + 1] = _begin[i] + holders[i];
        }

        _sessionsOf = new int[_begin[^1]];
        var place = _begin[..^1];
        for (var s = 0; s < _sets.Count; s++)
        {
            foreach (var item in _sets[s])
            {
                _sessionsOf[place[item]++] = s;
            }
        }
    }

    /// <inheritdoc/>
    public string Name => "vs-knn";

    /// <inheritdoc/>
    public int ItemCount => _sets.ItemCount;

    /// <inheritdoc/>
    public void Predict(ItemSessions contexts, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        probabilities[..(contexts.Count * ItemCount)].Clear();
        var likeness = new float[_sets.Count];
        var steps = new int[_sets.Count];
        var touched = new List<int>();
        for (var c = 0; c < contexts.Count; c++)
        {
            Compare(contexts[c], likeness, steps, touched);
            Vote(Nearest(touched, likeness), likeness, steps, probabilities.Slice(c * ItemCount, ItemCount));
            foreach (var session in touched)
            {
                likeness[session] = 0;
            }

            touched.Clear();
        }
    }

    // Late items first: the first that a past session shares is the latest, and an item clicked twice counts where it was last.
    private void Compare(ReadOnlySpan<int> items, float[] likeness, int[] steps, List<int> touched)
    {
        for (var t = items.Length - 1; t >= 0; t--)
        {
            var item = items[t];
            if (items[(t + 1)..].Contains(item))
            {
                continue;
            }

            var weight = (float)(t + 1) / items.Length;
            // The latest sessions of the union are among the latest of each item.
            for (var i = Math.Max(_begin[item], _begin[item + 1] - _options.SampleSize); i < _begin[item + 1]; i++)
            {
                var session = _sessionsOf[i];
                if (likeness[session] == 0)
                {
                    touched.Add(session);
                    steps[session] = items.Length - t;
                }

                likeness[session] += weight;
            }
        }
    }

    private int[] Nearest(List<int> touched, float[] likeness)
    {
        var sample = touched.ToArray();
        if (sample.Length > _options.SampleSize)
        {
            Array.Sort(sample);
            sample = sample[^_options.SampleSize..];
        }

        if (sample.Length > _options.Neighbors)
        {
            Array.Sort(sample, (a, b) => likeness[b] != likeness[a] ? likeness[b].CompareTo(likeness[a]) : b.CompareTo(a)); // of equals the latest
        }

        return sample.Length > _options.Neighbors ? sample[.._options.Neighbors] : sample;
    }

    private void Vote(int[] neighbors, float[] likeness, int[] steps, Span<float> row)
    {
        double total = 0;
        foreach (var session in neighbors)
        {
            total += (double)likeness[session] / steps[session] * _sets[session].Length;
        }

        foreach (var session in neighbors)
        {
            var vote = (float)(likeness[session] / steps[session] / total);
            foreach (var item in _sets[session])
            {
                row[item] += vote;
            }
        }
    }
}
