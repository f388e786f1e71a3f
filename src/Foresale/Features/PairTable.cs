namespace Foresale.Features;

/// <summary>
/// A shopper's items: the 64 touched most recently (or all). The item longest untouched gives way, and is counted.
/// Items are found by a vectorised scan of an array: faster than a dictionary at this size, and a quarter of the memory.
/// </summary>
internal sealed class PairTable(int stateSize, bool unbounded)
{
    /// <summary>Most items held where the table is bounded.</summary>
    public const int Limit = 64;

    private int[] _items = [];
    private PairHeader[] _headers = [];
    private float[] _values = [];

    /// <summary>Items held.</summary>
    public int Count { get; private set; }

    /// <summary>Items that gave way.</summary>
    public int Spilled { get; private set; }

    /// <summary>Slot of an item; -1 where it is not held.</summary>
    public int Find(int item) => item < 0 ? -1 : _items.AsSpan(0, Count).IndexOf(item);

    /// <summary>Header of a slot.</summary>
    public ref PairHeader Header(int slot) => ref _headers[slot];

    /// <summary>Item of a slot.</summary>
    public int Item(int slot) => _items[slot];

    /// <summary>Feature state of a slot.</summary>
    public Span<float> Values(int slot) => _values.AsSpan(slot * stateSize, stateSize);

    /// <summary>Makes room for an item that is not held; its state is all 0.</summary>
    /// <param name="item">The item.</param>
    /// <param name="spilled">Header of the item that gave way; default where none did.</param>
    /// <returns>Its slot.</returns>
    public int Add(int item, out PairHeader spilled)
    {
        spilled = default;
        int slot;
        if (!unbounded && Count == Limit)
        {
            slot = Oldest();
            spilled = _headers[slot];
            Spilled++;
            Values(slot).Clear();
        }
        else
        {
            if (Count == _items.Length)
            {
                Grow();
            }

            slot = Count++;
        }

        _items[slot] = item;
        _headers[slot] = PairHeader.New();
        return slot;
    }

    private int Oldest()
    {
        var oldest = 0;
        for (var slot = 1; slot < Count; slot++)
        {
            if (_headers[slot].LastEvent < _headers[oldest].LastEvent)
            {
                oldest = slot;
            }
        }

        return oldest;
    }

    private void Grow()
    {
        var size = Count switch { 0 => 4, 4 => 12, 12 => 32, _ => Count * 2 };
        Array.Resize(ref _items, size);
        Array.Resize(ref _headers, size);
        Array.Resize(ref _values, size * stateSize);
    }
}
