using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Decisions.Nudges;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Live;
using Foresale.Server.Shop;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Decisions;

/// <summary>What is done with intent: lists, bids, orders and offers, all by one book of items and one reader of intent.</summary>
internal static class DecisionServices
{
    public static void AddDecisions(this IServiceCollection services)
    {
        services.AddSingleton<ItemBook>();
        services.AddSingleton<IFoldObserver, BookKeeper>();
        services.AddSingleton<ShopperHistories>();
        services.AddSingleton<AdDesk>();
        services.AddReloaded(nameof(DecisionOptions.Recommender), "recommend", o => o.Recommender, RecommenderFile.Name, RecommenderFile.Read);
        services.AddReloaded(nameof(DecisionOptions.Orders), "replenish", o => o.Orders, OrderPlan.FileName, OrderPlan.Read);
        services.AddReloaded(nameof(DecisionOptions.Offers), "nudge", o => o.Offers, OfferBook.FileName, OfferBook.Read);
    }

    public static void MapDecisions(this WebApplication app)
    {
        app.Services.GetRequiredService<Reloaded<Recommender>>().Require();
        app.Services.GetRequiredService<Reloaded<OrderPlan>>().Require();
        app.Services.GetRequiredService<Reloaded<OfferBook>>().Require();
        app.Services.GetRequiredService<AdDesk>();
        app.MapRecommendations();
        app.MapBids();
        app.MapOrders();
        app.MapOffers();
    }

    private static void AddReloaded<T>(this IServiceCollection services, string setting, string verb, Func<DecisionOptions, string?> folder, string file, Func<string, T> load)
        where T : class => services.AddSingleton(all => new Reloaded<T>(
            $"{DecisionOptions.Section}:{setting}", verb, folder(all.GetRequiredService<IOptions<DecisionOptions>>().Value), file, load, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<Reloaded<T>>>()));
}
