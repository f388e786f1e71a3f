using System.Net.Http.Json;
using System.Text;
using Foresale.Events;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Foresale.Server.Tests;

public class KeyTests
{
    [Fact]
    public async Task A_first_start_prints_an_admin_key_once_and_keeps_only_its_hash()
    {
        var data = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        string key;
        await using (var first = await TestServer.StartAsync([], data: Path.Combine(data, "inner")))
        {
            key = first.AdminKey;
            Assert.Matches("^Admin key, shown this once: fsk_admin_[A-Za-z0-9_-]{43}\n$", first.Output.ToString());
            Assert.DoesNotContain(key[10..], File.ReadAllText(Path.Combine(first.Data, "keys.json")), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(first.Data, "keys.json")));
            await first.App.StopAsync(TestContext.Current.CancellationToken);
            await first.App.DisposeAsync();

            await using var second = await TestServer.StartAsync([], data: Copy(first.Data));
            Assert.Equal("", second.Output.ToString());
            Assert.Equal(200, (await second.SendAsync(HttpMethod.Get, "/v1/keys", key)).Status);
        }
    }

    [Fact]
    public async Task A_key_does_what_its_scope_says_and_no_more()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);
        var (ingest, read) = (server.Key(Scope.Ingest), server.Key(Scope.Read));

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/ingest", ingest)).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Get, "/t/read/7", ingest)).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Get, "/v1/keys", ingest)).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/t/read/7", read)).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Get, "/v1/keys", read)).Status);
        Assert.Equal("key: its scope is read, and this route is for ingest keys. Send another key.", (await server.SendAsync(HttpMethod.Post, "/t/ingest", read)).Detail);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/ingest", server.AdminKey)).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/t/read/7", server.AdminKey)).Status);
    }

    [Fact]
    public async Task Keys_are_made_listed_without_their_text_and_revoked_at_once()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var made = await server.SendAsync(HttpMethod.Post, "/v1/keys", server.AdminKey, JsonContent.Create(new { name = "shop page", scope = "ingest" }));
        var (id, key) = (made.Json.GetProperty("id").GetString()!, made.Json.GetProperty("key").GetString()!);
        var before = await server.SendAsync(HttpMethod.Post, "/t/ingest", key);
        var list = await server.SendAsync(HttpMethod.Get, "/v1/keys", server.AdminKey);
        var revoked = await server.SendAsync(HttpMethod.Delete, $"/v1/keys/{id}", server.AdminKey);
        var after = await server.SendAsync(HttpMethod.Post, "/t/ingest", key);

        Assert.Equal((201, 200, 204, 401), (made.Status, before.Status, revoked.Status, after.Status));
        Assert.Equal($"/v1/keys/{id}", made["Location"]);
        Assert.Contains("shop page", list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("fsk_", list.Body, StringComparison.Ordinal);
        Assert.Equal("key: the key is revoked. Send a good one as `Authorization: Bearer fsk_...`.", after.Detail);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Delete, "/v1/keys/k_none", server.AdminKey)).Status);
    }

    [Theory]
    [InlineData("""{"name":"x","scope":"root"}""", 422, "$.scope: 'root' is no scope. Use ingest, read or admin.")]
    [InlineData("""{"name":"","scope":"read"}""", 422, "$.name: the name has 0 characters, or some that cannot be printed. Give 1 to 100 printable ones that say what the key is for.")]
    [InlineData("""{"name":"x","scope":"read","expires":"2020-01-01T00:00:00Z"}""", 422, "$.expires: this instant is over. Give a later one, or none.")]
    [InlineData("""{"name":"x"}""", 400, "$: 'scope' is missing. Send it; see /openapi/v1.json for the fields.")]
    [InlineData("""{"name":"x","scope":"read","expires":"soon"}""", 400, "$.expires (1,44): this cannot be read as the JSON that the route takes. See /openapi/v1.json for the fields and their types.")]
    [InlineData("""{"name":"x","scope":"read","admin":true}""", 400, "$.admin (1,36): this cannot be read as the JSON that the route takes. See /openapi/v1.json for the fields and their types.")]
    public async Task A_key_that_cannot_be_made_is_told_by_field(string body, int status, string detail)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(HttpMethod.Post, "/v1/keys", server.AdminKey, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, answer.Status);
        Assert.Equal(detail, answer.Detail);
    }

    [Fact]
    public async Task The_last_admin_key_stays()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(HttpMethod.Delete, $"/v1/keys/{server.Ring.All[0].Id}", server.AdminKey);

        Assert.Equal(409, answer.Status);
        Assert.Equal("id: this is the last admin key. Make another one first.", answer.Detail);
    }

    [Fact]
    public async Task A_key_ends_at_its_instant_and_notes_the_day_of_its_last_use()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map, b => b.Services.AddSingleton<TimeProvider>(clock));
        var key = server.Key(Scope.Ingest, clock.GetUtcNow().AddHours(1));

        var before = await server.SendAsync(HttpMethod.Post, "/t/ingest", key);
        clock.Advance(TimeSpan.FromHours(1));
        var after = await server.SendAsync(HttpMethod.Post, "/t/ingest", key);

        Assert.Equal((200, 401), (before.Status, after.Status));
        Assert.Equal("key: the key has expired. Send a good one as `Authorization: Bearer fsk_...`.", after.Detail);
        Assert.Equal(new DateOnly(2026, 5, 1), server.Ring.All.Single(k => k.Scope == Scope.Ingest).LastUsed);
    }

    [Fact]
    public async Task Ingest_keys_come_by_query_basic_and_api_secret_where_the_route_says_so()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);
        var key = server.Key(Scope.Ingest);
        var basic = ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, $"/t/ingest?key={key}")).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, $"/t/ingest?measurement_id=G-1&api_secret={key}")).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/ingest", headers: basic)).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/ingest", headers: ("X-Api-Key", key))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, $"/t/plain?key={key}")).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, $"/t/plain?api_secret={key}")).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, "/t/plain", headers: basic)).Status);
    }

    [Fact]
    public async Task An_admin_key_in_an_address_is_refused_and_two_keys_are_one_too_many()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);
        var key = server.Key(Scope.Ingest);

        var inAddress = await server.SendAsync(HttpMethod.Post, $"/t/ingest?key={server.AdminKey}");
        var twice = await server.SendAsync(HttpMethod.Post, $"/t/ingest?key={key}", key);

        Assert.Equal("key: a key of scope admin came by a way that is for ingest keys alone. Send a good one as `Authorization: Bearer fsk_...`.", inAddress.Detail);
        Assert.Equal("key: several keys were sent. Send a good one as `Authorization: Bearer fsk_...`.", twice.Detail);
    }

    [Fact]
    public async Task A_key_file_that_others_may_read_or_that_is_damaged_stops_the_start()
    {
        await using var server = await TestServer.StartAsync();
        var data = Copy(server.Data);
        var file = Path.Combine(data, "keys.json");

        File.WriteAllText(file, "{\"schema\":1,\n oops}");
        var damaged = await Assert.ThrowsAsync<UserFaultException>(() => TestServer.StartAsync([], data: data));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var open = await Assert.ThrowsAsync<UserFaultException>(() => TestServer.StartAsync([], data: Copy(data)));

        Assert.Equal($"{file}(2,2): this is no list of keys. Restore it from a backup, or remove it: the next start makes a new admin key.", damaged.Message);
        Assert.EndsWith("keys.json: other users may read or change this file. Run `chmod 600 " + open.Place + "`.", open.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_and_unequal_hashes_are_told_apart_and_keys_never_repeat()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => KeyText.New(Scope.Read)).ToList();

        Assert.Equal(1_000, keys.Distinct().Count());
        Assert.All(keys, k => Assert.InRange(k.Length, 43, KeyText.Longest));
        Assert.True(KeyText.AreSame(KeyText.HashOf("a"), KeyText.HashOf("a")));
        Assert.False(KeyText.AreSame(KeyText.HashOf("a"), KeyText.HashOf("b")));
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        File.Copy(Path.Combine(folder, "keys.json"), Path.Combine(copy, "keys.json"));
        return copy;
    }
}
