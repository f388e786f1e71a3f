using System.Net;
using Foresale.Server.Settings;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Headers;

/// <summary>What browsers are told about answers, whose pages may call, and whose word is taken for a caller's address.</summary>
internal static class SecurityHeaders
{
    /// <summary>The policy that a page sets for itself, as one of <see cref="HttpContext.Items"/>.</summary>
    public const string PagePolicyItem = "Foresale.PagePolicy";

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";
    private const string PagePolicy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static readonly TimeSpan s_year = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    public static void AddHeaders(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHsts(o => o.MaxAge = s_year);
        services.AddCors();
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<Settings.CorsOptions>>((cors, ours) => cors.AddDefaultPolicy(Policy(ours.Value)));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, ours) => Trust(forwarded, ours.Value));
    }

    /// <summary>Without a proxy of ours, what stands in X-Forwarded-For is what the caller wrote there.</summary>
    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Trusted.Count > 0)
        {
            app.UseForwardedHeaders();
            return;
        }

        var told = 0;
        app.Use((context, next) =>
        {
            if (context.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XForwardedForHeaderName) && Interlocked.Exchange(ref told, 1) == 0)
            {
                Log.UnnamedProxy(app.Logger, context.Connection.RemoteIpAddress);
            }

            return next(context);
        });
    }

    public static void UseSecurityHeaders(this WebApplication app)
    {
        app.UseHsts();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(Set, context);
            return next(context);
        });
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
        headers.ContentSecurityPolicy = context.Items[PagePolicyItem] as string ?? (isPage ? PagePolicy : DataPolicy);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store"; // scores and keys are nobody else's
        }

        return Task.CompletedTask;
    }

    private static CorsPolicy Policy(Settings.CorsOptions options)
    {
        var policy = new CorsPolicyBuilder([.. options.Origins])
            .WithMethods("GET", "POST", "PUT", "DELETE")
            .WithHeaders("Authorization", "Content-Type", "Content-Encoding", "X-Api-Key")
            .WithExposedHeaders("Retry-After")
            .DisallowCredentials()
            .SetPreflightMaxAge(s_hour);
        return policy.Build();
    }

    private static void Trust(ForwardedHeadersOptions options, ProxyOptions proxies)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = null; // back to the first address that is no proxy of ours
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Trusted)
        {
            options.KnownIPNetworks.Add(NetworksAttribute.Parse(network)!.Value);
        }
    }
}
