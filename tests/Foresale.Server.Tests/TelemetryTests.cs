using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Foresale.Server.Keys;
using Foresale.Server.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Foresale.Server.Tests;

public class TelemetryTests
{
    [Theory]
    [InlineData("Bearer fsk_read_abcDEF-_123 x", "[hidden] x")]
    [InlineData("GET /mp/collect?measurement_id=G-1&api_secret=s3cr%20et&x=1", "GET /mp/collect?measurement_id=G-1&api_secret=[hidden]&x=1")]
    [InlineData("/t?KEY=abc", "/t?KEY=[hidden]")]
    [InlineData("Authorization: Basic ZnNrX2luZ2VzdA==", "Authorization: Basic [hidden]")]
    [InlineData("the monkey=3 stays", "the monkey=3 stays")]
    public void Secrets_are_taken_out_of_text(string text, string expected)
    {
        Assert.Equal(expected, Redaction.Of(text).Replace("Bearer [hidden]", "[hidden]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_key_reaches_a_log_by_whatever_way_it_came()
    {
        await using var server = await TestServer.StartAsync(["--Foresale:Telemetry:RequestLog", "true", "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"], SomeRoutes.Map);
        var keys = await SendByEveryCarrierAsync(server);

        Assert.Contains("POST /t/ingest/ 200", server.Logs.Text, StringComparison.Ordinal);
        Assert.All(keys, k => Assert.DoesNotContain(k, server.Logs.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task The_process_prints_no_key_but_the_first_and_ends_cleanly_when_asked_to(string form)
    {
        var data = Directory.CreateTempSubdirectory("foresale-server-").FullName;
        var exe = Path.Combine(AppContext.BaseDirectory, "Foresale.Server.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [exe, "--data", data, "--urls", "http://127.0.0.1:0", "--Foresale:Telemetry:RequestLog", "true", "--Foresale:Telemetry:Logs", form, "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Trace"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var log = new StringBuilder();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            log.AppendLine(line.Data);
            if (line.Data?.Split("Now listening on: ") is [_, var rest])
            {
                address.TrySetResult(new Uri(rest.Split('"', ' ')[0]));
            }
        };
        process.BeginErrorReadLine();
        var admin = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[^1];
        var uri = await address.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        using var client = new HttpClient { BaseAddress = uri };
        await client.GetAsync(new Uri($"/health/live?key={admin}&api_secret=other-secret", UriKind.Relative), TestContext.Current.CancellationToken);
        await client.GetAsync(new Uri($"/fsk/{admin}", UriKind.Relative), TestContext.Current.CancellationToken);
        await client.GetAsync(new Uri("/a%0d%0ainfo: forged", UriKind.Relative), TestContext.Current.CancellationToken);
        using (var socket = new TcpClient(uri.Host, uri.Port))
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /?key={admin} oops\r\n\r\n"), TestContext.Current.CancellationToken);
            await socket.GetStream().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }

        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        process.WaitForExit();
        var text = log.ToString();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("[hidden]", text, StringComparison.Ordinal);
        Assert.DoesNotContain(admin, text, StringComparison.Ordinal);
        Assert.DoesNotContain("other-secret", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^info: forged", text);
        Assert.True(form == "text" || text.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(l => JsonDocument.Parse(l).RootElement.TryGetProperty("message", out _)));
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Traces_leave_for_the_collector_without_a_key()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var got = ReceiveAsync(collector, "/t/ingest");
        string[] keys;
        await using (var server = await TestServer.StartAsync(["--Foresale:Telemetry:Otlp", $"http://{collector.LocalEndpoint}/v1/traces", "--Foresale:Telemetry:OtlpProtocol", "http"], SomeRoutes.Map))
        {
            keys = await SendByEveryCarrierAsync(server);
        }

        var sent = await got.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains("/t/ingest", sent, StringComparison.Ordinal);
        Assert.All(keys, k => Assert.DoesNotContain(k, sent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traces_name_routes_and_no_shopper()
    {
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        var got = ReceiveAsync(collector, "/t/users/{id}");
        await using (var server = await TestServer.StartAsync(["--Foresale:Telemetry:Otlp", $"http://{collector.LocalEndpoint}/v1/traces", "--Foresale:Telemetry:OtlpProtocol", "http"], app => app.MapGet("/t/users/{id}", (string id) => id).OpenToAll()))
        {
            await server.SendAsync(HttpMethod.Get, "/t/users/anna.schmidt");
            await server.SendAsync(HttpMethod.Get, "/t/nowhere/anna.schmidt");
        }

        var sent = await got.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains("/t/users/{id}", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("anna.schmidt", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_for_read_keys_and_count_refused_keys()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync(HttpMethod.Get, "/metrics", "fsk_read_guess");

        var closed = await server.SendAsync(HttpMethod.Get, "/metrics");
        var open = await server.SendAsync(HttpMethod.Get, "/metrics", server.Key(Scope.Read));

        Assert.Equal((401, 200), (closed.Status, open.Status));
        Assert.Matches("""(?m)^foresale_keys_refused\w*\{[^}]*reason="unknown"[^}]*\} 1( \d+)?$""", open.Body);
        Assert.Contains("http_server_request_duration_seconds", open.Body, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc", open.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readiness_lists_what_it_waits_for_and_liveness_does_not_wait()
    {
        await using var server = await TestServer.StartAsync([], add: b => b.Services.AddHealthChecks().AddCheck("model", () => HealthCheckResult.Unhealthy("no model is loaded yet.")));

        var live = await server.SendAsync(HttpMethod.Get, "/health/live");
        var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");

        Assert.Equal(200, live.Status);
        Assert.Equal(503, ready.Status);
        Assert.Equal("""{"ok":false,"probes":[{"name":"running","ok":true},{"name":"data_folder","ok":true},{"name":"model","ok":false,"reason":"no model is loaded yet."}]}""", ready.Body);
    }

    [Fact]
    public async Task Readiness_that_anybody_may_ask_for_writes_to_the_disk_once_in_a_few_seconds()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync([], add: b => b.Services.AddSingleton<TimeProvider>(clock));
        var written = Path.Combine(server.Data, ".ready");
        async Task<bool> WritesAsync()
        {
            File.Delete(written);
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.SendAsync(HttpMethod.Get, "/health/ready"))), a => Assert.Equal(200, a.Status));
            return File.Exists(written);
        }

        Assert.True(await WritesAsync());
        Assert.False(await WritesAsync());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await WritesAsync());
    }

    private static async Task<string[]> SendByEveryCarrierAsync(TestServer server)
    {
        var key = server.Key(Scope.Ingest);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":"));
        await server.SendAsync(HttpMethod.Post, "/t/ingest", key);
        await server.SendAsync(HttpMethod.Post, "/t/ingest", headers: ("X-Api-Key", key));
        await server.SendAsync(HttpMethod.Post, $"/t/ingest?key={key}");
        await server.SendAsync(HttpMethod.Post, $"/t/ingest?api_secret={key}");
        await server.SendAsync(HttpMethod.Post, "/t/ingest", headers: ("Authorization", $"Basic {basic}"));
        await server.SendAsync(HttpMethod.Post, $"/t/plain?key={key}&api_secret={key}");
        await server.SendAsync(HttpMethod.Get, $"/t/fault?key={key}", server.AdminKey);
        return [key, basic, server.AdminKey];
    }

    /// <summary>A collector in a few lines: answers 200 and keeps the bytes.</summary>
    private static async Task<string> ReceiveAsync(TcpListener collector, string until)
    {
        using var connection = await collector.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        var all = new StringBuilder();
        var buffer = new byte[1 << 16];
        while (!all.ToString().Contains(until, StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            all.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        await Task.Delay(500, TestContext.Current.CancellationToken);
        while (stream.DataAvailable)
        {
            all.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)));
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        return all.ToString();
    }
}
