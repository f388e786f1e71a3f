using System.Globalization;

namespace Foresale.Decisions.Bidding;

/// <summary>Settings of a <see cref="LiveBidder"/>.</summary>
public sealed record LiveBidderOptions
{
    /// <summary>What may be spent in a period, in money, &gt;= 0.</summary>
    public required double Budget { get; init; }

    /// <summary>Auctions expected in a period, &gt;= 1; pacing spreads the budget over them.</summary>
    public required int ExpectedAuctions { get; init; }

    /// <summary>Ads that a shopper sees at most within <see cref="CapWindow"/>, &gt;= 1.</summary>
    public int Cap { get; init; } = 5;

    /// <summary>Time within which ads of a shopper count, above 0.</summary>
    public TimeSpan CapWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Time after which a bid whose end nobody told counts as lost, above 0. Most exchanges tell of wins alone.</summary>
    public TimeSpan TimeOut { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What the names of bids begin with: another one after each start, so that no two bids have one name.</summary>
    public string Prefix { get; init; } = "";
}

/// <summary>
/// Bids for one place at a time: value = intent x margin, the bid by a pacing policy, never above the value and never above what is free of the budget, none beyond a shopper's cap, none on items
/// out of stock. Used by many threads.
/// </summary>
/// <remarks>
/// Whoever asks also tells how each bid ended (<see cref="Won"/>, <see cref="Lost"/>). Until then it holds its part of the budget; one of which nothing is told within the time-out counts as lost. A win
/// that is told within an hour after that (of the last 100,000 bids) is still booked, and what it cost is missing from the budget that is left.
/// </remarks>
public sealed class LiveBidder
{
    private const int MostTimedOut = 100_000;
    private static readonly TimeSpan s_late = TimeSpan.FromHours(1);
    private readonly Lock _lock = new(); // the policy is used by one thread
    private readonly Dictionary<string, Underway> _underway = new(StringComparer.Ordinal), _timedOut = new(StringComparer.Ordinal);
    private readonly Queue<(string BidId, DateTimeOffset At)> _ends = new(), _forgotten = new(); // in the order of time
    private readonly IBidder _policy;
    private readonly LiveBidderOptions _options;
    private readonly TimeProvider _clock;
    private readonly FrequencyCap _cap;
    private BudgetLedger _ledger;
    private long _bids;

    /// <summary>Opens the first period.</summary>
    /// <param name="policy">Sets bids; only this bidder uses it from now on.</param>
    /// <param name="options">Budget, expected auctions, cap.</param>
    /// <param name="clock">Tells the time.</param>
    public LiveBidder(IBidder policy, LiveBidderOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ExpectedAuctions, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Cap, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.CapWindow, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.TimeOut, TimeSpan.Zero, nameof(options));
        (_policy, _options, _clock, _cap) = (policy, options, clock, new FrequencyCap(options.Cap, options.CapWindow, clock));
        _ledger = new BudgetLedger(options.Budget);
        Begin();
    }

    /// <summary>What was paid in this period.</summary>
    public double Spent => _ledger.Spent;

    /// <summary>What bids under way hold.</summary>
    public double Held => _ledger.Held;

    /// <summary>What is left of the budget, bids under way not counted.</summary>
    public double Left => _ledger.Left;

    /// <summary>Begins a period with the whole budget, or goes on with one. Bids under way end in the period in which they were made.</summary>
    /// <param name="spent">What was paid in it already, &gt;= 0.</param>
    /// <param name="share">Part of it that lies ahead, 0..1: of the expected auctions.</param>
    public void Begin(double spent = 0, double share = 1)
    {
        lock (_lock)
        {
            _ledger = new BudgetLedger(_options.Budget, spent);
            _policy.Start(_ledger.Left, Math.Max(1, (int)(_options.ExpectedAuctions * share)));
        }
    }

    /// <summary>Answers.</summary>
    /// <param name="question">Who would see what.</param>
    /// <param name="isTest">True to answer as one would and to hold nothing: nobody pays, and no end is told.</param>
    public BidAnswer Decide(BidQuestion question, bool isTest = false)
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

        EndOverdue();
        if (!_cap.TryTake(question.UserId!, out var place))
        {
            return new BidAnswer(null, 0, value, NoBid.FrequencyCap);
        }

