using System.Text.Json.Nodes;
using Foresale.Server.Headers;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Foresale.Server.Documents;

/// <summary>The description of the routes at <c>/openapi/v1.json</c> and a page to read it at <c>/docs</c>, from this server alone.</summary>
internal static class DocumentRoutes
{
    private const string Bearer = "key";

    public static void AddDocuments(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", o =>
    {
        o.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Foresale", Version = "v1", Description = "Events in, calibrated purchase intent out. Errors are problem details (RFC 9457)." };
            document.Servers = []; // else the caller's own Host header stands there
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key (fsk_...)." },
            };
            return Task.CompletedTask;
        });
        o.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NamedScope>().LastOrDefault() is { } named)
            {
                operation.Description = $"{operation.Description} Scope: {KeyText.NameOf(named.Scope)}.".TrimStart();
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Describes the body of a route that reads it by itself, by an example.</summary>
    public static TBuilder WithBody<TBuilder>(this TBuilder route, string contentType, string example)
        where TBuilder : IEndpointConventionBuilder => route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [contentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object | JsonSchemaType.Array }, Example = JsonNode.Parse(example) } },
            };
            return Task.CompletedTask;
        });

    public static void MapDocuments(this WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/docs/")).ExcludeFromDescription().OpenToAll();
        app.MapOpenApi("/openapi/{documentName}.json").OpenToAll();
        app.MapScalarApiReference("/docs", (options, context) =>
            {
                options.WithNonce().DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
                options.Title = "Foresale";
                options.ShowDeveloperTools = DeveloperToolsVisibility.Never; // its buttons lead to a service elsewhere
            })
            .AddEndpointFilter(PagePolicyAsync)
            .OpenToAll();
    }

    /// <summary>The page starts itself by a script within it, which the nonce allows; whatever it might load from elsewhere is refused by the browser.</summary>
    private static async ValueTask<object?> PagePolicyAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var answer = await next(call);
        if (call.HttpContext.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            call.HttpContext.Items[SecurityHeaders.PagePolicyItem] =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        }

        return answer;
    }
}
