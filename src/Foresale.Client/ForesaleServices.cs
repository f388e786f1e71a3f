using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Foresale.Client;

/// <summary>Adds the client to a host.</summary>
public static class ForesaleServices
{
    private const int LongestAnswer = 4 << 20;

    /// <summary>
    /// Adds <see cref="IForesaleEvents"/>, <see cref="IForesaleIntent"/>, <see cref="IForesaleDecisions"/>, <see cref="IForesaleCatalogue"/> and <see cref="IForesaleErasure"/>,
    /// and starts sending with the host. Settings come from the section <c>Foresale</c> of the configuration, where there is one, then from
    /// <paramref name="configure"/>; the host does not start with wrong ones.
    /// </summary>
    public static IServiceCollection AddForesale(this IServiceCollection services, Action<ForesaleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<ForesaleOptions>()
            .Configure<IServiceProvider>((o, provider) => provider.GetService<IConfiguration>()?.GetSection(ForesaleOptions.Section).Bind(o))
            .Configure(o => configure?.Invoke(o))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ForesaleOptions>, OptionsCheck>());
        AddServer(services);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ForesaleOptions>>().Value;
            return new SendingRules(options, new Backoff(options, new Random(RandomNumberGenerator.GetInt32(int.MaxValue))), provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton<EventMetrics>();
        services.TryAddSingleton<EventQueue>();
        services.TryAddSingleton<EventPost>();
        services.TryAddSingleton<Circuit>();
        services.TryAddSingleton<CatalogueWriter>();
        services.TryAddSingleton<IForesaleEvents>(provider => provider.GetRequiredService<EventQueue>());
        services.TryAddSingleton<IntentReader>();
        services.TryAddSingleton<IForesaleIntent>(provider => provider.GetRequiredService<IntentReader>());
        services.TryAddSingleton<IForesaleDecisions>(provider => provider.GetRequiredService<IntentReader>());
        services.TryAddSingleton<IForesaleCatalogue>(provider => provider.GetRequiredService<CatalogueWriter>());
        services.TryAddSingleton<IForesaleErasure>(provider => provider.GetRequiredService<CatalogueWriter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EventSender>());
        return services;
    }

    private static void AddServer(IServiceCollection services)
    {
        services.TryAddSingleton<ServerCalls>();
        services.AddHttpClient(ServerCalls.ClientName)
            .RemoveAllLoggers() // two lines a batch and a reading would drown the shop's own log
            .ConfigureHttpClient((provider, client) =>
            {
                var options = provider.GetRequiredService<IOptions<ForesaleOptions>>().Value;
                var address = options.BaseAddress!.AbsoluteUri;
                client.BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/");
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
                client.Timeout = Timeout.InfiniteTimeSpan; // every call has a limit of its own
                client.MaxResponseContentBufferSize = LongestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            });
    }
}
