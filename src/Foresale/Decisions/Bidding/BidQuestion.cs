namespace Foresale.Decisions.Bidding;

/// <summary>A place for an ad, and who would see which item.</summary>
public sealed record BidQuestion
{
    /// <summary>The shopper; null where unknown: no bid, since no cap could hold.</summary>
    public string? UserId { get; init; }

    /// <summary>The item that would be shown; null where unknown: no bid.</summary>
    public string? ItemId { get; init; }

    /// <summary>Probability that the shopper buys the item, in [0, 1]; null where there is no score.</summary>
    public double? Intent { get; init; }

    /// <summary>What a purchase earns, in money, without the ad; null where unknown.</summary>
    public double? Margin { get; init; }

    /// <summary>Pieces in stock; null where stock is not kept.</summary>
    public double? Stock { get; init; }

    /// <summary>Least bid that the seller takes, in money an impression, &gt;= 0.</summary>
    public double Floor { get; init; }
}

/// <summary>Why there is no bid.</summary>
public enum NoBid
{
    /// <summary>The question has no shopper.</summary>
    UnknownUser,

    /// <summary>The question has no item.</summary>
    UnknownItem,

    /// <summary>Nothing to sell.</summary>
    OutOfStock,

    /// <summary>There is no score, or no margin: what the place is worth is unknown.</summary>
    UnknownValue,

    /// <summary>The shopper has seen enough.</summary>
    FrequencyCap,

    /// <summary>Nothing is left, or all that is left is held by bids under way.</summary>
    Budget,

    /// <summary>It is worth less than the seller's least bid.</summary>
    BelowFloor,
}

/// <summary>An answer.</summary>
/// <param name="BidId">Names the bid when its end is told; null for no bid.</param>
/// <param name="Bid">Money an impression; 0 for no bid.</param>
/// <param name="Value">Intent x margin; 0 where unknown.</param>
/// <param name="Reason">Why there is no bid; null for a bid.</param>
public sealed record BidAnswer(string? BidId, double Bid, double Value, NoBid? Reason)
{
    /// <summary>True for a bid.</summary>
    public bool IsBid => Reason is null;
}
