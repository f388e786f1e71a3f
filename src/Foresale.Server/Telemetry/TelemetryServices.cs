using Foresale.Server.Keys;
using Foresale.Server.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Foresale.Server.Telemetry;

/// <summary>Metrics for Prometheus at <c>/metrics</c>; traces to a collector where the settings name one.</summary>
internal static class TelemetryServices
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServerMeter>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("foresale", serviceVersion: typeof(ServerApp).Assembly.GetName().Version?.ToString()))
            .WithMetrics(m => m.AddMeter(ServerMeter.Name).AddRuntimeInstrumentation().AddAspNetCoreInstrumentation().AddPrometheusExporter());
        var options = builder.Configuration.GetSection(TelemetryOptions.Section);
        if (options[nameof(TelemetryOptions.Otlp)] is { Length: > 0 } otlp && Uri.TryCreate(otlp, UriKind.Absolute, out var collector))
        {
            var protocol = string.Equals(options[nameof(TelemetryOptions.OtlpProtocol)], "http", StringComparison.Ordinal) ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            telemetry.WithTracing(t => t
                .AddSource(ServerMeter.Name)
                .AddAspNetCoreInstrumentation(o =>
                {
                    o.Filter = context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && context.Request.Path != "/metrics";
                    o.EnrichWithHttpResponse = (activity, response) => activity.SetTag("url.path", LogServices.RouteOf(response.HttpContext)); // the path itself may hold a shopper's id
                })
                .AddOtlpExporter(o => (o.Endpoint, o.Protocol) = (collector, protocol)));
        }
    }

    /// <summary>For read keys: how much a shop sells is nobody else's business. Prometheus sends the key by <c>authorization: credentials_file</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics").RequireRead();
}
