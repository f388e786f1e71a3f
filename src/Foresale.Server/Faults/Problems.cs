using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Foresale.Server.Faults;

/// <summary>The one form of all errors: problem details (RFC 9457), whatever the caller says it accepts.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    /// <summary>Answers with a problem. Place, found and remedy are members of their own, and together the detail.</summary>
    public static Task WriteAsync(HttpContext context, int status, Fault? fault = null, TimeSpan? retryAfter = null)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (retryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = fault is null ? null : $"{fault.Place}: {fault.Found} {fault.Remedy}",
        };
        if (fault is not null)
        {
            problem.Extensions["place"] = fault.Place;
            problem.Extensions["found"] = fault.Found;
            problem.Extensions["remedy"] = fault.Remedy;
        }

        problem.Extensions["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        return response.WriteAsJsonAsync(problem, options: null, ContentType, CancellationToken.None);
    }

    /// <summary>What a status without a body has to say.</summary>
    public static Fault? Plain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Fault("path", "there is nothing here.", "See /openapi/v1.json for the routes."),
        StatusCodes.Status405MethodNotAllowed => new Fault("method", $"{context.Request.Method} is not served here.", $"Use {context.Response.Headers.Allow}."),
        StatusCodes.Status415UnsupportedMediaType => new Fault("content-type", "the route does not read bodies of this type.", "See /openapi/v1.json for the types that it reads."),
        _ => null,
    };
}
