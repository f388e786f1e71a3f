using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Foresale.Server.Keys;
using Foresale.Server.Limits;
using Microsoft.Extensions.DependencyInjection;

namespace Foresale.Server.Tests;

public class LimitTests
{
    [Fact]
    public async Task A_body_is_limited_as_it_comes_and_as_it_unpacks()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:BodyBytes", "2000", "--Foresale:Limits:DecompressedBytes", "50000"], SomeRoutes.Map);

        var small = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, new ByteArrayContent(new byte[2000]));
        var large = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, new ByteArrayContent(new byte[2001]));
        var packed = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, Gzip(50_000));
        var bomb = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, Gzip(1_000_000));

        Assert.Equal((200, "2000 bytes"), (small.Status, small.Body));
        Assert.Equal((413, "body: it is larger than the server takes. Send it in smaller parts."), (large.Status, large.Detail));
        Assert.Equal((200, "50000 bytes"), (packed.Status, packed.Body));
        Assert.Equal((413, "body: unpacked it is larger than 50000 bytes. Send it in smaller parts."), (bomb.Status, bomb.Detail));
    }

    [Fact]
    public async Task A_damaged_gzip_and_another_packing_are_told()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);
        var damaged = new ByteArrayContent([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        damaged.Headers.ContentEncoding.Add("gzip");
        var brotli = new ByteArrayContent([1]);
        brotli.Headers.ContentEncoding.Add("br");

        var first = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, damaged);
        var second = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, brotli);

        Assert.Equal((400, "body: this is no gzip, or it is damaged. Pack it again, or leave Content-Encoding out."), (first.Status, first.Detail));
        Assert.Equal((415, "content-encoding: the body is packed in a way that the server does not read. Use gzip, or send it unpacked."), (second.Status, second.Detail));
    }

    [Fact]
    public async Task Each_key_has_requests_of_its_own_and_waits_when_they_are_spent()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:RequestsPerSecond", "1"], SomeRoutes.Map);
        var (one, other) = (server.Key(Scope.Ingest), server.Key(Scope.Ingest));

        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await server.SendAsync(HttpMethod.Post, "/t/plain", one));
        }

        var refused = Assert.Single(answers.Where(a => a.Status == 429).Take(1));
        Assert.Equal("rate: more requests came than are allowed. Wait as Retry-After says, and send larger batches.", refused.Detail);
        Assert.Equal("1", refused["Retry-After"]);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", other)).Status);
    }

    [Fact]
    public async Task Callers_without_a_good_key_share_the_requests_of_their_address()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:RequestsPerSecondWithoutKey", "1"], SomeRoutes.Map);

        var answers = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add((await server.SendAsync(HttpMethod.Post, "/t/plain", $"fsk_ingest_guess{i}")).Status);
        }

        Assert.Contains(401, answers);
        Assert.Contains(429, answers);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey)).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/health/live")).Status);
    }

    [Fact]
    public async Task One_visitor_of_a_page_does_not_use_up_its_key_for_the_others()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:RequestsPerSecondOfVisitor", "1", "--Foresale:Limits:OwnServers:0", "10.0.0.0/8", "--Foresale:Proxies:Trusted:0", "127.0.0.1"], SomeRoutes.Map);
        var page = server.Key(Scope.Ingest);
        async Task<IEnumerable<int>> SendAsync(string key, string from)
        {
            var answers = new List<int>();
            for (var i = 0; i < 4; i++)
            {
                answers.Add((await server.SendAsync(HttpMethod.Post, "/t/plain", key, headers: ("X-Forwarded-For", from))).Status);
            }

            return answers;
        }

        Assert.Contains(429, await SendAsync(page, "203.0.113.7"));
        Assert.Contains(429, await SendAsync(page, "2001:db8::1"));
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", page, headers: ("X-Forwarded-For", "203.0.113.8"))).Status);
        Assert.DoesNotContain(429, await SendAsync(page, "10.1.2.3"));
        Assert.DoesNotContain(429, await SendAsync(server.AdminKey, "203.0.113.7"));
    }

    [Fact]
    public async Task What_one_visitor_is_refused_is_not_taken_from_the_key()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:RequestsPerSecondOfVisitor", "1", "--Foresale:Limits:RequestsPerSecond", "10", "--Foresale:Proxies:Trusted:0", "127.0.0.1"], SomeRoutes.Map);
        var page = server.Key(Scope.Ingest);

        for (var i = 0; i < 40; i++)
        {
            await server.SendAsync(HttpMethod.Post, "/t/plain", page, headers: ("X-Forwarded-For", "203.0.113.7"));
        }

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", page, headers: ("X-Forwarded-For", "203.0.113.8"))).Status);
    }

    [Fact]
    public async Task A_proxy_that_no_setting_names_is_told_of_once()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        await server.SendAsync(HttpMethod.Get, "/t/address", headers: ("X-Forwarded-For", "203.0.113.7"));
        await server.SendAsync(HttpMethod.Get, "/t/address", headers: ("X-Forwarded-For", "203.0.113.8"));

        Assert.Single(System.Text.RegularExpressions.Regex.Matches(server.Logs.Text, "A request from 127.0.0.1 came with X-Forwarded-For, and Foresale:Proxies:Trusted names no proxy", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_bodies_are_read_while_there_is_room_and_told_to_come_again_where_there_is_none(bool isPacked)
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:BodyBytesAtOnce", "45000"], SomeRoutes.Map);
        HttpContent Large() => isPacked ? Gzip(40_000) : new ByteArrayContent(new byte[40_000]);
        var path = $"POST /t/plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {server.AdminKey}\r\nContent-Length: 40000\r\n\r\n";
        using var first = new System.Net.Sockets.TcpClient();
        await first.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        await first.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(path), .. new byte[39_999]], TestContext.Current.CancellationToken);

        for (var bodies = server.App.Services.GetRequiredService<BodiesInHand>(); bodies.Held < 39_999;)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        var second = await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, Large());
        Assert.Equal((503, "1", "bodies: as many bytes of bodies are in hand as the server takes. Try again after the time in Retry-After."), (second.Status, second["Retry-After"], second.Detail));
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, new ByteArrayContent(new byte[8_000]))).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, Gzip(8_000))).Status); // whose length is not known before
        await first.GetStream().WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        using var answer = new StreamReader(first.GetStream());
        Assert.Contains("40000 bytes", await answer.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("40000 bytes", (await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, Large())).Body);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, "/t/plain", server.AdminKey, new ByteArrayContent(new byte[70_000]))).Status); // alone, a larger one is read too
    }

    [Fact]
    public async Task More_requests_at_once_than_allowed_are_told_to_come_again()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:Concurrent", "1"], SomeRoutes.Map);

        var slow = server.SendAsync(HttpMethod.Get, "/t/slow?ms=1500");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var second = await server.SendAsync(HttpMethod.Get, "/t/slow?ms=1");

        Assert.Equal((503, "1"), (second.Status, second["Retry-After"]));
        Assert.Equal("server: it has as many requests in hand as it takes. Try again after the time in Retry-After.", second.Detail);
        Assert.Equal("done", (await slow).Body);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:RequestSeconds", "1"], SomeRoutes.Map);

        var answer = await server.SendAsync(HttpMethod.Get, "/t/slow?ms=20000");

        Assert.Equal((503, "request: it took longer than 1 seconds. Try again, or ask for less at once."), (answer.Status, answer.Detail));
    }

    [Fact]
    public async Task Slow_headers_and_slow_bodies_are_cut_off()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:HeaderSeconds", "1"], SomeRoutes.Map);
        var body = $"POST /t/plain HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.AdminKey}\r\nContent-Length: 1000\r\n\r\nslow";
        var watch = Stopwatch.StartNew();

        var answers = await Task.WhenAll(
            server.SendRawAsync("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: "u8.ToArray(), TimeSpan.FromSeconds(20)),
            server.SendRawAsync(Encoding.ASCII.GetBytes(body), TimeSpan.FromSeconds(20)));

        Assert.StartsWith("HTTP/1.1 408", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", answers[1], StringComparison.Ordinal);
        Assert.Contains("body: it came too slowly.", answers[1], StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task Requests_in_hand_are_finished_when_the_server_stops_and_no_longer_than_allowed()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Limits:DrainSeconds", "5"], SomeRoutes.Map);

        var slow = server.SendAsync(HttpMethod.Get, "/t/slow?ms=1500");
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await server.App.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (await slow).Status);
    }

    internal static ByteArrayContent Gzip(int zeros)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[zeros]);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
