using Foresale.Events;
using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Which shopper touched which item, and how much: a sparse matrix of summed event weights, by shopper and by item.</summary>
/// <remarks>Letters: U shoppers, I items, P touched pairs.</remarks>
public sealed class Interactions
{
    internal Interactions(IReadOnlyList<string> users, IReadOnlyList<string> items, SparseRows byUser)
    {
        (Users, Items, ByUser) = (users, items, byUser);
        ByItem = byUser.Transpose(items.Count);
    }

    /// <summary>[U] names.</summary>
    public IReadOnlyList<string> Users { get; }

    /// <summary>[I] names.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>P.</summary>
    public int Pairs => ByUser.Columns.Length;

    /// <summary>A shopper's items with their weights, &gt; 0.</summary>
    public IEnumerable<(int Item, double Weight)> Of(int user)
    {
        for (var p = ByUser.Begin[user]; p < ByUser.Begin[user + 1]; p++)
        {
            yield return (ByUser.Columns[p], ByUser.Values[p]);
        }
    }

    /// <summary>How many shoppers touched an item.</summary>
    public int ShoppersOf(int item) => ByItem.Begin[item + 1] - ByItem.Begin[item];

    internal SparseRows ByUser { get; }

    internal SparseRows ByItem { get; }
}

/// <summary>A sparse matrix, row after row.</summary>
/// <param name="Begin">[rows + 1] where each row begins.</param>
/// <param name="Columns">[P] columns, ascending inside a row.</param>
/// <param name="Values">[P].</param>
internal sealed record SparseRows(int[] Begin, int[] Columns, float[] Values)
{
    public int Rows => Begin.Length - 1;

    /// <summary>The same matrix, column after column.</summary>
    public SparseRows Transpose(int columns)
    {
        var begin = new int[columns + 1];
        foreach (var column in Columns)
        {
            begin[column + 1]++;
        }

        for (var c = 0; c < columns; c++)
        {
            begin[c + 1] += begin[c];
        }

        var next = (int[])begin.Clone();
        var (rows, values) = (new int[Columns.Length], new float[Columns.Length]);
        for (var row = 0; row < Rows; row++)
        {
            for (var p = Begin[row]; p < Begin[row + 1]; p++)
            {
                var place = next[Columns[p]]++;
                (rows[place], values[place]) = (row, Values[p]);
            }
        }

        return new SparseRows(begin, rows, values);
    }
}

/// <summary>Counts <see cref="Interactions"/> while a log is read, so that it can be looked at in several instants.</summary>
/// <param name="weights">What events weigh.</param>
public sealed class InteractionCounter(InteractionWeights weights)
{
    private readonly Dictionary<string, int> _users = new(StringComparer.Ordinal), _items = new(StringComparer.Ordinal);
    private readonly List<string> _userNames = [], _itemNames = [];
    private readonly List<long> _lastEvents = []; // By user, the number of the last counted event.
    private readonly Dictionary<(int User, int Item), float> _sums = [];
    private long _events;

    /// <summary>Counts an event.</summary>
    public void Add(ShopEvent shopEvent)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        if (shopEvent.ItemId is { } item && weights.Of(shopEvent.Behavior) is > 0 and var weight)
        {
            var pair = (Number(_users, _userNames, shopEvent.UserId), Number(_items, _itemNames, item));
            _sums[pair] = _sums.GetValueOrDefault(pair) + weight;
            if (pair.Item1 == _lastEvents.Count)
            {
                _lastEvents.Add(0);
            }

            _lastEvents[pair.Item1] = ++_events;
        }
    }

    /// <summary>What was counted so far. Of too many items those that most shoppers touched are kept, of too many shoppers those who came last, in the order in which they were first seen.</summary>
    /// <param name="mostUsers">Bound of U.</param>
    /// <param name="mostItems">Bound of I.</param>
    public Interactions Take(int mostUsers = int.MaxValue, int mostItems = int.MaxValue)
    {
        var touched = new int[_itemNames.Count];
        foreach (var (_, item) in _sums.Keys)
        {
            touched[item]++;
        }

        int[] items = [.. Enumerable.Range(0, touched.Length).OrderByDescending(i => touched[i]).ThenBy(i => i).Take(mostItems)];
        var column = new int[touched.Length];
        Array.Fill(column, -1);
        for (var i = 0; i < items.Length; i++)
        {
            column[items[i]] = i;
        }

        int[] users = [.. Enumerable.Range(0, _userNames.Count).OrderByDescending(u => _lastEvents[u]).Take(mostUsers).Order()];
        var row = new int[_userNames.Count];
        Array.Fill(row, -1);
        for (var u = 0; u < users.Length; u++)
        {
            row[users[u]] = u;
        }

        var pairs = _sums.Where(p => row[p.Key.User] >= 0 && column[p.Key.Item] >= 0).Select(p => (User: row[p.Key.User], Item: column[p.Key.Item], p.Value)).ToArray();
        Array.Sort(pairs, (a, b) => a.User != b.User ? a.User.CompareTo(b.User) : a.Item.CompareTo(b.Item));
        var begin = new int[users.Length + 1];
        foreach (var (user, _, _) in pairs)
        {
            begin[user + 1]++;
        }

        for (var u = 0; u < begin.Length - 1; u++)
        {
            begin[u + 1] += begin[u];
        }

        return new Interactions(
            [.. users.Select(u => _userNames[u])], [.. items.Select(i => _itemNames[i])], new SparseRows(begin, Array.ConvertAll(pairs, p => p.Item), Array.ConvertAll(pairs, p => p.Value)));
    }

    private static int Number(Dictionary<string, int> numbers, List<string> names, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            number = names.Count;
            numbers[name] = number;
            names.Add(name);
        }

        return number;
    }
}
