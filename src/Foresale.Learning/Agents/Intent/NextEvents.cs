using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// What comes next after each node: the gap until the next event, and the first item of the session that this event belongs to, from it on. Both are
/// fields of the tokens that follow, so that a log needs no further column. No token is looked at that the node's own trajectory does not reach, and
/// with it none beyond the node's slice.
/// </summary>
/// <remarks>
/// Items are pairs of hashes, as the encoder sees them, numbered by the training nodes that they follow. A log without a clock has none: within a
/// day the order of events says nothing.
/// </remarks>
internal sealed class NextEvents
{
    private const int FirstValue = 2; // 0 is padding, 1 unknown
    private readonly StateTable _table;
    private readonly int[] _item;
    private readonly int[] _gap;
    private readonly int _one, _two, _gapField, _newSession;

    /// <summary>Reads a table that has tokens and actions.</summary>
    /// <param name="table">The table.</param>
    /// <param name="slices">Slices that are trained on: what follows their nodes are the items.</param>
    public NextEvents(StateTable table, params ReadOnlySpan<Slice> slices)
    {
        _table = table;
        (_one, _two, _gapField, _newSession) = (Field("item_hash_1"), Field("item_hash_2"), Field("gap"), Field("new_session"));
        (_item, _gap) = (new int[table.Nodes.Count], new int[table.Nodes.Count]);
        GapBuckets = _gapField < 0 ? 0 : table.TokenSchema!.Fields[_gapField].Size - FirstValue;
        var next = new (int One, int Two)[table.Nodes.Count];
        for (var first = 0; first < next.Length;)
        {
            var last = _table.Nodes.LastOf(first);
            var end = KnownEnd(last);
            for (var node = first; node <= last; node++)
            {
                var begin = table.Nodes.TokenEnd[node];
                _gap[node] = _gapField >= 0 && begin < end ? Math.Max(-1, Value(begin, _gapField) - FirstValue) : -1;
                next[node] = ItemOf(begin, end);
            }

            first = last + 1;
        }

        (ItemTokens, Counts) = Number(next, slices);
    }

    /// <summary>[2 V] both hashes of each of V items, one item after the other.</summary>
    public long[] ItemTokens { get; }

    /// <summary>[V] training nodes that each item follows.</summary>
    public int[] Counts { get; }

    /// <summary>Number of gaps, G: the buckets of the token's field; 0 where tokens have none.</summary>
    public int GapBuckets { get; }

    /// <summary>Places of an item's two hashes in a token.</summary>
    public int[] ItemFields => [_one, _two];

    /// <summary>Number of the item that follows a node, 1..V; 0 where none does, or one that follows no training node.</summary>
    public int ItemAfter(int node) => _item[node];

    /// <summary>Bucket of the gap until the next event, 0..G - 1; -1 where none follows.</summary>
    public int GapAfter(int node) => _gap[node];

    private int Field(string name) => _table.TokenSchema!.Fields.ToList().FindIndex(f => string.Equals(f.Name, name, StringComparison.Ordinal));

    private int Value(int token, int field) => _table.Tokens[(token * _table.TokenSchema!.Count) + field];

    // One past the last token that a trajectory reaches: what its last node has folded, and the event that ended it where one did.
    private int KnownEnd(int last)
    {
        var action = _table.Nodes.Action[last];
        return _table.Nodes.TokenEnd[last] + (action >= 0 && action < _table.Actions.Count ? 1 : 0);
    }

    private (int One, int Two) ItemOf(int begin, int end)
    {
        if (_one < 0 || _two < 0 || _table.Settings is { DayResolution: true })
        {
            return default;
        }

        for (var token = begin; token < end && (token == begin || _newSession < 0 || Value(token, _newSession) <= FirstValue); token++)
        {
            if (Value(token, _one) >= FirstValue)
            {
                return (Value(token, _one), Value(token, _two));
            }
        }

        return default;
    }

    // Items of training nodes get numbers; the other nodes are told those.
    private (long[] Tokens, int[] Counts) Number((int One, int Two)[] next, ReadOnlySpan<Slice> slices)
    {
        var (numbers, tokens, counts) = (new Dictionary<(int, int), int>(), new List<long>(), new List<int>());
        for (var node = 0; node < next.Length; node++)
        {
            if (next[node].One == 0 || !slices.Contains(_table.Nodes.Slice[node]))
            {
                continue;
            }

            if (numbers.TryAdd(next[node], counts.Count + 1))
            {
                tokens.AddRange([next[node].One, next[node].Two]);
                counts.Add(0);
            }

            counts[numbers[next[node]] - 1]++;
        }

        for (var node = 0; node < next.Length; node++)
        {
            _item[node] = numbers.GetValueOrDefault(next[node]);
        }

        return ([.. tokens], [.. counts]);
    }
}
