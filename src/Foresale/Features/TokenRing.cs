using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Foresale.Features;

/// <summary>A token in 20 bytes: less than half the memory of twelve integers, which is most of what a shopper's state takes.</summary>
internal readonly record struct PackedToken(
    int ItemOne, int ItemTwo, ushort Category, ushort Brand, byte Behavior, byte NewSession, byte PriceDecile, byte Gap, byte Hour, byte SeenItem, byte Detail, byte Query)
{
    /// <summary>Writes the fields in the order of the schema; a log without details and frequent queries has no place for them.</summary>
    public void CopyTo(Span<int> token)
    {
        if (token.Length > 10)
        {
            token[10] = Detail;
            token[11] = Query;
        }

        token[9] = SeenItem;
        token[0] = Behavior;
        token[1] = NewSession;
        token[2] = ItemOne;
        token[3] = ItemTwo;
        token[4] = Category;
        token[5] = Brand;
        token[6] = PriceDecile;
        token[7] = Gap;
        token[8] = Hour;
    }
}

/// <summary>A shopper's last events as tokens, oldest dropped first. Grows by size class up to its length. A part of the shopper's state, as <see cref="PairTable"/> is.</summary>
internal struct TokenRing(BlockPool<PackedToken> memory, int length)
{
    // Most shoppers leave after a few events; each class more copies once more.
    private static readonly int[] s_sizeClasses = [8, 20];
    private ArraySegment<PackedToken> _tokens;
    private int _next;

    /// <summary>Events held, 0..length.</summary>
    public int Count { get; private set; }

    /// <summary>Memory taken, bytes.</summary>
    public readonly int Bytes => _tokens.Count * Unsafe.SizeOf<PackedToken>();

    /// <summary>The token of the n-th last event: 0 is the last.</summary>
    public ref readonly PackedToken Last(int back)
    {
        var place = _next - 1 - back;
        return ref _tokens.AsSpan()[place < 0 ? place + _tokens.Count : place];
    }

    /// <summary>Adds the newest event.</summary>
    public void Add(in PackedToken token)
    {
        if (Count == _tokens.Count && Count < length)
        {
            Grow();
        }

        _tokens[_next] = token;
        _next = _next + 1 == _tokens.Count ? 0 : _next + 1;
        Count = Math.Min(Count + 1, _tokens.Count);
    }

    /// <summary>Gives its memory back.</summary>
    public void Clear()
    {
        memory.Return(_tokens);
        (_tokens, _next, Count) = (default, 0, 0);
    }

    /// <summary>Writes the events, oldest first.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(Count);
        for (var back = Count - 1; back >= 0; back--)
        {
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PackedToken>(in Last(back))));
        }
    }

    /// <summary>Adds the events of another ring.</summary>
    public void Load(BinaryReader reader)
    {
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var token = default(PackedToken);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<PackedToken>(ref token)));
            Add(token);
        }
    }

    // Until it has its full length the ring never wraps: its events stand in order from 0.
    private void Grow()
    {
        var size = length;
        foreach (var sizeClass in s_sizeClasses)
        {
            if (sizeClass > _tokens.Count && sizeClass < length)
            {
                size = sizeClass;
                break;
            }
        }

        _next = Count;
        _tokens = memory.Grow(_tokens, size);
    }
}
