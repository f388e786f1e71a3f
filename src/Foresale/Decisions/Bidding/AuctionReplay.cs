namespace Foresale.Decisions.Bidding;

/// <summary>What a bidder reached in an episode.</summary>
/// <param name="Value">Sum of the values of what it won.</param>
/// <param name="Clicks">Clicks of what it won.</param>
/// <param name="Wins">Auctions won.</param>
/// <param name="Spent">What it paid, at most the budget.</param>
/// <param name="Budget">What it could have paid.</param>
public readonly record struct BiddingEpisode(double Value, int Clicks, int Wins, double Spent, double Budget);

/// <summary>Plays bidders over auctions that are given: the same ones for each bidder, so that differences are paired.</summary>
/// <remarks>
/// Episodes of N auctions in the order of the log; the last may be shorter and has the same budget, as in the published code's results. A bid is
/// cut to what is left of the budget: it can never be overspent, whatever a bidder asks for.
/// </remarks>
public static class AuctionReplay
{
    /// <summary>Plays all episodes of a log.</summary>
    /// <param name="log">Auctions in their order.</param>
    /// <param name="length">Auctions of an episode, &gt;= 1.</param>
    /// <param name="budget">Budget of each, &gt;= 0.</param>
    /// <param name="rule">What a winner pays.</param>
    /// <param name="bidder">Bids.</param>
    /// <param name="spent">Gets, for each episode, auctions so far and what was spent; null where nobody looks.</param>
    public static IReadOnlyList<BiddingEpisode> Play(ReadOnlySpan<Auction> log, int length, double budget, AuctionRule rule, IBidder bidder, Action<int, double>? spent = null)
    {
        ArgumentNullException.ThrowIfNull(bidder);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var episodes = new List<BiddingEpisode>();
        for (var from = 0; from < log.Length; from += length)
        {
            episodes.Add(Episode(log.Slice(from, Math.Min(length, log.Length - from)), length, budget, rule, bidder, spent));
        }

        return episodes;
    }

    /// <summary>Plays one episode.</summary>
    /// <param name="auctions">Its auctions.</param>
    /// <param name="expected">How many the bidder is told will come.</param>
    /// <param name="budget">&gt;= 0.</param>
    /// <param name="rule">What a winner pays.</param>
    /// <param name="bidder">Bids.</param>
    /// <param name="spent">Gets auctions so far and what was spent; null where nobody looks.</param>
    public static BiddingEpisode Episode(ReadOnlySpan<Auction> auctions, int expected, double budget, AuctionRule rule, IBidder bidder, Action<int, double>? spent = null)
    {
        ArgumentNullException.ThrowIfNull(bidder);
        ArgumentOutOfRangeException.ThrowIfNegative(budget);
        var (left, value, clicks, wins) = (budget, 0d, 0, 0);
        bidder.Start(budget, expected);
        for (var i = 0; i < auctions.Length; i++)
        {
            var auction = auctions[i];
            var bid = Within(bidder.Bid(auction.Value), left);
            var outcome = AuctionOutcome.Of(rule, bid, auction.Price);
            bidder.Observe(auction.Value, bid, outcome);
            left -= outcome.Paid;
            if (outcome.IsWon)
            {
                value += auction.Value;
                clicks += auction.IsClick ? 1 : 0;
                wins++;
            }

            spent?.Invoke(i + 1, budget - left);
        }

        return new BiddingEpisode(value, clicks, wins, budget - left, budget);
    }

    /// <summary>A bid cut to [0, left]; 0 for what is no number.</summary>
    public static double Within(double bid, double left) => bid > 0 ? Math.Min(bid, Math.Max(0, left)) : 0;
}
