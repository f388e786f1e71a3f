namespace Foresale.Decisions.Recommendation;

/// <summary>Sessions as rows of item numbers 0..N-1 in the order of the clicks, the oldest session first; one flat array, no object a session.</summary>
public sealed class ItemSessions
{
    private readonly int[] _items;
    private readonly int[] _begin; // [sessions + 1]

    private ItemSessions(int[] items, int[] begin, int itemCount) => (_items, _begin, ItemCount) = (items, begin, itemCount);

    /// <summary>Sessions.</summary>
    public int Count => _begin.Length - 1;

    /// <summary>N, the items that there are.</summary>
    public int ItemCount { get; }

    /// <summary>Clicks of all sessions.</summary>
    public int Clicks => _begin[^1] - _begin[0];

    /// <summary>The items of a session.</summary>
    public ReadOnlySpan<int> this[int session] => _items.AsSpan(_begin[session], _begin[session + 1] - _begin[session]);

    /// <summary>Packs sessions.</summary>
    /// <param name="sessions">Item numbers, oldest session first; a session may be empty.</param>
    /// <param name="itemCount">N.</param>
    /// <exception cref="ArgumentOutOfRangeException">An item number is not in 0..N-1.</exception>
    public static ItemSessions Of(IEnumerable<int[]> sessions, int itemCount)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var (items, begin) = (new List<int>(), new List<int> { 0 });
        foreach (var session in sessions)
        {
            foreach (var item in session)
            {
                if ((uint)item >= (uint)itemCount)
                {
                    throw new ArgumentOutOfRangeException(nameof(sessions), item, $"There are {itemCount} items, numbered from 0.");
                }
            }

            items.AddRange(session);
            begin.Add(items.Count);
        }

        return new ItemSessions([.. items], [.. begin], itemCount);
    }

    /// <summary>Some sessions in a row; nothing is copied but their places.</summary>
    public ItemSessions Slice(int from, int count) => new(_items, _begin[from..(from + count + 1)], ItemCount);

    /// <summary>How often each item was clicked, [N].</summary>
    public int[] ClicksByItem()
    {
        var counts = new int[ItemCount];
        foreach (var item in _items.AsSpan(_begin[0], Clicks))
        {
            counts[item]++;
        }

        return counts;
    }
}
