using System.Runtime.InteropServices;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.States;

/// <summary>What a state belongs to, beside its features.</summary>
/// <param name="User">Shopper.</param>
/// <param name="Name">The name that the shopper had for the shop then: the tokens are its.</param>
/// <param name="Item">Item in focus; -1 for none.</param>
/// <param name="TimeMs">Instant of the state.</param>
/// <param name="Folded">Events folded so far under the name.</param>
/// <param name="Facets">Groups that reports slice by.</param>
internal readonly record struct StateMark(int User, int Name, int Item, long TimeMs, int Folded, Facets Facets);

/// <summary>States as they are read, in blocks: the log's length does not always tell how many there will be.</summary>
/// <param name="fold">Gives the features.</param>
/// <param name="expected">How many there will be, for one block that becomes the table itself; null where nobody knows.</param>
internal sealed class StateStore(Fold fold, long? expected = null)
{
    private readonly int _blockStates = (int)Math.Min(expected ?? 4096, Array.MaxLength / fold.Schema.Count);
    private readonly int _width = fold.Schema.Count;
    private readonly List<float[]> _blocks = [];
    private readonly List<StateMark> _marks = [];

    public int Count => _marks.Count;

    public ReadOnlySpan<StateMark> Marks => CollectionsMarshal.AsSpan(_marks);

    /// <summary>Reads a state from the fold.</summary>
    /// <returns>Its row.</returns>
    public int Read(string userId, string? itemId, StateMark mark)
    {
        if ((long)(Count + 1) * _width > Array.MaxLength)
        {
            throw new UserFaultException(
                "states", $"there are more than {Count} states, which one table cannot hold.", "Train on a part of the log: fewer days or a sample of the shoppers.");
        }

        if (Count % _blockStates == 0)
        {
            _blocks.Add(new float[_blockStates * _width]);
        }

        var features = _blocks[^1].AsSpan(Count % _blockStates * _width, _width);
        fold.Read(userId, itemId, DateTimeOffset.FromUnixTimeMilliseconds(mark.TimeMs), features);
        _marks.Add(mark);
        return Count - 1;
    }

    /// <summary>Forgets all states.</summary>
    public void Clear()
    {
        _blocks.Clear();
        _marks.Clear();
    }

    /// <summary>All features, [M, F + extra]; the extra columns are left at zero. The blocks are given up one by one.</summary>
    public float[] ToFeatures(int extra = 0)
    {
        if (extra == 0 && _blocks is [var whole] && whole.Length == Count * _width)
        {
            return whole;
        }

        var width = _width + extra;
        var features = new float[checked(Count * width)];
        for (var state = 0; state < Count; state++)
        {
            _blocks[state / _blockStates].AsSpan(state % _blockStates * _width, _width).CopyTo(features.AsSpan(state * width, _width));
            if (state % _blockStates == _blockStates - 1)
            {
                _blocks[state / _blockStates] = [];
            }
        }

        return features;
    }
}
