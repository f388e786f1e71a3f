namespace Foresale.Features;

/// <summary>One integer field of a token: an index into an embedding table. 0 is padding, 1 is unknown.</summary>
/// <param name="Name">Snake case: <c>behavior</c>, <c>item_hash_1</c>.</param>
/// <param name="Size">Rows of the embedding table, padding and unknown included.</param>
public sealed record TokenField(string Name, int Size);

/// <summary>The fields of a token, in order. A token is one event of a shopper; the encoder reads the last <see cref="Length"/>.</summary>
/// <param name="Fields">Ordered fields; K of them.</param>
/// <param name="Length">Most tokens that a score reads, L (default 50).</param>
public sealed record TokenSchema(IReadOnlyList<TokenField> Fields, int Length = 50)
{
    /// <summary>Number of fields, K.</summary>
    public int Count => Fields.Count;
}
