using System.Runtime.InteropServices;

namespace Foresale.Features;

/// <summary>
/// A shopper's items: the 64 touched most recently (or all). The item longest untouched gives way, and is counted.
/// Items are found by a vectorised scan of an array: faster than a dictionary at this size, and a quarter of the memory.
/// A part of the shopper's state, and no object of its own: each is one more for the collector to copy.
/// </summary>
internal struct PairTable(PairArena arena, BlockPool<int> memory, bool unbounded)
{
    /// <summary>Most items held where the table is bounded.</summary>
    public const int Limit = 64;

    private ArraySegment<int> _items; // By slot.
    private ArraySegment<int> _chunks; // The first holds the first slots.

    /// <summary>Items held.</summary>
    public int Count { readonly get; private set; }

    /// <summary>Items that gave way.</summary>
    public int Spilled { get; private set; }

    /// <summary>Memory taken, bytes.</summary>
    public readonly int Bytes => (sizeof(int) * (_items.Count + _chunks.Count)) + (((Count + PairArena.ChunkSlots - 1) >> PairArena.ChunkBits) * arena.ChunkBytes);

    /// <summary>Slot of an item; -1 where it is not held.</summary>
    public int Find(int item) => item < 0 ? -1 : _items.AsSpan(0, Count).IndexOf(item);

    /// <summary>Items held, by slot.</summary>
    public readonly ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>Header of a slot.</summary>
    public ref PairHeader Header(int slot) => ref arena.Header(Place(slot));

    /// <summary>Feature state of a slot.</summary>
    public Span<float> Values(int slot) => arena.Values(Place(slot));

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
            spilled = Header(slot);
            Spilled++;
        }
        else
        {
            slot = Count++;
            if (slot == _items.Count)
            {
                _items = memory.Grow(_items, Math.Max(2 * PairArena.ChunkSlots, slot * 2));
                _chunks = memory.Grow(_chunks, _items.Count / PairArena.ChunkSlots);
            }

            if (slot % PairArena.ChunkSlots == 0)
            {
                _chunks[slot / PairArena.ChunkSlots] = arena.Rent();
            }
        }

        _items[slot] = item;
        Values(slot).Clear();
        Header(slot) = PairHeader.New();
        return slot;
    }

    /// <summary>Gives its memory back.</summary>
    public void Clear()
    {
        for (var chunk = 0; chunk * PairArena.ChunkSlots < Count; chunk++)
        {
            arena.Return(_chunks[chunk]);
        }

        memory.Return(_items);
        memory.Return(_chunks);
        (_items, _chunks, Count, Spilled) = (default, default, 0, 0);
    }

    /// <summary>Writes the pairs in the order of their slots.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(Spilled);
        writer.WriteAll<int>(_items.AsSpan(0, Count));
        for (var slot = 0; slot < Count; slot++)
        {
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PairHeader>(in Header(slot))));
            writer.WriteSparse(Values(slot));
        }
    }

    /// <summary>Gives an empty table the pairs of another, with their slots.</summary>
    public void Load(BinaryReader reader)
    {
        var spilled = reader.Read7BitEncodedInt();
        foreach (var item in reader.ReadAll<int>())
        {
            var slot = Add(item, out _);
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<PairHeader>(ref Header(slot))));
            reader.ReadSparse(Values(slot));
        }

        Spilled = spilled;
    }

    private int Place(int slot) => (_chunks[slot >> PairArena.ChunkBits] << PairArena.ChunkBits) | (slot & (PairArena.ChunkSlots - 1));

    private int Oldest()
    {
        var (oldest, last) = (0, int.MaxValue);
        for (var slot = 0; slot < Count; slot++)
        {
            if (Header(slot).LastEvent is var touched && touched < last)
            {
                (oldest, last) = (slot, touched);
            }
        }

        return oldest;
    }
}
