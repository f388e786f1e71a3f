using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Routing;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Every route of a shop, attacked.</summary>
public sealed class RouteTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private static readonly string[] s_bodies = ["", "{", "[]", "null", "[null]", "{\"events\":7}", "{\"user_id\":7,\"item_ids\":{}}", "[{\"item_id\":{}}]", "[{\"item_id\":\"\\ud800\"}]", "[{\"item_id\":\"i\",\"x\":\"\\ud800\"}]", "{\"path\":\"/nowhere\"}", "\u0000", new('[', 5_000)];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Fact]
    public async Task No_route_serves_without_a_key_of_its_scope_and_no_body_breaks_one()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        var (ingest, read) = (server.Ring.Make("i", Scope.Ingest, expires: null).Text, server.Ring.Make("r", Scope.Read, expires: null).Text);
        var routes = server.Routes.Where(r => r.Path.StartsWith("/v1/", StringComparison.Ordinal)).ToList();

        Assert.True(routes.Count >= 27, $"{routes.Count} routes");
        foreach (var (method, path, scope) in routes)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(server, method, path, key: null, "")).Status);
            var wrong = scope switch { Scope.Ingest => read, _ => ingest };
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(server, method, path, wrong, "")).Status);
            foreach (var body in s_bodies)
            {
                var (status, text) = await SendAsync(server, method, path, server.Key, body);
                Assert.True((int)status < 500, $"{method} {path} {body[..Math.Min(20, body.Length)]}: {(int)status} {text}");
                Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Each_route_that_takes_events_takes_the_example_that_the_api_page_shows_of_it()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        var paths = (await server.GetAsync("openapi/v1.json")).GetProperty("paths");

        foreach (var (_, path, _) in server.Routes.Where(r => r.Scope is Scope.Ingest))
        {
            var body = paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").EnumerateObject().Single();
            var (status, text) = await SendAsync(server, HttpMethod.Post, path, server.Key, body.Value.GetProperty("example").GetRawText(), body.Name);
            Assert.True(status is HttpStatusCode.OK && text.Contains("\"rejected\":[]", StringComparison.Ordinal), $"{path}: {text}");
        }
    }

    [Fact]
    public async Task A_page_s_key_may_write_and_nothing_else()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        var ingest = server.Ring.Make("page", Scope.Ingest, expires: null).Text;

        var sent = await SendAsync(server, HttpMethod.Post, $"/v1/events?key={ingest}", key: null, """{"event_id":"e","time":1772445600,"user_id":"u","behavior":"view"}""", "text/plain");
        var read = await SendAsync(server, HttpMethod.Get, $"/v1/intent/users/u?key={ingest}", key: null, "");

        Assert.Equal((HttpStatusCode.OK, true), (sent.Status, sent.Text.Contains("\"accepted\":1", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Unauthorized, read.Status);
    }

    [Theory]
    [InlineData("track", """{"userId":"u","event":"Product Viewed","properties":{"product_id":"p"}}""", 1, 0)]
    [InlineData("page", """{"userId":"u","name":"Home"}""", 1, 0)]
    [InlineData("screen", """{"userId":"u","name":"Home"}""", 1, 0)]
    [InlineData("identify", """{"userId":"u","traits":{}}""", 0, 1)]
    [InlineData("batch", """{"batch":[{"type":"page","userId":"u"}]}""", 1, 0)]
    public async Task A_call_of_Segment_is_named_by_its_route(string call, string body, int accepted, int ignored)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);

        var (_, text) = await SendAsync(server, HttpMethod.Post, $"/v1/{call}", server.Key, body);

        Assert.StartsWith($"{{\"accepted\":{accepted},\"duplicates\":0,\"late\":0,\"ignored\":{ignored},\"merged\":0,\"rejected\":[]", text, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(LiveServer server, HttpMethod method, string path, string? key, string body, string type = "application/json")
    {
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        using var request = new HttpRequestMessage(method, path.Replace("{id}", "u1", StringComparison.Ordinal));
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
