using System.IO.Hashing;
using System.Text;

namespace Foresale.Features;

/// <summary>Names to entries 0, 1, 2, ... in the order in which they came.</summary>
/// <remarks>
/// Letters stand one name after another in pages of the table's own. In a dictionary each key is a string somewhere in the heap, which a
/// lookup must fetch to compare: among many thousand names that one fetch cost a tenth of the fold.
/// Embedding rows are hashed from the UTF-8 (never by string.GetHashCode, which differs from process to process), once, and kept beside.
/// </remarks>
/// <param name="embedding">Rows of the embedding table that a name is hashed into, padding and unknown included; 0 for none.</param>
/// <param name="seed">Seed of the first hash; that of the second is one more.</param>
internal sealed class NameTable(int embedding = 0, int seed = 0)
{
    private const int PageBits = 13;
    private const int PageLetters = 1 << PageBits;

    private readonly List<char[]> _pages = [new char[PageLetters]];
    private int[] _buckets = new int[64]; // Entry + 1 of the chain's first; a power of two.
    private Key[] _keys = new Key[64];
    private readonly Stack<int> _vacant = []; // Entries whose name was removed.
    private readonly Dictionary<int, Stack<int>> _gaps = []; // Places of their letters, by length: shoppers who come and go must not use up pages.
    private int _free; // First free letter of the last page.

    /// <summary>Entries so far, those without a name included.</summary>
    public int Count { get; private set; }

    /// <summary>Letters of an entry's name.</summary>
    public ReadOnlySpan<char> this[int entry]
    {
        get
        {
            ref readonly var key = ref _keys[entry];
            return _pages[key.Start >>> PageBits].AsSpan(key.Start & (PageLetters - 1), key.Length);
        }
    }

    /// <summary>Embedding rows of an entry by two hashes; 1 for entry -1.</summary>
    public (int One, int Two) Tokens(int entry) => entry < 0 ? (1, 1) : (_keys[entry].TokenOne, _keys[entry].TokenTwo);

    /// <summary>Entry of a name; -1 where it was never seen.</summary>
    public int Find(string name) => Find(name, name.GetHashCode(StringComparison.Ordinal));

    /// <summary>Entry of a name, made where it is new.</summary>
    /// <param name="name">The name.</param>
    /// <param name="guess">The entry that it likely has, -1 for none: comparing is cheaper than hashing.</param>
    public int FindOrAdd(string name, int guess = -1)
    {
        if (guess >= 0 && this[guess].SequenceEqual(name))
        {
            return guess;
        }

        var hash = name.GetHashCode(StringComparison.Ordinal);
        var entry = Find(name, hash);
        return entry >= 0 ? entry : Add(name, hash);
    }

    /// <summary>Removes a name: its letters are overwritten, and its entry goes to the next new name.</summary>
    public void Remove(int entry)
    {
        var key = _keys[entry];
        ref var bucket = ref _buckets[key.Hash & (_buckets.Length - 1)];
        if (bucket == entry + 1)
        {
            bucket = key.Next + 1;
        }
        else
        {
            var before = bucket - 1;
            while (_keys[before].Next != entry)
            {
                before = _keys[before].Next;
            }

            _keys[before] = _keys[before] with { Next = key.Next };
        }

        _pages[key.Start >>> PageBits].AsSpan(key.Start & (PageLetters - 1), key.Length).Clear();
        (_gaps.TryGetValue(key.Length, out var gaps) ? gaps : _gaps[key.Length] = new()).Push(key.Start);
        _keys[entry] = Key.Vacant;
        _vacant.Push(entry);
    }

    /// <summary>Writes the names in the order of their entries.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(Count);
        for (var entry = 0; entry < Count; entry++)
        {
            writer.Write(this[entry].ToString());
        }
    }

    /// <summary>Gives an empty table the names of another, with their entries.</summary>
    public void Load(BinaryReader reader)
    {
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            FindOrAdd(reader.ReadString());
        }
    }

    private int Find(string name, int hash)
    {
        var entry = _buckets[hash & (_buckets.Length - 1)] - 1;
        while (entry >= 0 && !(_keys[entry].Hash == hash && this[entry].SequenceEqual(name)))
        {
            entry = _keys[entry].Next;
        }

        return entry;
    }

    private int Add(string name, int hash)
    {
        if (!_vacant.TryPop(out var entry))
        {
            if (Count == _keys.Length)
            {
                Grow();
            }

            entry = Count++;
        }

        var start = _gaps.Count > 0 && _gaps.TryGetValue(name.Length, out var gaps) && gaps.TryPop(out var gap) ? gap : NewPlace(name.Length);
        name.CopyTo(_pages[start >>> PageBits].AsSpan(start & (PageLetters - 1)));
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        var (one, two) = embedding == 0 ? (1, 1) : Hashes(Encoding.UTF8.GetBytes(name));
        _keys[entry] = new Key(hash, bucket - 1, start, name.Length, one, two);
        bucket = entry + 1;
        return entry;
    }

    private int NewPlace(int length)
    {
        if (_free + length >= PageLetters)
        {
            // A name longer than a page has one of its own, which begins with it.
            _pages.Add(new char[Math.Max(PageLetters, length)]);
            _free = 0;
        }

        var start = checked(((_pages.Count - 1) * PageLetters) + _free);
        _free += length;
        return start;
    }

    private (int One, int Two) Hashes(ReadOnlySpan<byte> name)
    {
        var rows = (ulong)(embedding - Tokenizer.First);
        return (Tokenizer.First + (int)(XxHash64.HashToUInt64(name, seed) % rows), Tokenizer.First + (int)(XxHash64.HashToUInt64(name, seed + 1) % rows));
    }

    private void Grow()
    {
        Array.Resize(ref _keys, Count * 2);
        _buckets = new int[Count * 2];
        for (var entry = 0; entry < Count; entry++)
        {
            ref var key = ref _keys[entry];
            ref var bucket = ref _buckets[key.Hash & (_buckets.Length - 1)];
            key = key with { Next = bucket - 1 };
            bucket = entry + 1;
        }
    }

    private readonly record struct Key(int Hash, int Next, int Start, int Length, int TokenOne, int TokenTwo)
    {
        public static readonly Key Vacant = new(0, -1, 0, 0, 1, 1);
    }
}
