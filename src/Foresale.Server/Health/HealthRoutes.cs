using Foresale.Server.Keys;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Foresale.Server.Health;

/// <summary>Is the process alive, and may it be sent requests. Parts add what they wait for by <c>AddHealthChecks().AddCheck(...)</c>; the check's description is the reason.</summary>
internal static class HealthRoutes
{
    public static void AddReadiness(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks()
            .AddCheck<StoppingCheck>("running")
            .AddCheck<DataFolderCheck>("data_folder");

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).OpenToAll().DisableRateLimiting();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).OpenToAll().DisableRateLimiting();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new Readiness(
        report.Status != HealthStatus.Unhealthy,
        [.. report.Entries.Select(e => new Probe(e.Key, e.Value.Status != HealthStatus.Unhealthy, e.Value.Description))]));

    private sealed record Readiness(bool Ok, IReadOnlyList<Probe> Probes);

    private sealed record Probe(string Name, bool Ok, string? Reason);
}

/// <summary>Not ready from the moment that the server is asked to stop, so that a load balancer looks elsewhere while requests in hand are finished.</summary>
internal sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("the server is stopping.") : HealthCheckResult.Healthy());
}

/// <summary>Can the data folder be written. The reason names no path: anybody may ask.</summary>
internal sealed class DataFolderCheck(DataFolder folder) : IHealthCheck, IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await File.WriteAllTextAsync(folder.Combine(".ready"), "ready", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("the data folder cannot be written: a full disk, or no permission.");
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
