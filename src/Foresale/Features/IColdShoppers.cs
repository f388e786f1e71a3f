namespace Foresale.Features;

/// <summary>States of shoppers that lie outside of memory, as a fold wrote them. All folds of a shop share them: any number of threads.</summary>
public interface IColdShoppers
{
    /// <summary>A shopper's state as it was written last; null for one who is not held.</summary>
    byte[]? Read(string userId);

    /// <summary>Keeps a shopper's state in place of the one before. It must be readable only once the fold has been told so by <see cref="Fold.Saved"/>: until then the fold has it itself.</summary>
    void Keep(string userId, ReadOnlySpan<byte> state);

    /// <summary>Lets go of a shopper.</summary>
    /// <returns>False for one who is not held.</returns>
    bool Forget(string userId);
}

/// <summary>Where a fold keeps the shoppers who were not there lately.</summary>
/// <param name="Shoppers">Their states.</param>
/// <param name="Bytes">Memory that states may take, about: above it those who were not asked for lately leave. Shoppers who changed since they were written stay, whatever it is.</param>
public sealed record ColdStore(IColdShoppers Shoppers, long Bytes);
