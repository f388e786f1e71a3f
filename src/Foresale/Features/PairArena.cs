using System.Runtime.CompilerServices;

namespace Foresale.Features;

/// <summary>
/// Memory of the pairs of all shoppers of a fold. Chunks are cut from pages without references, which the collector does not look into, and come back only from shoppers who are forgotten: a table grows by a chunk, and copies none of its pairs.
/// </summary>
internal sealed class PairArena(int stateSize)
{
    /// <summary>Pairs of a chunk: a power of two.</summary>
    public const int ChunkSlots = 1 << ChunkBits;

    /// <summary>Its logarithm.</summary>
    public const int ChunkBits = 2;

    private const int PageBits = 12; // Of slots.
    private const int PageSlots = 1 << PageBits;

    private readonly List<Page> _pages = [];
    private readonly Stack<int> _free = [];
    private int _chunks;

    /// <summary>Bytes of a chunk.</summary>
    public int ChunkBytes { get; } = ChunkSlots * (Unsafe.SizeOf<PairHeader>() + (sizeof(float) * stateSize));

    /// <summary>A chunk that nobody has; what it holds is undefined.</summary>
    public int Rent()
    {
        if (_free.TryPop(out var chunk))
        {
            return chunk;
        }

        if (_chunks * ChunkSlots == _pages.Count * PageSlots)
        {
            _pages.Add(new Page(GC.AllocateUninitializedArray<PairHeader>(PageSlots), GC.AllocateUninitializedArray<float>(PageSlots * stateSize)));
        }

        return _chunks++;
    }

    /// <summary>Takes back the chunk of a shopper who is forgotten; what it held is overwritten.</summary>
    public void Return(int chunk)
    {
        for (var slot = chunk << ChunkBits; slot < (chunk + 1) << ChunkBits; slot++)
        {
            Header(slot) = default;
            Values(slot).Clear();
        }

        _free.Push(chunk);
    }

    /// <summary>Header of a slot, counted over all chunks.</summary>
    public ref PairHeader Header(int slot) => ref _pages[slot >> PageBits].Headers[slot & (PageSlots - 1)];

    /// <summary>The features' floats of a slot.</summary>
    public Span<float> Values(int slot) => _pages[slot >> PageBits].Values.AsSpan((slot & (PageSlots - 1)) * stateSize, stateSize);

    private readonly record struct Page(PairHeader[] Headers, float[] Values);
}
