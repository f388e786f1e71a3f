using System.Numerics;
using System.Runtime.InteropServices;

namespace Foresale.Cleaning;

/// <summary>
/// A set of 64-bit keys to which none is added any more: sorted, and found by their first bits. Little more than 8 bytes a key, where <see cref="KeySet"/> takes 13 to 26; a key that is
/// not there is known after two places of memory.
/// </summary>
public sealed class SealedKeys
{
    private const int KeysOfBucket = 8; // about: a line of the processor's cache
    private readonly ulong[] _keys;
    private readonly int[] _begins; // By bucket the first key's place, and the end at last.
    private readonly int _shift;

    /// <summary>Takes keys in any order, spread evenly as hashes are.</summary>
    public SealedKeys(ulong[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Array.Sort(keys);
        _keys = keys;
        var bits = Math.Max(1, BitOperations.Log2((uint)(keys.Length / KeysOfBucket) + 1));
        _shift = 64 - bits;
        _begins = new int[(1 << bits) + 1];
        foreach (var key in keys)
        {
            _begins[(key >> _shift) + 1]++;
        }

        for (var bucket = 1; bucket < _begins.Length; bucket++)
        {
            _begins[bucket] += _begins[bucket - 1];
        }
    }

    /// <summary>Keys in the set.</summary>
    public int Count => _keys.Length;

    /// <summary>True where a key is in the set.</summary>
    public bool Contains(ulong key)
    {
        var bucket = (int)(key >> _shift);
        return _keys.AsSpan(_begins[bucket].._begins[bucket + 1]).Contains(key);
    }

    /// <summary>Keys as bytes, 8 each.</summary>
    public static byte[] ToBytes(ReadOnlySpan<ulong> keys) => MemoryMarshal.AsBytes(keys).ToArray();

    /// <summary>Keys of bytes.</summary>
    public static ReadOnlySpan<ulong> FromBytes(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, ulong>(bytes);
}
