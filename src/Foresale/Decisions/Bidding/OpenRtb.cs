using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.Decisions.Bidding;

/// <summary>A bid request of OpenRTB 2.6: the fields that a bid needs; all others are ignored.</summary>
public sealed record OpenRtbRequest
{
    /// <summary>Most impressions of a request.</summary>
    public const int MostImpressions = 100;

    /// <summary>Of the request.</summary>
    public string Id { get; init; } = "";

    /// <summary>Places for an ad.</summary>
    public IReadOnlyList<OpenRtbImpression> Imp { get; init; } = [];

    /// <summary>Who would see it; null where unknown.</summary>
    public OpenRtbUser? User { get; init; }

    /// <summary>1 for first price, 2 for second price, which is the standard's default.</summary>
    public int At { get; init; } = 2;

    /// <summary>1 for a test, that nobody pays for: it is answered, and holds nothing.</summary>
    public int Test { get; init; }

    /// <summary>Currencies that are allowed; empty for any.</summary>
    public IReadOnlyList<string> Cur { get; init; } = [];

    /// <summary>The shopper by the shop's own name, else the exchange's; null where unknown.</summary>
    [JsonIgnore]
    public string? Shopper => User?.Buyeruid ?? User?.Id;

    /// <summary>Reads and checks a request.</summary>
    /// <exception cref="UserFaultException">It is no JSON, or lacks what the standard requires; the place is a JSON path.</exception>
    public static OpenRtbRequest Parse(ReadOnlySpan<byte> json)
    {
        OpenRtbRequest? request;
        try
        {
            request = JsonSerializer.Deserialize<OpenRtbRequest>(json, OpenRtb.JsonOptions);
        }
        catch (JsonException e)
        {
            throw new UserFaultException(e.Path ?? "$", "this is no bid request: a value is of the wrong kind, or the JSON is broken.", "Send an OpenRTB 2.6 BidRequest.");
        }

        return Checked(request ?? throw new UserFaultException("$", "null is no bid request.", "Send an OpenRTB 2.6 BidRequest."));
    }

    private static OpenRtbRequest Checked(OpenRtbRequest request)
    {
        if (string.IsNullOrEmpty(request.Id))
        {
            throw new UserFaultException("$.id", "the request has no id.", "Give one; the response repeats it.");
        }

        if (request.Imp is { Count: > MostImpressions })
        {
            throw new UserFaultException("$.imp", FormattableString.Invariant($"there are {request.Imp.Count} impressions."), FormattableString.Invariant($"Give at most {MostImpressions}."));
        }

        if (request.Imp is null or [])
        {
            throw new UserFaultException("$.imp", "there is no impression to bid for.", "Give at least one.");
        }

        if (request.At is not (1 or 2))
        {
            throw new UserFaultException("$.at", FormattableString.Invariant($"auction type {request.At} is not known here."), "Use 1 (first price) or 2 (second price).");
        }

        if (request.Cur is null)
        {
            request = request with { Cur = [] };
        }

        for (var i = 0; i < request.Imp.Count; i++)
        {
            if (string.IsNullOrEmpty(request.Imp[i]?.Id))
            {
                throw new UserFaultException(FormattableString.Invariant($"$.imp[{i}].id"), "the impression has no id.", "Give one; the bid names it.");
            }

            if (!(request.Imp[i].Bidfloor >= 0 && double.IsFinite(request.Imp[i].Bidfloor)))
            {
                throw new UserFaultException(FormattableString.Invariant($"$.imp[{i}].bidfloor"), FormattableString.Invariant($"{request.Imp[i].Bidfloor} is no price."), "Give 0 or more, as CPM.");
            }
        }

        return request;
    }
}

/// <summary>A place for an ad.</summary>
public sealed record OpenRtbImpression
{
    /// <summary>Of the impression, within the request.</summary>
    public string Id { get; init; } = "";

    /// <summary>Least bid, CPM: money for a thousand impressions.</summary>
    public double Bidfloor { get; init; }

    /// <summary>Its currency.</summary>
    public string Bidfloorcur { get; init; } = "USD";

    /// <summary>What the standard leaves to both sides; here the item to advertise.</summary>
    public OpenRtbImpressionExtension? Ext { get; init; }
}

/// <summary>The extension that names an item.</summary>
/// <param name="ItemId">Which item would be advertised; JSON <c>item_id</c>.</param>
public sealed record OpenRtbImpressionExtension([property: JsonPropertyName("item_id")] string? ItemId);

/// <summary>Who would see the ad.</summary>
/// <param name="Id">The exchange's name of the user.</param>
/// <param name="Buyeruid">The shop's own name of the shopper, where ids were matched.</param>
public sealed record OpenRtbUser(string? Id, string? Buyeruid);

