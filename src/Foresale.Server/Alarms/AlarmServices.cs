using Foresale.Server.Keys;
using Foresale.Server.Shop;

namespace Foresale.Server.Alarms;

/// <summary>Alarms of a shop, and their route.</summary>
internal static class AlarmServices
{
    public static void AddAlarms(this IServiceCollection services)
    {
        services.AddSingleton<AlarmFile>();
        services.AddSingleton<ShopAlarms>();
        services.AddSingleton<IFoldObserver>(all => all.GetRequiredService<ShopAlarms>());
        services.AddHostedService<AlarmKeeper>();
    }

    public static void MapAlarms(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/alarms", (ShopAlarms alarms) => alarms.Look()).WithTags("Shop").WithName("Alarms").RequireRead()
            .WithSummary("What is wrong with the shop's events and scores: behaviors that stopped, scores that drifted, events that cannot be used.");
}
