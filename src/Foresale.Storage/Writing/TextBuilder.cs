using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Foresale.Storage.Writing;

/// <summary>
/// A growing column of text as Arrow lays it out: one piece of bytes, offsets, validity bits. Empty text is null.
/// Its memory is reused: what <see cref="View"/> gives is valid until <see cref="Clear"/>.
/// </summary>
internal sealed class TextBuilder
{
    private byte[] _bytes = new byte[1 << 12];
    private byte[] _starts = new byte[1 << 12]; // Count + 1 whole numbers
    private byte[] _valid = new byte[1 << 8];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    private Span<int> Starts => MemoryMarshal.Cast<byte, int>(_starts.AsSpan());

    /// <summary>Adds a row; empty is null.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length, rows: 1);
        var starts = Starts;
        var start = starts[Count];
        text.CopyTo(_bytes.AsSpan(start));
        starts[++Count] = start + text.Length;
    }

    /// <summary>Adds a run of rows.</summary>
    /// <param name="text">All their text in one piece.</param>
    /// <param name="starts">Where each begins and the last ends, in a memory that <paramref name="text"/> is the first to the last of.</param>
    public void AddRun(ReadOnlySpan<byte> text, ReadOnlySpan<int> starts)
    {
        var rows = starts.Length - 1;
        Reserve(text.Length, rows);
        var ours = Starts.Slice(Count, rows + 1);
        text.CopyTo(_bytes.AsSpan(ours[0]));
        var shift = ours[0] - starts[0];
        for (var row = 0; row < starts.Length; row++)
        {
            ours[row] = starts[row] + shift;
        }

        Count += rows;
    }

    /// <summary>Adds rows without text.</summary>
    public void AddNulls(int rows)
    {
        Reserve(0, rows);
        var starts = Starts.Slice(Count, rows + 1);
        starts[1..].Fill(starts[0]);
        Count += rows;
    }

    /// <summary>Takes back all rows from one on.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Empties it.</summary>
    public void Clear() => Truncate(0);

    /// <summary>The column as an array over this memory.</summary>
    public StringArray View()
    {
        var starts = Starts;
        Room.Fit(ref _valid, (Count + 7) / 8);
        var valid = _valid.AsSpan(0, (Count + 7) / 8);
        valid.Clear();
        if (starts[Count] > 0)
        {
            for (var row = 0; row < Count; row++)
            {
                valid[row >> 3] |= (byte)((starts[row + 1] > starts[row] ? 1 : 0) << (row & 7));
            }
        }

        return new StringArray(
            Count,
            new ArrowBuffer(_starts.AsMemory(0, (Count + 1) * sizeof(int))),
            new ArrowBuffer(_bytes.AsMemory(0, starts[Count])),
            new ArrowBuffer(_valid.AsMemory(0, valid.Length)),
            Count - Room.Ones(valid));
    }

    private void Reserve(int bytes, int rows)
    {
        Room.Fit(ref _starts, (Count + rows + 1) * sizeof(int));
        Room.Fit(ref _bytes, Starts[Count] + bytes);
    }
}
