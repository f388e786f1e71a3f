using Foresale.Intake;
using Foresale.Server.Alarms;
using Foresale.Server.Decisions;
using Foresale.Server.LivePage;
using Foresale.Server.Models;
using Foresale.Server.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Foresale.Server.Shop;

/// <summary>What a server that follows a shop is made of. One that is given no model follows none.</summary>
public static class ShopServices
{
    /// <summary>Adds a shop to a server: give it as <see cref="ServerStart.Add"/>.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        AddSettings(services);
        if (string.IsNullOrEmpty(builder.Configuration[$"{ServerOptions.Section}:{nameof(ServerOptions.Model)}"]))
        {
            return;
        }

        services.AddModels();
        services.AddAlarms();
        services.AddActive();
        services.AddDecisions();
        services.AddSingleton<ShopMeter>();
        services.AddSingleton<ShopState>();
        services.AddSingleton<ShopLog>();
        services.AddHostedService(all => all.GetRequiredService<ShopLog>());
        services.AddSingleton<IntentReader>();
        services.AddSingleton<Erasures>();
        services.AddHealthChecks().AddCheck<ShopCheck>("shop");
    }

    /// <summary>Maps a shop's routes: give it as <see cref="ServerStart.Map"/>.</summary>
    public static void Map(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<ServedModel>() is not null) // a model that cannot be read ends the start
        {
            app.MapIngest();
            app.MapShop();
            app.MapAccess();
            app.MapModels();
            app.MapAlarms();
            app.MapActive();
            app.MapDecisions();
            app.MapLivePage();
        }
        else
        {
            Log.NoModel(app.Logger);
        }
    }

    /// <summary>The settings of a shop.</summary>
    internal static void AddSettings(IServiceCollection services)
    {
        services.AddSettings<ShopOptions>(ShopOptions.Section);
        services.AddSettings<AlarmOptions>(AlarmOptions.Section);
        services.AddSettings<DecisionOptions>(DecisionOptions.Section);
        services.AddSettings<IntakeOptions>($"{ServerOptions.Section}:{IntakeOptions.Section}");
    }

    /// <summary>Ready once the log has been read back.</summary>
    private sealed class ShopCheck(ShopState shop) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(shop.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the log is being read back."));
    }
}
