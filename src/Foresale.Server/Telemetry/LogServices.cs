using System.Diagnostics;
using Foresale.Server.Keys;
using Foresale.Server.Settings;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Telemetry;

/// <summary>Where logs go and what they may say.</summary>
internal static class LogServices
{
    /// <summary>It logs whole addresses before anything of ours runs, so it is off, whatever the settings say.</summary>
    private const string AddressLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Foresale.Server.Keys.KeyAuthentication", LogLevel.Warning); // the framework's line for each request without a key
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // its keys lie in a folder for their owner alone
        logging.AddConfiguration(builder.Configuration.GetSection("Logging")); // last, so that the settings may say otherwise
        logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddSingleton<ConsoleFormatter>(p => new LogLines(LogLines.Json, isJson: true, p.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<ConsoleFormatter>(p => new LogLines(LogLines.Text, isJson: false, p.GetRequiredService<TimeProvider>()));
        builder.Services.AddOptions<ConsoleLoggerOptions>().PostConfigure<IOptions<TelemetryOptions>>((console, ours) => console.FormatterName = ours.Value.Logs switch
        {
            "json" => LogLines.Json,
            "text" => LogLines.Text,
            _ => Console.IsErrorRedirected ? LogLines.Json : LogLines.Text,
        });
        builder.Services.PostConfigure<LoggerFilterOptions>(o =>
        {
            for (var i = o.Rules.Count - 1; i >= 0; i--)
            {
                if (o.Rules[i].CategoryName?.StartsWith(AddressLog, StringComparison.OrdinalIgnoreCase) == true)
                {
                    o.Rules.RemoveAt(i);
                }
            }

            o.Rules.Add(new LoggerFilterRule(providerName: null, AddressLog, LogLevel.None, filter: null));
            o.Rules.Add(new LoggerFilterRule(typeof(ConsoleLoggerProvider).FullName, AddressLog, LogLevel.None, filter: null));
        });
    }

    /// <summary>The route that a request was for; a thrown fault takes the endpoint off the request.</summary>
    public static string RouteOf(HttpContext context) =>
        ((context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint()) as RouteEndpoint)?.RoutePattern.RawText ?? "no route";

    /// <summary>A line a request, by route and not by address: an address may hold a shopper's id or a key.</summary>
    public static void UseRequestLog(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.RequestLog)
        {
            return;
        }

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Foresale.Server.Requests");
        app.Use(async (context, next) =>
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                await next(context);
            }
            finally
            {
                var route = RouteOf(context);
                Log.Request(log, context.Request.Method, route, context.Response.StatusCode, Stopwatch.GetElapsedTime(start).TotalMilliseconds, context.KeyId() ?? "none");
            }
        });
    }
}
