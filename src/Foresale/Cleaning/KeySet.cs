using System.IO.Hashing;
using System.Numerics;

namespace Foresale.Cleaning;

/// <summary>
/// A set of 64-bit keys by open addressing: 16 bytes a key at most, since an import of ten million event ids must stay in 2 GB.
/// Two different ids share a key with a chance of about 3 in a million among ten million.
/// </summary>
public sealed class KeySet
{
    private ulong[] _slots = new ulong[1024];

    /// <summary>Keys in the set.</summary>
    public int Count { get; private set; }

    /// <summary>The key of a text, never 0.</summary>
    public static ulong Key(ReadOnlySpan<byte> text) => XxHash3.HashToUInt64(text) | 1;

    /// <summary>One key of two, in order.</summary>
    public static ulong Join(ulong first, ulong second)
    {
        var mixed = (BitOperations.RotateLeft(first, 23) ^ second) * 0x9E3779B97F4A7C15UL;
        return (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9UL | 1;
    }

    /// <summary>Adds a key.</summary>
    /// <returns>False where it was there.</returns>
    public bool Add(ulong key)
    {
        if (Count >= _slots.Length / 8 * 5)
        {
            Grow();
        }

        if (!Place(_slots, key))
        {
            return false;
        }

        Count++;
        return true;
    }

    /// <summary>True where a key is in the set.</summary>
    public bool Contains(ulong key)
    {
        var mask = _slots.Length - 1;
        var at = (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & mask;
        while (_slots[at] != 0 && _slots[at] != key)
        {
            at = (at + 1) & mask;
        }

        return _slots[at] == key;
    }

    /// <summary>The keys, in no order.</summary>
    public ulong[] ToArray()
    {
        var keys = new ulong[Count];
        var next = 0;
        foreach (var key in _slots)
        {
            if (key != 0)
            {
                keys[next++] = key;
            }
        }

        return keys;
    }

    private static bool Place(ulong[] slots, ulong key)
    {
        var mask = slots.Length - 1;
        for (var at = (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & mask; ; at = (at + 1) & mask)
        {
            if (slots[at] == 0)
            {
                slots[at] = key;
                return true;
            }

            if (slots[at] == key)
            {
                return false;
            }
        }
    }

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (var key in _slots)
        {
            if (key != 0)
            {
                Place(larger, key);
            }
        }

        _slots = larger;
    }
}
