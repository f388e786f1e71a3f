namespace Foresale.Client;

/// <summary>What to show a shopper and whether to make them an offer, as the server decides. Every reading ends within <see cref="ForesaleOptions.ReadTimeout"/>.</summary>
public interface IForesaleDecisions
{
    /// <summary>What to show a shopper, the best first; what sells for one never seen.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="top">Items, 1 to 100.</param>
    /// <param name="itemId">The item that they are looking at now; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForesaleUnavailableException">No answer in time: show the page without.</exception>
    /// <exception cref="ForesaleException">The server refused, such as one that has no recommender.</exception>
    Task<Recommendations> RecommendAsync(string userId, int top = 20, string? itemId = null, CancellationToken cancellationToken = default);

    /// <summary>Whether a shopper is to get the offer that was planned by <c>foresale nudge</c>.</summary>
    /// <param name="userId">The shopper.</param>
    /// <param name="itemId">The item that it is for: none is made while that is out of stock. Null for any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ForesaleUnavailableException">No answer in time: make none.</exception>
    /// <exception cref="ForesaleException">The server refused, such as one that has no offers.</exception>
    Task<OfferDecision> OfferAsync(string userId, string? itemId = null, CancellationToken cancellationToken = default);
}

/// <summary>What to show a shopper.</summary>
public sealed record Recommendations
{
    /// <summary>The best first; fewer than asked for where rules leave no more.</summary>
    public required IReadOnlyList<Recommendation> Items { get; init; }

    /// <summary>True where nothing is known of the shopper: these are what sells.</summary>
    public required bool IsColdStart { get; init; }

    /// <summary>The shopper's intent now, 0 to 1; null for one never seen.</summary>
    public double? Intent { get; init; }

    /// <summary>Version of the model.</summary>
    public string? Model { get; init; }

    /// <summary>ISO 4217 code of the values; null where it is not known.</summary>
    public string? Currency { get; init; }
}

/// <summary>An item to show.</summary>
public sealed record Recommendation
{
    /// <summary>The item.</summary>
    public required string ItemId { get; init; }

    /// <summary>Probability with this item in focus, 0 to 1.</summary>
    public required double Intent { get; init; }

    /// <summary>Probability that it is the next item that the shopper touches, 0 to 1.</summary>
    public double Interest { get; init; }

    /// <summary>Probability that who is interested in it buys it, 0 to 1.</summary>
    public double Conversion { get; init; }

    /// <summary>Interest x conversion x what a sale earns.</summary>
    public double ExpectedValue { get; init; }

    /// <summary>Pieces in stock; null where stock is not kept.</summary>
    public double? Stock { get; init; }

    /// <summary>What spoke for it most: <c>own</c>, <c>factors</c>, <c>transitions</c>, <c>neighbors</c> or <c>popularity</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>Whether a shopper is to get the offer.</summary>
public sealed record OfferDecision
{
    /// <summary>True to make it.</summary>
    public required bool Offer { get; init; }

    /// <summary><c>planned</c>, <c>held_out</c>, <c>not_planned</c> or <c>out_of_stock</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Additional orders expected of it; null where none is planned.</summary>
    public double? Uplift { get; init; }

    /// <summary>The shopper's intent now, 0 to 1; null for one never seen.</summary>
    public double? Intent { get; init; }
}
