using Apache.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>A growing column of text as Arrow lays it out: one piece of bytes, offsets, validity bits. Empty text is null.</summary>
internal sealed class TextBuilder
{
    private byte[] _bytes = new byte[1 << 16];
    private int[] _ends = new int[1 << 12];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row; empty is null.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (start + text.Length > _bytes.Length)
        {
            System.Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + text.Length));
        }

        if (Count == _ends.Length)
        {
            System.Array.Resize(ref _ends, _ends.Length * 2);
        }

        text.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + text.Length;
    }

    /// <summary>Takes back all rows from one on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>The column, and an empty builder after it.</summary>
    /// <param name="nulls">Rows that are null.</param>
    public StringArray Take(out int nulls)
    {
        var offsets = new byte[(Count + 1) * sizeof(int)];
        Buffer.BlockCopy(_ends, 0, offsets, sizeof(int), Count * sizeof(int));
        var valid = new byte[(Count + 7) / 8];
        nulls = 0;
        for (var (i, start) = (0, 0); i < Count; start = _ends[i++])
        {
            if (_ends[i] > start)
            {
                valid[i >> 3] |= (byte)(1 << (i & 7));
            }
            else
            {
                nulls++;
            }
        }

        var bytes = _bytes.AsSpan(0, Count == 0 ? 0 : _ends[Count - 1]).ToArray();
        var array = new StringArray(Count, new ArrowBuffer(offsets), new ArrowBuffer(bytes), new ArrowBuffer(valid), nulls);
        Count = 0;
        return array;
    }
}

/// <summary>A growing column of whole numbers, some null.</summary>
internal sealed class NumberBuilder
{
    private long[] _values = new long[1 << 12];
    private bool[] _known = new bool[1 << 12];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    public void Add(long? value)
    {
        if (Count == _values.Length)
        {
            System.Array.Resize(ref _values, Count * 2);
            System.Array.Resize(ref _known, Count * 2);
        }

        _values[Count] = value.GetValueOrDefault();
        _known[Count++] = value.HasValue;
    }

    /// <summary>Takes back all rows from one on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Validity bits and values of 8 bytes, and an empty builder after them.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) Take()
    {
        var (valid, nulls) = Validity();
        var values = new byte[Count * sizeof(long)];
        Buffer.BlockCopy(_values, 0, values, 0, values.Length);
        return Taken(valid, values, nulls);
    }

    /// <summary>The same as 16-byte decimals.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) TakeDecimal()
    {
        var (valid, nulls) = Validity();
        var values = new long[Count * 2];
        for (var i = 0; i < Count; i++)
        {
            values[2 * i] = _values[i];
            values[(2 * i) + 1] = _values[i] >> 63;
        }

        var bytes = new byte[values.Length * sizeof(long)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return Taken(valid, bytes, nulls);
    }

    /// <summary>The same as bits, a value other than 0 being true.</summary>
    public (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) TakeBits()
    {
        var (valid, nulls) = Validity();
        var bits = new byte[(Count + 7) / 8];
        for (var i = 0; i < Count; i++)
        {
            bits[i >> 3] |= (byte)(_values[i] != 0 ? 1 << (i & 7) : 0);
        }

        return Taken(valid, bits, nulls);
    }

    private (ArrowBuffer Valid, ArrowBuffer Values, int Length, int Nulls) Taken(byte[] valid, byte[] values, int nulls)
    {
        var length = Count;
        Count = 0;
        return (new ArrowBuffer(valid), new ArrowBuffer(values), length, nulls);
    }

    private (byte[] Bits, int Nulls) Validity()
    {
        var valid = new byte[(Count + 7) / 8];
        var nulls = 0;
        for (var i = 0; i < Count; i++)
        {
            valid[i >> 3] |= (byte)(_known[i] ? 1 << (i & 7) : 0);
            nulls += _known[i] ? 0 : 1;
        }

        return (valid, nulls);
    }
}
