using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Foresale.Server.Keys;

/// <summary>How a route or a group of routes says who may call it. One that says nothing is open to nobody.</summary>
public static class RouteScopes
{
    /// <summary>For ingest keys, and admin keys.</summary>
    public static TBuilder RequireIngest<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.Require(Scope.Ingest);

    /// <summary>For read keys, and admin keys.</summary>
    public static TBuilder RequireRead<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.Require(Scope.Read);

    /// <summary>For admin keys.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.Require(Scope.Admin);

    /// <summary>For everybody, without a key.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AllowAnonymous();

    /// <summary>Takes ingest keys by further ways; for routes of scope ingest.</summary>
    public static TBuilder AcceptKeysBy<TBuilder>(this TBuilder routes, KeyCarriers carriers)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new AcceptedCarriers(carriers));

    /// <summary>The id of the key that a request came with; null without one.</summary>
    public static string? KeyId(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User.FindFirstValue(KeyAuthentication.IdClaim);
    }

    private static TBuilder Require<TBuilder>(this TBuilder routes, Scope scope)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(KeyText.NameOf(scope)).WithMetadata(new NamedScope(scope));
}

/// <summary>The scope that a route names.</summary>
internal sealed record NamedScope(Scope Scope);

/// <summary>The further ways by which a route takes keys.</summary>
internal sealed record AcceptedCarriers(KeyCarriers Carriers);

/// <summary>Holds for a request that no route will serve: its answer is 404, 405 or 415 whoever asks.</summary>
internal sealed class NoRoute : AuthorizationHandler<NoRoute>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NoRoute requirement)
    {
        if (context.Resource is HttpContext request && request.GetEndpoint() is not RouteEndpoint)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
