namespace Foresale.Client;

/// <summary>Tells the server about the shop's items.</summary>
public interface IForesaleCatalogue
{
    /// <summary>Sets what holds of items from now on; repeating it changes nothing. Long lists go in several requests, in order.</summary>
    /// <exception cref="ForesaleUnavailableException">No answer in time; send all of them again later.</exception>
    /// <exception cref="ForesaleException">The server refused.</exception>
    Task PutItemsAsync(IReadOnlyList<ShopItem> items, CancellationToken cancellationToken = default);
}

/// <summary>Makes the server forget shoppers.</summary>
public interface IForesaleErasure
{
    /// <summary>Erases all that the server keeps of a shopper. Not undoable; needs a key of the scope admin.</summary>
    /// <returns>False where the server knows no such shopper.</returns>
    /// <exception cref="ForesaleUnavailableException">No answer in time: ask again, it may or may not be done.</exception>
    /// <exception cref="ForesaleException">The server refused.</exception>
    Task<bool> EraseAsync(string userId, CancellationToken cancellationToken = default);
}

/// <summary>What the shop knows of an item now; null leaves a field as it was.</summary>
/// <param name="ItemId">As in the events.</param>
public sealed record ShopItem(string ItemId)
{
    /// <summary>Price of one unit.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of the price.</summary>
    public string? Currency { get; init; }

    /// <summary>Units on hand.</summary>
    public decimal? Stock { get; init; }

    /// <summary>Share of the price that is left after costs, 0 to 1.</summary>
    public decimal? Margin { get; init; }

    /// <summary>Category.</summary>
    public string? Category { get; init; }

    /// <summary>Brand.</summary>
    public string? Brand { get; init; }

    /// <summary>Title.</summary>
    public string? Title { get; init; }

    /// <summary>Average rating, on the shop's scale.</summary>
    public double? Rating { get; init; }

    /// <summary>Number of ratings.</summary>
    public long? ReviewCount { get; init; }
}