        var answer = Bid(question, value, place, isTest);
        if (!answer.IsBid || isTest)
        {
            _cap.Release(question.UserId!, place);
        }

        return answer;
    }

    /// <summary>Tells that a bid was won.</summary>
    /// <param name="bidId">Of the answer.</param>
    /// <param name="paid">Price, in money an impression.</param>
    /// <returns>False where no such bid is known: told twice, too late, or never made.</returns>
    public bool Won(string bidId, double paid) => End(bidId, paid);

    /// <summary>Tells that a bid was lost, or not answered in time.</summary>
    /// <returns>As <see cref="Won"/>.</returns>
    public bool Lost(string bidId) => End(bidId, paid: null);

    /// <summary>Forgets shoppers: what they saw, and that bids under way are for them.</summary>
    public void ForgetWhere(Func<string, bool> isForgotten)
    {
        ArgumentNullException.ThrowIfNull(isForgotten);
        _cap.ForgetWhere(isForgotten);
        lock (_lock)
        {
            foreach (var bids in (Dictionary<string, Underway>[])[_underway, _timedOut])
            {
                foreach (var (bidId, bid) in bids.Where(b => isForgotten(b.Value.User)).ToList())
                {
                    bids[bidId] = bid with { User = "" };
                }
            }
        }
    }

    private BidAnswer Bid(BidQuestion question, double value, DateTimeOffset place, bool isTest)
    {
        lock (_lock)
        {
            var wanted = Math.Min(AuctionReplay.Within(_policy.Bid(value), double.MaxValue), value);
            var free = _ledger.Free;
            NoBid? obstacle = free <= 0 || free < question.Floor ? NoBid.Budget : !(wanted > 0) || wanted < question.Floor ? NoBid.BelowFloor : null;
            if (isTest)
            {
                return new BidAnswer(null, obstacle is null ? Math.Min(wanted, free) : 0, value, obstacle);
            }

            var bidId = _options.Prefix + (++_bids).ToString("x", CultureInfo.InvariantCulture);
            var bid = obstacle is null ? _ledger.Reserve(bidId, wanted) : 0;
            if (bid <= 0)
            {
                _policy.Observe(value, 0, default); // an auction has passed
                return new BidAnswer(null, 0, value, obstacle ?? NoBid.BelowFloor); // less than a millionth
            }

            _underway.Add(bidId, new Underway(question.UserId!, place, value, bid, _ledger));
            _ends.Enqueue((bidId, _clock.GetUtcNow() + _options.TimeOut));
            return new BidAnswer(bidId, bid, value, null);
        }
    }

    private bool End(string bidId, double? paid)
    {
        ArgumentNullException.ThrowIfNull(bidId);
        EndOverdue();
        lock (_lock)
        {
            if (_underway.Remove(bidId, out var bid))
            {
                Close(bidId, bid, paid);
                return true;
            }

            if (_timedOut.Remove(bidId, out var late))
            {
                if (paid is { } price)
                {
                    late.Ledger.Charge(Math.Min(price, late.Bid));
                    _cap.TryTake(late.User, out _); // the ad was shown
                }

                return true;
            }

            return false;
        }
    }

    private void EndOverdue()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            while (_ends.TryPeek(out var next) && next.At <= now)
            {
                _ends.Dequeue();
                if (_underway.Remove(next.BidId, out var bid))
                {
                    Close(next.BidId, bid, paid: null);
                    _timedOut[next.BidId] = bid;
                    _forgotten.Enqueue((next.BidId, now + s_late));
                }
            }

            while (_forgotten.TryPeek(out var old) && (old.At <= now || _forgotten.Count > MostTimedOut))
            {
                _timedOut.Remove(_forgotten.Dequeue().BidId);
            }
        }
    }

    private void Close(string bidId, Underway bid, double? paid)
    {
        var cost = 0d;
        if (paid is { } price)
        {
            cost = bid.Ledger.Win(bidId, price) ?? 0;
        }
        else
        {
            bid.Ledger.Lose(bidId);
            _cap.Release(bid.User, bid.Place);
        }

        if (ReferenceEquals(bid.Ledger, _ledger))
        {
            _policy.Observe(bid.Value, bid.Bid, new AuctionOutcome(paid is not null, cost));
        }
    }

    private readonly record struct Underway(string User, DateTimeOffset Place, double Value, double Bid, BudgetLedger Ledger);
}
