using Foresale.Events;
using Foresale.Server.Faults;
using Foresale.Server.Keys;

namespace Foresale.Server.Shop;

/// <summary>A shopper who is there, with what they did last.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Behavior">What they did last.</param>
/// <param name="ItemId">On what; null where it named no item.</param>
/// <param name="Time">When.</param>
/// <param name="Intent">Calibrated probability of the model's target, 0..1.</param>
/// <param name="Band"><c>low</c>, <c>medium</c>, <c>high</c> or <c>very_high</c>, against the base rate.</param>
/// <param name="Next">Behavior most likely next; null where the model has no network.</param>
/// <param name="Value">What is at stake; null where no price is known.</param>
/// <param name="Currency">Of <paramref name="Value"/>; null where it is not known.</param>
/// <param name="Events">Events of the shopper so far.</param>
public sealed record ActiveShopper(string UserId, string Behavior, string? ItemId, DateTimeOffset Time, float Intent, string Band, string? Next, double? Value, string? Currency, int Events);

/// <summary>Who is there.</summary>
/// <param name="Shoppers">The latest first.</param>
/// <param name="Now">The server's clock.</param>
public sealed record ActiveAnswer(IReadOnlyList<ActiveShopper> Shoppers, DateTimeOffset Now);

/// <summary>Who is there, and how strongly they intend to buy.</summary>
internal static class ActiveRoutes
{
    private const int Most = 100;

    public static void AddActive(this IServiceCollection services)
    {
        services.AddSingleton<ActiveShoppers>();
        services.AddSingleton<IFoldObserver>(all => all.GetRequiredService<ActiveShoppers>());
    }

    public static void MapActive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/intent/active", Active).WithTags("Scores").WithName("ActiveShoppers").RequireRead()
            .WithSummary("The shoppers who were active last, of the last 1,024 events, with their intent.");

    private static ActiveAnswer Active(ActiveShoppers active, IntentReader reader, ShopState shop, TimeProvider clock, int limit = 20)
    {
        if (!shop.IsReady)
        {
            throw new UnavailableException("shop", "its log is being read back.", TimeSpan.FromSeconds(1));
        }

        if (limit is < 1 or > Most)
        {
            throw new RequestFaultException("limit", $"{limit} is no number of shoppers.", $"Give 1 to {Most}.", StatusCodes.Status422UnprocessableEntity);
        }

        // Who was erased, or is a guest of whom only items know, has no intent any more.
        var shoppers = from deed in active.Latest()
                       let intent = reader.Read(deed.UserId)
                       where intent is not null
                       select new ActiveShopper(deed.UserId, deed.Behavior.Word(), deed.ItemId, deed.Time, intent.Intent, intent.Band, intent.Next, intent.Value, intent.Currency, intent.Events);
        return new ActiveAnswer([.. shoppers.Take(limit)], clock.GetUtcNow());
    }
}
