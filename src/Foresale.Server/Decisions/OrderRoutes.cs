using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Live;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Shop;

namespace Foresale.Server.Decisions;

/// <summary>What to order of an item.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Units">Units to order now, &gt;= 0.</param>
/// <param name="Stock">Units there, with what was bought until now taken off.</param>
/// <param name="OnOrder">Units under way.</param>
/// <param name="LeadTime">Days from order to arrival.</param>
/// <param name="ByHistory">Units expected over the lead time and a day more, by sales alone.</param>
/// <param name="ByIntent">The same with views, carts and, where a model was given, intents.</param>
/// <param name="UsesIntent">True where the order goes by <paramref name="ByIntent"/>.</param>
/// <param name="Policy">Name of the policy.</param>
/// <param name="Why">Why this one.</param>
/// <param name="Level">Stock and orders under way to come back to.</param>
/// <param name="ExpectedCost">Cost expected of the day on which the order arrives.</param>
/// <param name="IntentNow">Sum of the intents of those whose last event, of the shop's last 1,024 and within half an hour, names the item.</param>
/// <param name="ShoppersNow">How many they are.</param>
/// <param name="AsOf">The morning of the forecast.</param>
/// <param name="DaysOld">Days since then: above a few, run <c>foresale replenish</c> again.</param>
public sealed record ReplenishmentAnswer(
    string ItemId, int Units, int Stock, int OnOrder, int LeadTime, double ByHistory, double ByIntent, bool UsesIntent, string Policy, string Why, int Level, double ExpectedCost, double IntentNow, int ShoppersNow, DateOnly AsOf, int DaysOld);

/// <summary>Orders by the last forecast and the stock of now.</summary>
internal static class OrderRoutes
{
    private static readonly TimeSpan s_here = TimeSpan.FromMinutes(30);

    public static void MapOrders(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/replenishment/{item}", Replenish).WithTags("Decisions").WithName("Replenishment").RequireRead()
            .WithSummary("What to order of an item: by the last forecast and the stock of now.");

    private static ReplenishmentAnswer Replenish(string item, Reloaded<OrderPlan> plans, ItemBook book, ActiveShoppers active, IntentReader reader, ShopState shop, TimeProvider clock, HttpContext context)
    {
        ShopRoutes.RequireReady(shop);
        var (name, plan, now) = (PathNames.Last(context, item), plans.Value, clock.GetUtcNow());
        if (plan.Find(name) is not { } forecast)
        {
            throw new RequestFaultException("item", "the forecast has no such item.", "Put it into the items file, and run `foresale replenish` again.", StatusCodes.Status404NotFound);
        }

        var order = forecast.Order(book.Find(name)?.Columns, context.RequestAborted);
        var here = active.Latest().Where(d => string.Equals(d.ItemId, name, StringComparison.Ordinal) && now - d.Time < s_here).ToList();
        return new ReplenishmentAnswer(
            name, order.Advice.Units, order.Terms.Stock, order.Terms.OnOrder, order.Terms.LeadTime, forecast.ByHistory, forecast.ByIntent, forecast.UsesIntent, order.Advice.Policy, order.Advice.Why, order.Advice.Level, order.Advice.ExpectedCost,
            here.Sum(d => (double)reader.Read(d.UserId, [name]).Scores[0].Intent), here.Count, plan.AsOf, shop.Sequencer.DayOf(now).DayNumber - plan.AsOf.DayNumber);
    }
}
