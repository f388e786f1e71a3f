namespace Foresale.Cleaning;

/// <summary>
/// The text of a batch of rows, column by column, in memory of its own that the next batch reuses: a row's text is a window into it,
/// and a run of rows that nothing changed is copied column by column.
/// </summary>
public sealed class EventTexts
{
    private readonly Column[] _columns = new Column[EventRow.TextCount];

    /// <summary>Creates it with all columns empty.</summary>
    public EventTexts()
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new Column();
        }
    }

    /// <summary>Empties all columns.</summary>
    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Rows = 0;
        }
    }

    /// <summary>Copies a column of the batch.</summary>
    /// <param name="field">Which.</param>
    /// <param name="bytes">Its text in one piece.</param>
    /// <param name="starts">Where each row's text begins in it, and where the last one ends: rows + 1 numbers.</param>
    public void Set(EventText field, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> starts)
    {
        var column = _columns[(int)field];
        column.Rows = starts.Length - 1;
        column.Bytes = Fit(column.Bytes, bytes.Length);
        column.Starts = Fit(column.Starts, starts.Length);
        bytes.CopyTo(column.Bytes);
        starts.CopyTo(column.Starts);
    }

    /// <summary>A row's text; empty for a missing value, and in a column that the source lacks.</summary>
    public ReadOnlySpan<byte> Of(EventText field, int row)
    {
        var column = _columns[(int)field];
        if (column.Rows == 0)
        {
            return default;
        }

        var start = column.Starts[row];
        return column.Bytes.AsSpan(start, column.Starts[row + 1] - start);
    }

    /// <summary>The text of a run of rows in one piece, and where each begins in <paramref name="starts"/>, from its first number on.</summary>
    /// <param name="field">Which.</param>
    /// <param name="from">First row.</param>
    /// <param name="to">One past the last.</param>
    /// <param name="starts">Rows + 1 numbers; empty where the source lacks the column.</param>
    public ReadOnlySpan<byte> Run(EventText field, int from, int to, out ReadOnlySpan<int> starts)
    {
        var column = _columns[(int)field];
        if (column.Rows == 0)
        {
            starts = default;
            return default;
        }

        starts = column.Starts.AsSpan(from, to - from + 1);
        return column.Bytes.AsSpan(starts[0], starts[^1] - starts[0]);
    }

    private static T[] Fit<T>(T[] array, int length) => array.Length >= length ? array : new T[Math.Max(length, array.Length * 2)];

    private sealed class Column
    {
        public byte[] Bytes = [];
        public int[] Starts = [];
        public int Rows;
    }
}
