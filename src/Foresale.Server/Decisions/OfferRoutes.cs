using Foresale.Decisions.Nudges;
using Foresale.Live;
using Foresale.Server.Keys;
using Foresale.Server.Shop;

namespace Foresale.Server.Decisions;

/// <summary>Whether a shopper is to get the offer.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Offer">True to make it.</param>
/// <param name="Reason"><c>planned</c>; <c>held_out</c>: they never get one, so that what offers earn can be seen; <c>not_planned</c>: no effect is expected that pays, or the budget went to others; <c>out_of_stock</c>.</param>
/// <param name="Uplift">Additional orders expected of it; null where it is not planned.</param>
/// <param name="Intent">The shopper's intent now; null for one never seen. Offers never go by it: who is likely to buy buys without one.</param>
public sealed record OfferAnswer(string UserId, bool Offer, string Reason, double? Uplift, float? Intent);

/// <summary>Offers to those whom they move, as planned within the budget.</summary>
internal static class OfferRoutes
{
    public static void MapOffers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/offers/{user}", Offer).WithTags("Decisions").WithName("Offer").RequireRead()
            .WithSummary("Whether a shopper is to get the offer: planned for those whom it moves; with ?item=, only while that is in stock.");

    private static OfferAnswer Offer(string user, Reloaded<OfferBook> offers, ItemBook book, IntentReader reader, ShopState shop, HttpContext context, string? item = null)
    {
        ShopRoutes.RequireReady(shop);
        var (name, plan) = (PathNames.Last(context, user), offers.Value);
        var uplift = plan.UpliftOf(name);
        var reason = plan.Holdout.Holds(name) ? "held_out" : uplift is null ? "not_planned" : item is not null && book.Find(item)?.Stock is <= 0 ? "out_of_stock" : "planned";
        return new OfferAnswer(name, reason is "planned", reason, reason is "held_out" ? null : uplift, reader.Read(name)?.Intent);
    }
}
