namespace Foresale.Learning.Replay;

/// <summary>Tokens that one pass of the encoder reads, as places in the table's tokens; empty where there are none.</summary>
/// <param name="Begin">First.</param>
/// <param name="End">One past the last.</param>
internal readonly record struct TokenWindow(int Begin, int End)
{
    /// <summary>Number of tokens.</summary>
    public int Length => End - Begin;
}

/// <summary>Nodes of one trajectory that are learnt from: all of it but where it is very long.</summary>
/// <param name="First">First node.</param>
/// <param name="Count">Number of nodes.</param>
/// <param name="HasTail">True where one more node follows that only serves as the bootstrap of the last.</param>
internal readonly record struct Segment(int First, int Count, bool HasTail)
{
    /// <summary>Nodes with the tail.</summary>
    public int Nodes => HasTail ? Count + 1 : Count;
}

/// <summary>Segments of one shopper that begin in one block of L tokens.</summary>
/// <param name="Segments">In order of time.</param>
internal sealed record Chunk(Segment[] Segments)
{
    /// <summary>Nodes of all segments, tails with them.</summary>
    public int Nodes { get; } = Segments.Sum(s => s.Nodes);
}
