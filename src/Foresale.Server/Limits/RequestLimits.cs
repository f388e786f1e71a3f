using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Settings;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Limits;

/// <summary>What one caller may take: sizes and times of a request in Kestrel, requests a second by key, by visitor of a page or by address, requests at once over all.</summary>
internal static class RequestLimits
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_busy = TimeSpan.FromSeconds(1);

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((kestrel, limits) => Limit(kestrel, limits.Value));
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>((limiter, limits) => Limit(limiter, limits.Value));
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = TimeSpan.FromSeconds(limits.Value.RequestSeconds),
            WriteTimeoutResponse = context => Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new Fault("request", $"it took longer than {limits.Value.RequestSeconds} seconds.", "Try again, or ask for less at once."), s_busy),
        });
        services.AddSingleton<BodiesInHand>();
        services.AddRateLimiter(_ => { });
        services.AddRequestTimeouts();
    }

    public static void UseLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        app.UseRequestTimeouts();
    }

    private static void Limit(KestrelServerOptions kestrel, LimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.BodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.HeaderSeconds);
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.MinRequestBodyDataRate = limits.BodyBytesPerSecond == 0 ? null : new MinDataRate(limits.BodyBytesPerSecond, s_grace);
    }

    private static void Limit(RateLimiterOptions options, LimitOptions limits)
    {
        var servers = limits.OwnServers.Select(n => NetworksAttribute.Parse(n)!.Value).ToArray();
        var visitor = PartitionedRateLimiter.Create<HttpContext, string>(context => VisitorOf(context, servers) is { } of
            ? Bucket(of, limits.RequestsPerSecondOfVisitor)
            : RateLimitPartition.GetNoLimiter(""));
        var rate = PartitionedRateLimiter.Create<HttpContext, string>(context => context.KeyId() is { } key
            ? Bucket($"key {key}", limits.RequestsPerSecond)
            : Bucket($"address {Network(context.Connection.RemoteIpAddress)}", limits.RequestsPerSecondWithoutKey));
        var atOnce = PartitionedRateLimiter.Create<HttpContext, int>(_ =>
            RateLimitPartition.GetConcurrencyLimiter(0, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.Concurrent, QueueLimit = 0 }));
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(visitor, rate, atOnce); // the visitor's first: what it refuses takes nothing from the key
        options.OnRejected = (rejected, _) => new ValueTask(rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? Problems.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests, new Fault("rate", "more requests came than are allowed.", "Wait as Retry-After says, and send larger batches."), wait)
            : Problems.WriteAsync(rejected.HttpContext, StatusCodes.Status503ServiceUnavailable, new Fault("server", "it has as many requests in hand as it takes.", "Try again after the time in Retry-After."), s_busy));
    }

    // Ingest keys alone are public. Null for who is no visitor.
    private static string? VisitorOf(HttpContext context, System.Net.IPNetwork[] servers)
    {
        if (!context.User.HasClaim(KeyAuthentication.ScopeClaim, KeyText.NameOf(Scope.Ingest)))
        {
            return null;
        }

        var address = context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
        return address is not null && servers.Any(s => s.Contains(address)) ? null : $"visitor {context.KeyId()} {Network(address)}";
    }

    private static RateLimitPartition<string> Bucket(string partition, int perSecond) => perSecond == 0
        ? RateLimitPartition.GetNoLimiter(partition)
        : RateLimitPartition.GetTokenBucketLimiter(partition, _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = perSecond,
            TokenLimit = 2 * perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });

    /// <summary>One subscriber has a whole /64 of IPv6 addresses to call from.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            var bytes = address.GetAddressBytes();
            bytes.AsSpan(8).Clear();
            return new IPAddress(bytes).ToString();
        }

        return address?.ToString() ?? "none";
    }
}
