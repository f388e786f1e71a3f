using System.Runtime.CompilerServices;

namespace Foresale.Features;

/// <summary>
/// Memory of all shoppers of a fold, in blocks that are cut from large pages. A shopper's state lives as long as the fold: as arrays of its own the
/// collector would visit and copy each of them, more than once. Pages it neither looks into nor moves.
/// </summary>
/// <typeparam name="T">What a block holds.</typeparam>
internal sealed class BlockPool<T>
    where T : unmanaged
{
    private const int PageBytes = 1 << 18;
    private readonly Dictionary<int, Stack<ArraySegment<T>>> _free = []; // By length: owners grow by few size classes.
    private ArraySegment<T> _rest;

    /// <summary>A block that nobody has; what it holds is undefined.</summary>
    public ArraySegment<T> Rent(int length) => _free.TryGetValue(length, out var free) && free.TryPop(out var block) ? block : Cut(length);

    /// <summary>A longer block that begins with what an owner's block holds, which is taken back; an owner's first has none.</summary>
    public ArraySegment<T> Grow(ArraySegment<T> block, int length)
    {
        var longer = Rent(length);
        if (block.Count > 0)
        {
            block.CopyTo(longer);
            Return(block);
        }

        return longer;
    }

    /// <summary>Takes back a block; what it held is overwritten.</summary>
    public void Return(ArraySegment<T> block)
    {
        if (block.Count > 0)
        {
            block.AsSpan().Clear();
            (_free.TryGetValue(block.Count, out var free) ? free : _free[block.Count] = new()).Push(block);
        }
    }

    private ArraySegment<T> Cut(int length)
    {
        if (_rest.Count < length)
        {
            _rest = GC.AllocateUninitializedArray<T>(Math.Max(PageBytes / Unsafe.SizeOf<T>(), length));
        }

        var block = _rest[..length];
        _rest = _rest[length..];
        return block;
    }
}
