using Foresale.Decisions.Bidding;
using Foresale.Decisions.Policies;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Live;
using Foresale.Server.Faults;
using Foresale.Server.Shop;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Decisions;

/// <summary>Bids, from many threads, for places for ads within a budget a day, by the intent that scores show and the stock that lists and orders see.</summary>
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
    private readonly Reloaded<Recommender> _recommenders;
    private readonly ShopperHistories _histories;
    private readonly ShopState _shop;
    private readonly TimeProvider _clock;
    private DateOnly? _day;

    public AdDesk(IOptions<DecisionOptions> options, DataFolder folder, ItemBook book, IntentReader reader, Reloaded<Recommender> recommenders, ShopperHistories histories, ShopState shop, TimeProvider clock)
    {
        (_options, _book, _reader, _recommenders, _histories, _shop, _clock) = (options.Value, book, reader, recommenders, histories, shop, clock);
        _budget = new AdBudget(folder, _options.AdBudget, clock);
        _budget.Require();
        var (plan, learned) = _options.Bids is { Length: > 0 } path ? BiddingPlan.Open(path) : default;
        (_rule, _learned) = (plan?.Rule ?? AuctionRule.SecondPrice, learned);
        var auctions = _options.AdAuctions > 0 ? _options.AdAuctions : plan?.Auctions ?? UsualAuctions;
        _bidder = new LiveBidder(
            (plan is null ? null : plan with { Auctions = auctions, Budget = _options.AdBudget })?.Create(learned, CancellationToken.None) ?? new LinearBidder(1), // a table of values is one of the day as it is here
            new LiveBidderOptions
            {
                Budget = _options.AdBudget,
                ExpectedAuctions = auctions,
                Cap = _options.AdCap,
                CapWindow = TimeSpan.FromHours(_options.AdCapHours),
                TimeOut = TimeSpan.FromSeconds(_options.AdTimeOutSeconds),
                Prefix = FormattableString.Invariant($"{clock.GetUtcNow().ToUnixTimeMilliseconds():x}-"),
            },
            clock);
    }

    /// <summary>Answers a request; what its bids may cost is set aside on the disk before the return.</summary>
    public async Task<OpenRtbResponse> AnswerAsync(OpenRtbRequest request)
    {
        BeginDay();
        var chanceOf = request.Shopper is { Length: > 0 } user && request.Imp.Any(i => IsWorthAScore(FactsOf(i.Ext?.ItemId))) ? await ChancesAsync(user) : _ => null;
        var answer = OpenRtb.Answer(request, _bidder, _rule, _reader.Currency ?? "USD", (_, item) => Question(item, chanceOf)); // the standard's default currency
        Cover();
        return answer;
    }

    /// <summary>Takes the end of a bid: what it cost a thousand impressions, or null for a loss.</summary>
    /// <returns>False where no such bid is known.</returns>
    public bool End(string bidId, double? cpm)
    {
        BeginDay();
        var isKnown = cpm is { } price ? _bidder.Won(bidId, price / OpenRtb.Mille) : _bidder.Lost(bidId);
        Cover();
        return isKnown;
    }

    /// <summary>Forgets erased shoppers: who saw how many ads.</summary>
    public void ForgetWhere(Func<string, bool> isErased) => _bidder.ForgetWhere(isErased);

    /// <summary>What the day's budget looks like.</summary>
    public AdBudgetAnswer Budget()
    {
        BeginDay();
        lock (_gate)
        {
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

    private BidQuestion Question(string? itemId, Func<string, double?> chanceOf)
    {
        if (itemId is null or "")
        {
            return new BidQuestion();
        }

        var facts = FactsOf(itemId);
        return new BidQuestion { Intent = IsWorthAScore(facts) ? chanceOf(itemId) : null, Margin = facts?.Earns, Stock = facts?.Stock };
    }

    private ItemFacts? FactsOf(string? itemId) => itemId is { Length: > 0 } ? _book.Find(itemId) : null;

    // Without a margin or a piece there is no bid, whatever the shopper intends.
    private static bool IsWorthAScore(ItemFacts? facts) => facts?.Earns is not null && facts.Stock is not <= 0;

    // The probability that the shopper buys this very item: the model's, where that is its question; else that they buy at all, times the item's share of what they may buy.
    private async Task<Func<string, double?>> ChancesAsync(string userId)
    {
        if (_reader.IsOfItems)
        {
            return item => _reader.Read(userId, [item]).Scores[0].Intent;
        }

        if (!_recommenders.IsSet || _reader.Read(userId)?.Intent is not { } intent)
        {
            return _ => null;
        }

        var recommender = _recommenders.Value;
        var history = await _histories.ReadAsync(userId, recommender.Options.Factors.Weights);
        lock (recommender) // one thread at a time
        {
            var shareOf = recommender.PurchaseShares(history);
            return item => intent * shareOf(item);
        }
    }

    private void BeginDay()
    {
        if (_options.AdBudget <= 0)
        {
            throw new RequestFaultException($"{DecisionOptions.Section}:{nameof(DecisionOptions.AdBudget)}", "this server may spend nothing on ads.", "Start it with --set Foresale:Decisions:AdBudget=AMOUNT, what ads may cost a day.", StatusCodes.Status404NotFound);
        }

        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var day = _shop.Sequencer.DayOf(now);
            if (_day is not { } current || day > current) // a clock that goes back over midnight brings no second budget
            {
                _bidder.Begin(_budget.Begin(day), _shop.Sequencer.RestOfDay(now));
                _day = day;
            }
        }
    }

    private void Cover()
    {
        lock (_gate)
        {
            _budget.Cover(_bidder.Spent + _bidder.Held);
        }
    }
}
