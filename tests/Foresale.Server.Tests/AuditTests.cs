using System.Net.Http.Json;
using Foresale.Server.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Foresale.Server.Tests;

public class AuditTests
{
    [Fact]
    public async Task Making_and_revoking_a_key_is_written_down_with_who_did_it()
    {
        await using var server = await TestServer.StartAsync();
        var admin = server.Ring.All[0].Id;

        var made = (await server.SendAsync(HttpMethod.Post, "/v1/keys", server.AdminKey, JsonContent.Create(new { name = "till", scope = "ingest" }))).Json.GetProperty("id").GetString();
        await server.SendAsync(HttpMethod.Delete, $"/v1/keys/{made}", server.AdminKey);
        var entries = (await server.SendAsync(HttpMethod.Get, "/v1/audit", server.AdminKey)).Json.EnumerateArray().Select(e => $"{e.GetProperty("key")} {e.GetProperty("action")} {e.GetProperty("subject")} {e.GetProperty("outcome")}");

        Assert.Equal([$"server key_made {admin} first admin key", $"{admin} key_made {made} ingest: till", $"{admin} key_revoked {made} till"], entries);
    }

    [Fact]
    public async Task Each_month_has_a_file_and_lines_are_only_ever_added()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 31, 23, 59, 59, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync([], add: b => b.Services.AddSingleton<TimeProvider>(clock));
        var log = server.App.Services.GetRequiredService<AuditLog>();
        var may = Path.Combine(server.Data, "audit", "2026-05.jsonl");
        var before = await File.ReadAllTextAsync(may, TestContext.Current.CancellationToken);

        await log.WriteAsync(AuditLog.Server, AuditActions.Backup, "all", "done", TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(1));
        await log.WriteAsync(AuditLog.Server, AuditActions.Export, "all", "3 days\nof events", TestContext.Current.CancellationToken);

        Assert.StartsWith(before, await File.ReadAllTextAsync(may, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("""{"time":"2026-06-01T00:00:00+00:00","key":"server","action":"export","subject":"all","outcome":"3 days\nof events"}""" + "\n", await File.ReadAllTextAsync(Path.Combine(server.Data, "audit", "2026-06.jsonl"), TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(may));
    }

    [Fact]
    public async Task A_line_that_a_crash_tore_swallows_no_later_one()
    {
        await using var server = await TestServer.StartAsync();
        var log = server.App.Services.GetRequiredService<AuditLog>();
        var file = Directory.GetFiles(Path.Combine(server.Data, "audit"))[0];
        var month = DateOnly.ParseExact(Path.GetFileNameWithoutExtension(file), "yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);

        await File.AppendAllTextAsync(file, "{\"time\":\"2026-", TestContext.Current.CancellationToken);
        await log.WriteAsync(AuditLog.Server, AuditActions.Backup, "all", "done", TestContext.Current.CancellationToken);

        Assert.Equal([AuditActions.KeyMade, AuditActions.Backup], log.Read(month).Select(e => e.Action));
    }

    [Fact]
    public async Task Many_at_once_lose_no_line()
    {
        await using var server = await TestServer.StartAsync();
        var log = server.App.Services.GetRequiredService<AuditLog>();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => log.WriteAsync(AuditLog.Server, AuditActions.UserErased, $"u{i}", "done", CancellationToken.None))));
        var entries = (await server.SendAsync(HttpMethod.Get, "/v1/audit", server.AdminKey)).Json.EnumerateArray().Select(e => e.GetProperty("subject").GetString());

        Assert.Equal(50, entries.Count(s => s!.StartsWith('u')));
    }
}
