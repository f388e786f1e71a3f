namespace Foresale.Client;

/// <summary>Reads how strongly shoppers intend to buy. Every reading ends within <see cref="ForesaleOptions.ReadTimeout"/>.</summary>
public interface IForesaleIntent
{
    /// <summary>The intent of a shopper; null where the server has never seen them.</summary>
    /// <exception cref="ForesaleUnavailableException">No answer in time: show the page without.</exception>
    /// <exception cref="ForesaleException">The server refused, such as a key that may not read.</exception>
    Task<ShopperIntent?> GetUserAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The intent of a visit; null where the server has never seen it.</summary>
    /// <exception cref="ForesaleUnavailableException">No answer in time: show the page without.</exception>
    /// <exception cref="ForesaleException">The server refused.</exception>
    Task<ShopperIntent?> GetSessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>How likely a shopper is to buy each of some items.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="itemIds">1 to 500 items.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForesaleUnavailableException">No answer in time: show the page without.</exception>
    /// <exception cref="ForesaleException">The server refused.</exception>
    Task<ItemScores> ScoreAsync(string userId, IReadOnlyList<string> itemIds, CancellationToken cancellationToken = default);
}
