using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;
using Foresale.Server.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace Foresale.Server.Faults;

/// <summary>Turns what was thrown into an answer: the caller's fault with its remedy, ours with a trace id and no stack.</summary>
internal sealed class FaultHandler(ILogger<FaultHandler> log) : IExceptionHandler
{
    private static readonly TimeSpan s_diskPause = TimeSpan.FromSeconds(30);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        switch (exception)
        {
            case RequestFaultException fault:
                await Problems.WriteAsync(httpContext, fault.Status, Of(fault));
                break;
            case UserFaultException fault:
                await Problems.WriteAsync(httpContext, StatusCodes.Status422UnprocessableEntity, Of(fault));
                break;
            case BadHttpRequestException fault:
                await Problems.WriteAsync(httpContext, fault.StatusCode, BindingFault.Of(fault));
                break;
            case UnavailableException fault:
                Log.Unavailable(log, fault.Place, fault.Reason);
                await Problems.WriteAsync(httpContext, StatusCodes.Status503ServiceUnavailable, new Fault(fault.Place, fault.Reason, "Try again after the time in Retry-After."), fault.RetryAfter);
                break;
            case IOException when IsDiskFull(exception):
                Log.Unavailable(log, "disk", "it is full.");
                await Problems.WriteAsync(httpContext, StatusCodes.Status503ServiceUnavailable, new Fault("disk", "it is full.", "Make room on the server's disk; nothing of this request was kept."), s_diskPause);
                break;
            case ConnectionResetException: // in the middle of a body
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                httpContext.Response.Headers.Connection = "close";
                await httpContext.Response.StartAsync(CancellationToken.None); // Kestrel may not know of the reset yet, and would complain that it can read no further request,
                httpContext.Abort(); // nor the rest of this one
                break;
            case OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested:
                httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest; // nobody is there to read an answer
                break;
            default:
                Log.Unhandled(log, exception, httpContext.Request.Method, LogServices.RouteOf(httpContext), Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier);
                await Problems.WriteAsync(httpContext, StatusCodes.Status500InternalServerError, new Fault("server", "this is a fault of Foresale's.", "Report it with the trace id and the lines of the log that have it."));
                break;
        }

        return true;
    }

    private static Fault Of(UserFaultException fault) => new(fault.Place, fault.Found, fault.Remedy);

    /// <summary>ERROR_DISK_FULL on Windows, ENOSPC and EDQUOT on Linux.</summary>
    private static bool IsDiskFull(Exception fault) => OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) == 112 : fault.HResult is 28 or 122;
}

/// <summary>Registers and places the handling of faults.</summary>
internal static class FaultServices
{
    public static void AddFaults(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddExceptionHandler<FaultHandler>();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // so that the fault names its field
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            o.SerializerOptions.RespectNullableAnnotations = true;
            o.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    public static void UseFaults(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode, Problems.Plain(context.HttpContext)));
    }
}
