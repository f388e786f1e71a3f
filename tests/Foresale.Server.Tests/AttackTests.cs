using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Foresale.Server.Tests;

/// <summary>Attacks on every route that the server has, those of later parts included: none gives 5xx, none shows a stack, none opens what is closed.</summary>
public class AttackTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>What is sent: name, request line and headers (M the method, P the path, K a key that may do anything), body.</summary>
    public static TheoryData<string, string, string> Attacks => new()
    {
        { "a path with an encoded slash", "M P/..%2f..%2fetc/passwd HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a path that climbs", "M P/../../../etc/passwd HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a zero in the path", "M P/%00 HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a line break in the path", "M P/%0d%0aSet-Cookie:%20x=1 HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a path with two slashes", "M /P HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "backslashes", "M P\\..\\..\\x HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a path of bytes that are no UTF-8", "M P/%ff%fe%c0%af HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a raw byte above ASCII in the path", "M P/\u00ff HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a very long path", "M P/@20000 HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a huge query", "M P?q=@7000 HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a query of many parts", "M P?#2000 HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a query that is no UTF-8", "M P?limit=%ff&month=%ff&key=%ff HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a method that overrides", "GET P HTTP/1.1\nHost: a\nX-HTTP-Method-Override: DELETE\nX-Method-Override: DELETE", "" },
        { "a method that nobody has", "BREW P HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "trace", "TRACE P HTTP/1.1\nHost: a\nAuthorization: Bearer K", "" },
        { "a key twice", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nAuthorization: Bearer K", "" },
        { "a key by two ways", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nX-Api-Key: K", "" },
        { "two lengths", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Length: 1\nContent-Length: 2", "ab" },
        { "a length and chunks", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Length: 5\nTransfer-Encoding: chunked", "0\r\n\r\n" },
        { "a negative length", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Length: -1", "" },
        { "two hosts", "M P HTTP/1.1\nHost: a\nHost: b\nAuthorization: Bearer K", "" },
        { "no host", "M P HTTP/1.1\nAuthorization: Bearer K", "" },
        { "a host with a line break in it", "M P HTTP/1.1\nHost: a%0d%0ax\nAuthorization: Bearer K", "" },
        { "a header with a bare line feed", "M P HTTP/1.1\nHost: a\nX-A: b\u000bc\nAuthorization: Bearer K", "" },
        { "a folded header", "M P HTTP/1.1\nHost: a\nX-A: b\n c: d\nAuthorization: Bearer K", "" },
        { "a header that is no UTF-8", "M P HTTP/1.1\nHost: a\nX-A: \u00ff\u00fe\nAuthorization: Bearer K", "" },
        { "a huge header", "M P HTTP/1.1\nHost: a\nX-A: @40000\nAuthorization: Bearer K", "" },
        { "a key of bytes", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer \u00ff\u00fe", "" },
        { "a basic key that is no base64", "M P HTTP/1.1\nHost: a\nAuthorization: Basic ***", "" },
        { "a basic key that is very long", "M P HTTP/1.1\nHost: a\nAuthorization: Basic @8000", "" },
        { "a wrong type", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: \u00ff/;;=\nContent-Length: 2", "{}" },
        { "a charset that nobody has", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json; charset=x-none\nContent-Length: 2", "{}" },
        { "JSON that is no UTF-8", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 12", "{\"name\":\"\u00ff\"}" },
        { "JSON of another shape", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 13", "[[{\"a\":null}]" },
        { "JSON that is very deep", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 5000", "[5000" },
        { "null for a body", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 4", "null" },
        { "no body", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 0", "" },
        { "a gzip that is none", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Encoding: gzip\nContent-Length: 2", "{}" },
        { "two packings", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Encoding: gzip, gzip\nContent-Length: 2", "{}" },
        { "a body that is too large", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nContent-Length: 99999999999", "{" },
        { "chunks that are none", "M P HTTP/1.1\nHost: a\nAuthorization: Bearer K\nContent-Type: application/json\nTransfer-Encoding: chunked", "zz\r\n{}\r\n" },
        { "HTTP/2 on HTTP/1", "PRI * HTTP/2.0\nHost: a", "SM\r\n\r\n" },
        { "no HTTP", "\u0016\u0003\u0001\u0002\u0000", "\u0001" },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task No_attack_breaks_a_route(string name, string head, string body)
    {
        await using var server = await StartAsync();
        foreach (var (method, path) in Targets(server))
        {
            var answer = await server.SendRawAsync(Request(server, head, body, method, path), s_patience);

            var text = $"{name}: {method} {path} gave {answer[..Math.Min(answer.Length, 400)]}";
            Assert.False(answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal), text);
            Assert.False(!answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal) && Regex.IsMatch(answer, @"   at |\.cs:line|System\.[A-Z]|Exception", RegexOptions.CultureInvariant, s_patience), text);
            Assert.DoesNotContain("\nSet-Cookie:", answer, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(" failed, trace ", server.Logs.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/health/ready")).Status);
    }

    [Fact]
    public async Task Every_closed_route_refuses_no_key_a_wrong_one_an_ended_one_and_a_revoked_one()
    {
        await using var server = await StartAsync();
        var ended = server.Key(Scope.Admin, DateTimeOffset.UnixEpoch);
        var (gone, revoked) = server.Ring.Make("gone", Scope.Admin, expires: null);
        server.Ring.Revoke(gone.Id);

        var asked = 0;
        foreach (var route in RouteTests.Routes(server.App).Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var scope = route.Metadata.GetMetadata<NamedScope>()?.Scope;
            var other = scope == Scope.Ingest ? Scope.Read : Scope.Ingest;
            foreach (var (method, path) in Targets(route))
            {
                foreach (var key in new[] { null, "fsk_admin_guess", ended, revoked, "" })
                {
                    Assert.Equal((method, path, key, 401), (method, path, key, (await server.SendAsync(new HttpMethod(method), path, key)).Status));
                }

                Assert.Equal((method, path, 403), (method, path, (await server.SendAsync(new HttpMethod(method), path, server.Key(other))).Status));
                asked++;
            }
        }

        Assert.True(asked >= 5, $"only {asked} routes were asked");
    }

    [Fact]
    public async Task Every_route_outlives_bodies_that_are_too_large_as_they_come_or_unpacked()
    {
        await using var server = await StartAsync("--Foresale:Limits:BodyBytes", "20000", "--Foresale:Limits:DecompressedBytes", "40000");

        foreach (var (method, path) in Targets(server).Where(t => t.Method is "POST" or "PUT"))
        {
            var large = await server.SendAsync(new HttpMethod(method), path, server.AdminKey, Json(new ByteArrayContent(Encoding.ASCII.GetBytes(new string(' ', 30_000)))));
            var bomb = await server.SendAsync(new HttpMethod(method), path, server.AdminKey, Json(LimitTests.Gzip(10_000_000)));

            Assert.True(large.Status is >= 400 and < 500, $"{method} {path}: {large.Status}");
            Assert.True(bomb.Status is >= 400 and < 500, $"{method} {path}: {bomb.Status}");
        }
    }

    private static Task<TestServer> StartAsync(params string[] args) =>
        TestServer.StartAsync(["--Foresale:Limits:RequestsPerSecond", "0", "--Foresale:Limits:RequestsPerSecondWithoutKey", "0", .. args]);

    private static HttpContent Json(HttpContent content)
    {
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static IEnumerable<(string Method, string Path)> Targets(TestServer server) => RouteTests.Routes(server.App).SelectMany(Targets).Distinct();

    private static IEnumerable<(string Method, string Path)> Targets(RouteEndpoint route)
    {
        var path = "/" + Regex.Replace(route.RoutePattern.RawText ?? "", @"\{[^}]*\}", "v1", RegexOptions.CultureInvariant, s_patience).Trim('/');
        return (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (m, path));
    }

    /// <summary>@n stands for n letters, #n for n query parts, a body [n for n brackets. The connection is closed after the answer.</summary>
    private static byte[] Request(TestServer server, string head, string body, string method, string path)
    {
        var isHttp = head.Contains(" HTTP/1.1\n", StringComparison.Ordinal);
        var line = Regex.Replace(head, @"^M | /?P(?=[ /?\\])|Bearer K|Api-Key: K|@(?<n>\d+)|#(?<q>\d+)", m => m switch
        {
            { Value: "M " } => method + " ",
            { Value: " P" or " /P" } => m.Value[..^1] + path,
            { Groups: var g } when g["n"].Success => new string('a', int.Parse(g["n"].Value, CultureInfo.InvariantCulture)),
            { Groups: var g } when g["q"].Success => string.Join('&', Enumerable.Range(0, int.Parse(g["q"].Value, CultureInfo.InvariantCulture)).Select(i => $"{i % 100}")),
            _ => m.Value[..^1] + server.AdminKey,
        }, RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture, s_patience);
        var sent = body == "[5000" ? new string('[', 5000) : body;
        return Encoding.Latin1.GetBytes(line.Replace("\n", "\r\n", StringComparison.Ordinal) + (isHttp ? "\r\nConnection: close" : "") + "\r\n\r\n" + sent);
    }
}
