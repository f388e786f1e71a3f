using Foresale.Decisions.Bidding;
using Foresale.Decisions.Policies;
using Foresale.Live;
using Foresale.Server.Faults;
using Foresale.Server.Shop;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Decisions;

/// <summary>Bids for places for ads within a budget a day, by the intent that scores show and the stock that lists and orders see.</summary>
internal sealed class AdDesk : IDisposable
{
    private const int UsualAuctions = 100_000;
    private readonly Lock _gate = new();
    private readonly DecisionOptions _options;
    private readonly AdBudget _budget;
    private readonly LiveBidder _bidder;
    private readonly AuctionRule _rule;
    private readonly OnnxPolicy? _learned;
    private readonly ItemBook _book;
    private readonly IntentReader _reader;
    private readonly ShopState _shop;
    private readonly TimeProvider _clock;
    private DateOnly? _day;

    public AdDesk(IOptions<DecisionOptions> options, DataFolder folder, ItemBook book, IntentReader reader, ShopState shop, TimeProvider clock)
    {
        (_options, _book, _reader, _shop, _clock) = (options.Value, book, reader, shop, clock);
        _budget = new AdBudget(folder, _options.AdBudget);
        var (plan, learned) = _options.Bids is { Length: > 0 } path ? BiddingPlan.Open(path) : default;
        (_rule, _learned) = (plan?.Rule ?? AuctionRule.SecondPrice, learned);
        _bidder = new LiveBidder(
            plan?.Create(learned, CancellationToken.None) ?? new LinearBidder(1),
            new LiveBidderOptions
            {
                Budget = _options.AdBudget,
                ExpectedAuctions = _options.AdAuctions > 0 ? _options.AdAuctions : plan?.Auctions ?? UsualAuctions,
                Cap = _options.AdCap,
                CapWindow = TimeSpan.FromHours(_options.AdCapHours),
                TimeOut = TimeSpan.FromSeconds(_options.AdTimeOutSeconds),
                Prefix = FormattableString.Invariant($"{clock.GetUtcNow().ToUnixTimeMilliseconds():x}-"),
            },
            clock);
    }

    /// <summary>Answers a request; what its bids may cost is set aside on the disk before the return.</summary>
    public OpenRtbResponse Answer(OpenRtbRequest request)
    {
        lock (_gate)
        {
            BeginDay();
            var answer = OpenRtb.Answer(request, _bidder, _rule, _reader.Currency ?? "USD", Question); // the standard's default currency
            _budget.Cover(_bidder.Spent + _bidder.Held);
            return answer;
        }
    }

    /// <summary>Takes the end of a bid: what it cost a thousand impressions, or null for a loss.</summary>
    /// <returns>False where no such bid is known.</returns>
    public bool End(string bidId, double? cpm)
    {
        lock (_gate)
        {
            BeginDay();
            var isKnown = cpm is { } price ? _bidder.Won(bidId, price / OpenRtb.Mille) : _bidder.Lost(bidId);
            _budget.Cover(_bidder.Spent + _bidder.Held);
            return isKnown;
        }
    }

    /// <summary>What the day's budget looks like.</summary>
    public AdBudgetAnswer Budget()
    {
        lock (_gate)
        {
            BeginDay();
            return new AdBudgetAnswer(_day!.Value, _options.AdBudget, _bidder.Spent, _bidder.Held, Math.Max(0, _options.AdBudget - _bidder.Spent - _bidder.Held), _reader.Currency);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_day is not null)
            {
                _budget.End(_bidder.Spent + _bidder.Held);
            }
        }

        _learned?.Dispose();
    }

    private BidQuestion Question(string? userId, string? itemId)
    {
        if (userId is null or "" || itemId is null or "")
        {
            return new BidQuestion();
        }

        var facts = _book.Find(itemId);
        return new BidQuestion { Intent = _reader.Read(userId, [itemId]).Scores[0].Intent, Margin = facts?.Earns, Stock = facts?.Stock };
    }

    private void BeginDay()
    {
        if (_options.AdBudget <= 0)
        {
            throw new RequestFaultException($"{DecisionOptions.Section}:{nameof(DecisionOptions.AdBudget)}", "this server may spend nothing on ads.", "Start it with --set Foresale:Decisions:AdBudget=AMOUNT, what ads may cost a day.", StatusCodes.Status404NotFound);
        }

        var now = _clock.GetUtcNow();
        var day = _shop.Sequencer.DayOf(now);
        if (_day == day)
        {
            return;
        }

        _day = day;
        _bidder.Begin(_budget.Begin(day), _shop.Sequencer.RestOfDay(now));
    }
}
