using System.Text.Json.Serialization;
using Foresale.Events;
using Foresale.Server.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foresale.Server.Keys;

/// <summary>Making, listing and revoking keys.</summary>
internal static class KeyRoutes
{
    private const int LongestName = 100;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/keys").WithTags("Keys").RequireAdmin();
        group.MapGet("/", List).WithName("ListKeys").WithSummary("All keys, without their texts.");
        group.MapPost("/", MakeAsync).WithName("MakeKey").WithSummary("Makes a key; its text stands in this answer and nowhere else.");
        group.MapDelete("/{id}", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key at once and for good.");
    }

    private static IReadOnlyList<KeyAnswer> List(KeyRing ring) => [.. ring.All.Select(k => KeyAnswer.Of(k))];

    private static async Task<Created<KeyAnswer>> MakeAsync(KeyRequest request, KeyRing ring, AuditLog audit, TimeProvider clock, HttpContext context)
    {
        var scope = request.Scope switch
        {
            "ingest" => Scope.Ingest,
            "read" => Scope.Read,
            "admin" => Scope.Admin,
            _ => throw new UserFaultException("$.scope", $"'{request.Scope}' is no scope.", "Use ingest, read or admin."),
        };
        if (request.Name.Length is 0 or > LongestName || request.Name.Any(char.IsControl))
        {
            throw new UserFaultException("$.name", $"the name has {request.Name.Length} characters, or some that cannot be printed.", $"Give 1 to {LongestName} printable ones that say what the key is for.");
        }

        if (request.Expires <= clock.GetUtcNow())
        {
            throw new UserFaultException("$.expires", "this instant is over.", "Give a later one, or none.");
        }

        // Where the audit log cannot be written, the key's text is never shown: a key without an entry opens nothing.
        var (key, text) = ring.Make(request.Name, scope, request.Expires);
        await audit.WriteAsync(context, AuditActions.KeyMade, key.Id, $"{request.Scope}: {request.Name}");
        return TypedResults.Created($"/v1/keys/{key.Id}", KeyAnswer.Of(key, text));
    }

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(string id, KeyRing ring, AuditLog audit, HttpContext context)
    {
        var key = ring.Revoke(id);
        if (key is null)
        {
            return TypedResults.NotFound();
        }

        await audit.WriteAsync(context, AuditActions.KeyRevoked, key.Id, key.Name);
        return TypedResults.NoContent();
    }

    /// <summary>A key to make.</summary>
    /// <param name="Name">What it is for.</param>
    /// <param name="Scope">ingest, read or admin.</param>
    /// <param name="Expires">From when on it is refused; absent for the server's default.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record KeyRequest(string Name, string Scope, DateTimeOffset? Expires = null);

    /// <summary>A key as it is shown.</summary>
    internal sealed record KeyAnswer(string Id, string Name, string Scope, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked, DateOnly? LastUsed, string? Key)
    {
        public static KeyAnswer Of(ApiKey key, string? text = null) =>
            new(key.Id, key.Name, KeyText.NameOf(key.Scope), key.Created, key.Expires, key.Revoked, key.LastUsed, text);
    }
}
