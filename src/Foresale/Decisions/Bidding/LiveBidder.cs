using System.Globalization;

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

/// <summary>Settings of a <see cref="LiveBidder"/>.</summary>
public sealed record LiveBidderOptions
{
    /// <summary>What may be spent in the period, in money, &gt;= 0.</summary>
    public required double Budget { get; init; }

    /// <summary>Auctions expected in the period, &gt;= 1; pacing spreads the budget over them.</summary>
    public required int ExpectedAuctions { get; init; }

    /// <summary>Ads that a shopper sees at most within <see cref="CapWindow"/>, &gt;= 1.</summary>
    public int Cap { get; init; } = 5;

    /// <summary>Time within which ads of a shopper count.</summary>
    public TimeSpan CapWindow { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>
/// Bids for one place at a time: value = intent x margin, the bid by a pacing policy, never above what is free of the budget, none beyond a shopper's
/// cap, none on items out of stock. Used by many threads.
/// </summary>
/// <remarks>
/// Whoever asks also tells how each bid ended (<see cref="Won"/>, <see cref="Lost"/>). A bid whose end is never told keeps its part of the budget: that
/// errs on the side of spending too little. Let an exchange's time-out be told as a loss.
/// </remarks>
public sealed class LiveBidder
{
    private readonly Lock _lock = new(); // the policy is used by one thread
    private readonly Dictionary<string, Underway> _underway = new(StringComparer.Ordinal);
    private readonly IBidder _policy;
    private readonly BudgetLedger _ledger;
    private readonly FrequencyCap _cap;
    private long _bids;

    /// <summary>Opens the period.</summary>
    /// <param name="policy">Sets bids; only this bidder uses it from now on.</param>
    /// <param name="options">Budget, expected auctions, cap.</param>
    /// <param name="clock">Tells the time.</param>
    public LiveBidder(IBidder policy, LiveBidderOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ExpectedAuctions, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Cap, 1, nameof(options));
        (_policy, _ledger, _cap) = (policy, new BudgetLedger(options.Budget), new FrequencyCap(options.Cap, options.CapWindow, clock));
        policy.Start(options.Budget, options.ExpectedAuctions);
    }

    /// <summary>What was paid.</summary>
    public double Spent => _ledger.Spent;

    /// <summary>What bids under way hold.</summary>
    public double Held => _ledger.Held;

    /// <summary>What is left of the budget, bids under way not counted.</summary>
    public double Left => _ledger.Left;

    /// <summary>Answers.</summary>
    public BidAnswer Decide(BidQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var value = question.Intent is >= 0 and <= 1 && question.Margin is >= 0 && double.IsFinite(question.Margin.Value) ? question.Intent.Value * question.Margin.Value : double.NaN;
        NoBid? obstacle = question switch
        {
            { UserId: null or "" } => NoBid.UnknownUser,
            { ItemId: null or "" } => NoBid.UnknownItem,
            { Stock: <= 0 } => NoBid.OutOfStock,
            _ when double.IsNaN(value) => NoBid.UnknownValue,
            _ => null,
        };
        if (obstacle is { } found)
        {
            return new BidAnswer(null, 0, double.IsNaN(value) ? 0 : value, found);
        }

        if (!_cap.TryTake(question.UserId!, out var place))
        {
            return new BidAnswer(null, 0, value, NoBid.FrequencyCap);
        }

        var answer = Bid(question, value, place);
        if (!answer.IsBid)
        {
            _cap.Release(question.UserId!, place);
        }

        return answer;
    }

    /// <summary>Tells that a bid was won.</summary>
    /// <param name="bidId">Of the answer.</param>
    /// <param name="paid">Price, in money an impression.</param>
    /// <returns>False where no such bid is under way: told twice, or never made.</returns>
    public bool Won(string bidId, double paid) => End(bidId, paid);

    /// <summary>Tells that a bid was lost, or not answered in time.</summary>
    /// <returns>As <see cref="Won"/>.</returns>
    public bool Lost(string bidId) => End(bidId, paid: null);

    private BidAnswer Bid(BidQuestion question, double value, DateTimeOffset place)
    {
        lock (_lock)
        {
            var free = _ledger.Free;
            if (free <= 0)
            {
                return new BidAnswer(null, 0, value, NoBid.Budget);
            }

            var wanted = AuctionReplay.Within(_policy.Bid(value), double.MaxValue);
            if (!(wanted > 0) || wanted < question.Floor)
            {
                return new BidAnswer(null, 0, value, NoBid.BelowFloor);
            }

            if (free < question.Floor)
            {
                return new BidAnswer(null, 0, value, NoBid.Budget);
            }

            var bidId = (++_bids).ToString("x", CultureInfo.InvariantCulture);
            var bid = _ledger.Reserve(bidId, wanted);
            if (bid <= 0)
            {
                return new BidAnswer(null, 0, value, NoBid.BelowFloor); // less than a millionth
            }

            _underway.Add(bidId, new Underway(question.UserId!, place, value, bid));
            return new BidAnswer(bidId, bid, value, null);
        }
    }

    private bool End(string bidId, double? paid)
    {
        ArgumentNullException.ThrowIfNull(bidId);
        Underway bid;
        lock (_lock)
        {
            if (!_underway.Remove(bidId, out bid))
            {
                return false;
            }

            var cost = 0d;
            if (paid is { } price)
            {
                cost = _ledger.Win(bidId, price) ?? 0;
            }
            else
            {
                _ledger.Lose(bidId);
            }

            _policy.Observe(bid.Value, bid.Bid, new AuctionOutcome(paid is not null, cost));
        }

        if (paid is null)
        {
            _cap.Release(bid.User, bid.Place);
        }

        return true;
    }

    private readonly record struct Underway(string User, DateTimeOffset Place, double Value, double Bid);
}
