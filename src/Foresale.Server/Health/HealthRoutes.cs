using Foresale.Server.Keys;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Foresale.Server.Health;

/// <summary>Is the process alive, and may it be sent requests. Parts add what they wait for by <c>AddHealthChecks().AddCheck(...)</c>; the check's description is the reason.</summary>
internal static class HealthRoutes
{
    public static void AddReadiness(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DataFolderCheck>(); // else each request has one of its own
        builder.Services.AddHealthChecks()
            .AddCheck<StoppingCheck>("running")
            .AddCheck<DataFolderCheck>("data_folder");
    }

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

/// <summary>
/// Can the data folder be written. The reason names no path: anybody may ask. And as often as they like, so a disk is looked at once in a few seconds, and all who ask until then get the same answer.
/// </summary>
internal sealed class DataFolderCheck(DataFolder folder, TimeProvider clock) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan s_holds = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Looked? _looked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Held() is { } held)
        {
            return held;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            _looked = Held() is null ? new Looked(await LookAsync(), clock.GetTimestamp()) : _looked;
            return _looked!.Result;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private HealthCheckResult? Held() => Volatile.Read(ref _looked) is { } looked && clock.GetElapsedTime(looked.At) < s_holds ? looked.Result : null;

    // Not cancelled by who asked first: others wait for the same answer.
    private async Task<HealthCheckResult> LookAsync()
    {
        try
        {
            await File.WriteAllTextAsync(folder.Combine(".ready"), "ready", CancellationToken.None);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("the data folder cannot be written: a full disk, or no permission.");
        }
    }

    private sealed record Looked(HealthCheckResult Result, long At);
}
