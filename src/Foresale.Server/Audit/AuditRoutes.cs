using System.Globalization;
using Foresale.Events;
using Foresale.Server.Keys;

namespace Foresale.Server.Audit;

/// <summary>Reading the audit log.</summary>
internal static class AuditRoutes
{
    private const int Most = 10_000;

    public static void AddAudit(this WebApplicationBuilder builder) => builder.Services.AddSingleton<AuditLog>();

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/audit", List).WithTags("Audit").WithName("ListAudit").RequireAdmin()
            .WithSummary("Who did what in a month (`month=2026-11`, this one by default): the last 1,000 entries, or `limit`; oldest first.");

    private static IReadOnlyList<AuditEntry> List(AuditLog log, TimeProvider clock, string? month = null, int limit = 1_000)
    {
        if (limit is < 1 or > Most)
        {
            throw new UserFaultException("limit", $"{limit.ToString(CultureInfo.InvariantCulture)} is not allowed.", $"Give 1 to {Most}.");
        }

        var first = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (month is not null && !DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
        {
            throw new UserFaultException("month", "this is no month.", "Give one such as 2026-11.");
        }

        return [.. log.Read(first).TakeLast(limit)];
    }
}
