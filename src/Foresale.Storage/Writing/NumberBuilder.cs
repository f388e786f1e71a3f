using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>A growing column of whole numbers, some null. Its memory is reused: a view is valid until <see cref="Clear"/>.</summary>
internal sealed class NumberBuilder
{
    private byte[] _values = new byte[1 << 12];
    private byte[] _valid = new byte[1 << 8];
    private byte[] _shaped = [];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    private Span<long> Values => MemoryMarshal.Cast<byte, long>(_values.AsSpan());

    /// <summary>Adds a row.</summary>
    public void Add(long? value)
    {
        Room.Fit(ref _values, (Count + 1) * sizeof(long));
        Room.Fit(ref _valid, (Count >> 3) + 1);
        Values[Count] = value.GetValueOrDefault();
        var bit = (byte)(1 << (Count & 7));
        ref var valid = ref _valid[Count >> 3];
        valid = value.HasValue ? (byte)(valid | bit) : (byte)(valid & ~bit);
        Count++;
    }

    /// <summary>Takes back all rows from one on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Empties it.</summary>
    public void Clear() => Truncate(0);

    /// <summary>Validity bits and values of 8 bytes.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) View() => View(_values.AsMemory(0, Count * sizeof(long)));

    /// <summary>The same as 16-byte decimals.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) ViewDecimal()
    {
        Room.Fit(ref _shaped, Count * 2 * sizeof(long));
        var halves = MemoryMarshal.Cast<byte, long>(_shaped.AsSpan());
        var values = Values;
        for (var i = 0; i < Count; i++)
        {
            halves[2 * i] = values[i];
            halves[(2 * i) + 1] = values[i] >> 63;
        }

        return View(_shaped.AsMemory(0, Count * 2 * sizeof(long)));
    }

    /// <summary>The same as bits, a value other than 0 being true.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) ViewBits()
    {
        var length = (Count + 7) / 8;
        Room.Fit(ref _shaped, length);
        _shaped.AsSpan(0, length).Clear();
        var values = Values;
        for (var i = 0; i < Count; i++)
        {
            _shaped[i >> 3] |= (byte)(values[i] != 0 ? 1 << (i & 7) : 0);
        }

        return View(_shaped.AsMemory(0, length));
    }

    private (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) View(ReadOnlyMemory<byte> values)
    {
        var valid = _valid.AsSpan(0, (Count + 7) / 8);
        if ((Count & 7) != 0)
        {
            valid[^1] &= (byte)((1 << (Count & 7)) - 1); // bits of rows that were taken back
        }

        return (new ArrowBuffer(_valid.AsMemory(0, valid.Length)), new ArrowBuffer(values), Count, Count - Room.Ones(valid));
    }
}
