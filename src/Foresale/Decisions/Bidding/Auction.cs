namespace Foresale.Decisions.Bidding;

/// <summary>One auction for the place of an ad.</summary>
/// <param name="Value">What winning is worth to the buyer, &gt;= 0, in any unit: a probability of a click, or intent x margin in money.</param>
/// <param name="Price">Highest bid of the others, &gt;= 0: a bid at least as high wins.</param>
/// <param name="IsClick">Whether the ad was clicked, where it is known.</param>
public readonly record struct Auction(double Value, double Price, bool IsClick = false);

/// <summary>What a winner pays.</summary>
public enum AuctionRule
{
    /// <summary>The highest bid of the others.</summary>
    SecondPrice,

    /// <summary>The own bid.</summary>
    FirstPrice,
}

/// <summary>How an auction ended for a buyer.</summary>
/// <param name="IsWon">True where the bid was at least the price.</param>
/// <param name="Paid">What was paid; 0 where it was lost.</param>
public readonly record struct AuctionOutcome(bool IsWon, double Paid)
{
    /// <summary>Settles a bid.</summary>
    /// <param name="rule">What a winner pays.</param>
    /// <param name="bid">&gt;= 0.</param>
    /// <param name="price">Highest bid of the others.</param>
    public static AuctionOutcome Of(AuctionRule rule, double bid, double price) =>
        bid >= price ? new AuctionOutcome(true, rule is AuctionRule.FirstPrice ? bid : price) : default;
}

/// <summary>Bids in the auctions of an episode, one after the other. Used by one thread.</summary>
public interface IBidder
{
    /// <summary>Begins an episode. What was learnt of earlier ones may be kept.</summary>
    /// <param name="budget">What may be spent, &gt;= 0.</param>
    /// <param name="auctions">How many auctions will come, &gt;= 1.</param>
    void Start(double budget, int auctions);

    /// <summary>The bid; whoever plays it cuts it to 0 and to the budget that is left.</summary>
    /// <param name="value">What winning is worth.</param>
    double Bid(double value);

    /// <summary>Tells the end of the auction. Where it was lost, all that is known of the price is that it was above the bid.</summary>
    /// <param name="value">What winning is worth.</param>
    /// <param name="bid">The bid as it was made, after the cut.</param>
    /// <param name="outcome">How it ended.</param>
    void Observe(double value, double bid, AuctionOutcome outcome);
}
