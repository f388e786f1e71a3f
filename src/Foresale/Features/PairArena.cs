namespace Foresale.Features;

/// <summary>
/// Memory of the pairs of all shoppers of a fold: a table that grows takes a larger block and gives back its own for others to use. Blocks are
/// cut from large pieces without references, which the collector neither moves nor looks into: arrays of their own cost a third of the fold.
/// </summary>
internal sealed class PairArena(int stateSize)
{
    /// <summary>Slots of a piece.</summary>
    private const int PieceSlots = 1 << 12;

    private static readonly int[] s_sizes = [4, 12, 32, PairTable.Limit];
    private readonly Stack<PairBlock>[] _free = [.. s_sizes.Select(_ => new Stack<PairBlock>())];
    private Piece _piece = new(0, stateSize);
    private int _used;

    /// <summary>The next larger size than a number of slots.</summary>
    public static int Larger(int slots)
    {
        foreach (var size in s_sizes)
        {
            if (size > slots)
            {
                return size;
            }
        }

        return slots * 2;
    }

    /// <summary>A block of a size that <see cref="Larger"/> gave; what it holds is left from its last owner.</summary>
    public PairBlock Rent(int slots)
    {
        if (slots > PairTable.Limit)
        {
            return new PairBlock(new Piece(slots, stateSize), 0, slots);
        }

        if (_free[Array.IndexOf(s_sizes, slots)].TryPop(out var block))
        {
            return block;
        }

        if (_used + slots > _piece.Items.Length)
        {
            (_piece, _used) = (new Piece(PieceSlots, stateSize), 0);
        }

        block = new PairBlock(_piece, _used, slots);
        _used += slots;
        return block;
    }

    /// <summary>Gives a block back.</summary>
    public void Return(PairBlock block)
    {
        if (block.Slots is > 0 and <= PairTable.Limit)
        {
            _free[Array.IndexOf(s_sizes, block.Slots)].Push(block);
        }
    }

    /// <summary>Arrays that many blocks share.</summary>
    internal sealed class Piece(int slots, int stateSize)
    {
        /// <summary>The item of each slot.</summary>
        public readonly int[] Items = new int[slots];

        /// <summary>The header of each slot.</summary>
        public readonly PairHeader[] Headers = new PairHeader[slots];

        /// <summary>The features' floats of each slot.</summary>
        public readonly float[] Values = new float[slots * stateSize];
    }
}

/// <summary>Slots of one shopper in a piece of the arena.</summary>
/// <param name="Piece">Where.</param>
/// <param name="First">First slot.</param>
/// <param name="Slots">Number of slots.</param>
internal readonly record struct PairBlock(PairArena.Piece Piece, int First, int Slots);
