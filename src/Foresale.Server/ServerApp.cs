using Foresale.Events;
using Foresale.Server.Audit;
using Foresale.Server.Documents;
using Foresale.Server.Faults;
using Foresale.Server.Headers;
using Foresale.Server.Health;
using Foresale.Server.Keys;
using Foresale.Server.Limits;
using Foresale.Server.Settings;
using Foresale.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Foresale.Server;

/// <summary>The server as a whole, as a table of contents: one folder a line.</summary>
public static class ServerApp
{
    private const int UsersFault = 2;

    /// <summary>Puts a server together; nothing listens yet.</summary>
    /// <exception cref="UserFaultException">The data folder, its keys or a setting's name cannot be used.</exception>
    /// <exception cref="OptionsValidationException">A setting's value is not allowed.</exception>
    public static WebApplication Create(ServerStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var builder = ServerSettings.Builder(start);
        builder.AddHosting();
        builder.AddLogs();
        builder.AddTelemetry();
        builder.AddFaults();
        builder.AddLimits();
        builder.AddHeaders();
        builder.AddKeys(start.Output);
        builder.AddAudit();
        builder.AddReadiness();
        builder.AddDocuments();
        start.Add?.Invoke(builder);

        SettingsCheck.Require(builder.Configuration, builder.Services.Select(s => s.ImplementationInstance).OfType<SettingSection>());
        var app = builder.Build();
        try
        {
            Place(app);
            start.Map?.Invoke(app);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose(); // lets go of the data folder
            throw;
        }
    }

    /// <summary>Serves until the process is asked to end or <paramref name="cancellationToken"/> is; requests in hand are finished first.</summary>
    /// <returns>The exit code: 0 done, 2 a setting, a file or an address that cannot be used.</returns>
    public static async Task<int> RunAsync(ServerStart start, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        try
        {
            await using var app = Create(start);
            try
            {
                await StartAsync(app, cancellationToken);
                await app.WaitForShutdownAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (FaultOf(app) is not null)
            {
                // what runs beside requests failed while the host was still starting
            }

            return FaultOf(app) is { } fault ? throw fault : 0;
        }
        catch (Exception fault) when (StartFault.TextOf(fault) is not null)
        {
            await start.Error.WriteLineAsync(StartFault.TextOf(fault));
            return UsersFault;
        }
    }

    /// <summary>What ended a server by itself; null where it was asked to end. The host ends when the shop's loop does, and says no more than that it ended.</summary>
    public static AggregateException? FaultOf(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(s => s.ExecuteTask?.Exception).FirstOrDefault(fault => fault is not null);
    }

    // Whatever runs beside requests then ends as at every end; a host that is only disposed of logs each as a fault that stops it.
    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static void Place(WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate(); // here, since the host logs with a stack what it meets at start
        app.Services.GetRequiredService<KeyRing>();
        app.UseProxies();
        app.UseSecurityHeaders();
        app.UseRequestLog();
        app.UseFaults();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseLimits();
        app.UseAuthorization();
        app.UseGzipRequests();
        app.UseBodyCount();

        app.MapKeys();
        app.MapAudit();
        app.MapHealth();
        app.MapMetrics();
        app.MapDocuments();
    }
}