/// <summary>A bid response of OpenRTB 2.6.</summary>
public sealed record OpenRtbResponse
{
    /// <summary>Id of the request.</summary>
    public required string Id { get; init; }

    /// <summary>Bids; null for none.</summary>
    public IReadOnlyList<OpenRtbSeatBid>? Seatbid { get; init; }

    /// <summary>Currency of the bids; null without bids.</summary>
    public string? Cur { get; init; }

    /// <summary>Why there is no bid, a code of <see cref="OpenRtb"/>; null for a bid.</summary>
    public int? Nbr { get; init; }

    /// <summary>As JSON in UTF-8; absent fields are left out.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, OpenRtb.JsonOptions);
}

/// <summary>Bids of one buyer.</summary>
/// <param name="Bid">The bids.</param>
/// <param name="Seat">The buyer; null for the only one.</param>
public sealed record OpenRtbSeatBid(IReadOnlyList<OpenRtbBid> Bid, string? Seat = null);

/// <summary>A bid.</summary>
/// <param name="Id">Of the bid: the win and loss notices name it.</param>
/// <param name="Impid">The impression.</param>
/// <param name="Price">CPM: money for a thousand impressions.</param>
/// <param name="Adid">The item that is advertised.</param>
public sealed record OpenRtbBid(string Id, string Impid, double Price, string? Adid = null);

/// <summary>Codes and the way between OpenRTB and a <see cref="LiveBidder"/>.</summary>
public static class OpenRtb
{
    /// <summary>Impressions that a price of OpenRTB is for.</summary>
    public const double Mille = 1_000;

    /// <summary>Codes of no-bid reasons (AdCOM, "No-Bid Reason Codes"); those of 500 and above are the bidder's own.</summary>
    public const int TechnicalError = 1, InvalidRequest = 2, UnmatchedUser = 8, DailyUserCap = 9, BudgetUsed = 501, ItemOutOfStock = 502, FloorTooHigh = 503, ValueUnknown = 504;

    /// <summary>How requests and responses are written.</summary>
    internal static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The code of a reason.</summary>
    public static int Code(NoBid reason) => reason switch
    {
        NoBid.UnknownUser => UnmatchedUser,
        NoBid.UnknownItem => InvalidRequest,
        NoBid.OutOfStock => ItemOutOfStock,
        NoBid.UnknownValue => ValueUnknown,
        NoBid.FrequencyCap => DailyUserCap,
        NoBid.Budget => BudgetUsed,
        NoBid.BelowFloor => FloorTooHigh,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason."),
    };

    /// <summary>Answers a request: a bid for each impression that is worth one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bidder">Decides.</param>
    /// <param name="rule">The auctions that the bidder was fitted for: a bid of one kind is wrong in the other.</param>
    /// <param name="currency">The bidder's currency; a request that allows others alone, or is of another kind of auction, gets no bid.</param>
    /// <param name="question">What is known of a shopper and an item: gets both names (each may be null) and gives intent, margin and stock.</param>
    public static OpenRtbResponse Answer(OpenRtbRequest request, LiveBidder bidder, AuctionRule rule, string currency, Func<string?, string?, BidQuestion> question)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(bidder);
        ArgumentNullException.ThrowIfNull(question);
        bool IsOther(string code) => !string.Equals(code, currency, StringComparison.OrdinalIgnoreCase);
        var isOtherRule = request.At == 1 != (rule is AuctionRule.FirstPrice);
        if (isOtherRule || (request.Cur.Count > 0 && request.Cur.All(IsOther)))
        {
            return new OpenRtbResponse { Id = request.Id, Nbr = InvalidRequest };
        }

        var (bids, reason) = (new List<OpenRtbBid>(), (NoBid?)null);
        foreach (var impression in request.Imp)
        {
            if (impression.Bidfloor > 0 && IsOther(impression.Bidfloorcur))
            {
                reason ??= NoBid.BelowFloor; // a floor in another currency cannot be compared
                continue;
            }

            var user = request.Shopper;
            var answer = bidder.Decide(question(user, impression.Ext?.ItemId) with { UserId = user, ItemId = impression.Ext?.ItemId, Floor = impression.Bidfloor / Mille }, request.Test == 1);
            if (answer.IsBid)
            {
                bids.Add(new OpenRtbBid(answer.BidId ?? "test", impression.Id, Math.Round(answer.Bid * Mille, 3), impression.Ext?.ItemId));
            }

            reason ??= answer.Reason;
        }

        return bids.Count > 0
            ? new OpenRtbResponse { Id = request.Id, Seatbid = [new OpenRtbSeatBid(bids)], Cur = currency }
            : new OpenRtbResponse { Id = request.Id, Nbr = Code(reason!.Value) };
    }
}
