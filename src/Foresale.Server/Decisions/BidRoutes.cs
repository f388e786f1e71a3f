using Foresale.Decisions.Bidding;
using Foresale.Server.Documents;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Shop;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foresale.Server.Decisions;

/// <summary>What ads have cost today.</summary>
/// <param name="Day">The shop's day.</param>
/// <param name="Budget">What they may cost.</param>
/// <param name="Spent">What was paid; after a crash, what had been set aside.</param>
/// <param name="Held">What bids may still cost of whose end nobody has told.</param>
/// <param name="Free">What a new bid may cost.</param>
/// <param name="Currency">ISO 4217 code; null where it is not known.</param>
public sealed record AdBudgetAnswer(DateOnly Day, double Budget, double Spent, double Held, double Free, string? Currency);

/// <summary>A won auction.</summary>
/// <param name="Price">What was paid, CPM: money for a thousand impressions, as the macro AUCTION_PRICE of OpenRTB gives it.</param>
public sealed record WonBid(double Price);

/// <summary>Auctions for places for ads, as OpenRTB 2.6 has them.</summary>
internal static class BidRoutes
{
    private const string Json = "application/json";
    private const int MostBytes = 1 << 20;

    public static void MapBids(this IEndpointRouteBuilder routes)
    {
        var bids = routes.MapGroup("/v1/bids").WithTags("Decisions").RequireRead();
        bids.MapPost("", BidAsync).WithName("Bid").Produces<OpenRtbResponse>(StatusCodes.Status200OK, Json)
            .WithSummary("Answers a bid request of OpenRTB 2.6 by bids, or by the reason for none (nbr). imp.ext.item_id names the item, user.buyeruid the shopper.")
            .WithBody(Json, """{"id":"r1","at":2,"imp":[{"id":"1","bidfloor":100,"bidfloorcur":"EUR","ext":{"item_id":"i1"}}],"user":{"buyeruid":"u1"}}""");
        bids.MapGet("budget", (AdDesk desk, ShopState shop) =>
        {
            ShopRoutes.RequireReady(shop);
            return desk.Budget();
        }).WithName("AdBudget").WithSummary("What ads have cost today, and what is left.");
        bids.MapPost("{id}/won", (string id, WonBid won, AdDesk desk, ShopState shop) =>
        {
            var isPrice = won.Price >= 0 && double.IsFinite(won.Price);
            return isPrice ? End(id, won.Price, desk, shop) : throw new RequestFaultException("price", "it is no price.", "Give what was paid for a thousand impressions, 0 or more.", StatusCodes.Status422UnprocessableEntity);
        }).WithName("BidWon").WithSummary("Tells that a bid was won, and for what price.");
        bids.MapPost("{id}/lost", (string id, AdDesk desk, ShopState shop) => End(id, cpm: null, desk, shop)).WithName("BidLost").WithSummary("Tells that a bid was lost: what it held is free again.");
    }

    private static async Task<FileContentHttpResult> BidAsync(HttpRequest request, AdDesk desk, ShopState shop)
    {
        ShopRoutes.RequireReady(shop);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (body.Length > MostBytes)
        {
            throw new RequestFaultException("body", "it has more than a megabyte.", "Send one bid request.", StatusCodes.Status413PayloadTooLarge);
        }

        var answer = await desk.AnswerAsync(OpenRtbRequest.Parse(body.GetBuffer().AsSpan(0, (int)body.Length)));
        return TypedResults.Bytes(answer.ToJson(), Json);
    }

    private static NoContent End(string id, double? cpm, AdDesk desk, ShopState shop)
    {
        ShopRoutes.RequireReady(shop);
        return desk.End(id, cpm) ? TypedResults.NoContent() : throw new RequestFaultException("id", "no such bid is under way.", "Its end was told already, more than an hour too late, or it was made before the server's last start.", StatusCodes.Status404NotFound);
    }
}
