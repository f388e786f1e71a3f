using System.Net.Sockets;
using System.Text;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Foresale.Server.Tests;

public class FaultTests
{
    [Fact]
    public async Task A_fault_of_ours_has_a_trace_id_that_stands_in_the_log_and_no_stack()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var answer = await server.SendAsync(HttpMethod.Get, "/t/fault");

        Assert.Equal(500, answer.Status);
        Assert.Equal("application/problem+json", answer["Content-Type"]);
        Assert.Equal("server: this is a fault of Foresale's. Report it with the trace id and the lines of the log that have it.", answer.Detail);
        Assert.DoesNotContain("secret words", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", answer.Body, StringComparison.Ordinal);
        Assert.Contains($"GET /t/fault failed, trace {answer.Json.GetProperty("trace_id").GetString()}", server.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_available_says_why_and_when_to_try_again()
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var answer = await server.SendAsync(HttpMethod.Get, "/t/unavailable");

        Assert.Equal((503, "3"), (answer.Status, answer["Retry-After"]));
        Assert.Equal("shard 7: it is being restored. Try again after the time in Retry-After.", answer.Detail);
    }

    [Fact]
    public async Task A_caller_who_is_gone_in_the_middle_of_a_body_is_no_fault_of_ours()
    {
        var began = 0;
        var server = await TestServer.StartAsync([], app => app.MapPost("/half", async (HttpRequest request, CancellationToken gone) =>
        {
            Interlocked.Increment(ref began);
            await request.Body.CopyToAsync(Stream.Null, gone);
        }).OpenToAll());
        var half = Encoding.ASCII.GetBytes($"POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n{new string('x', 2_500)}");

        for (var i = 0; i < 100; i++) // a reset and the read that sees it race
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
            await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(half, TestContext.Current.CancellationToken);
            await Task.Delay(i % 4, TestContext.Current.CancellationToken);
        }

        await server.DisposeAsync(); // waits for all of them
        Assert.DoesNotContain(server.Logs.Text.Split('\n'), line => line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Warning ", StringComparison.Ordinal));
        Assert.True(began > 50, $"{began} bodies were begun");
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such()
    {
        await using var server = await TestServer.StartAsync([], app => app.MapGet("/write", () => File.WriteAllText("/dev/full", "x")).OpenToAll());

        var answer = await server.SendAsync(HttpMethod.Get, "/write");

        Assert.Equal((503, "30"), (answer.Status, answer["Retry-After"]));
        Assert.Equal("disk: it is full. Make room on the server's disk; nothing of this request was kept.", answer.Detail);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "path: there is nothing here. See /openapi/v1.json for the routes.")]
    [InlineData("PATCH", "/v1/keys", 405, "method: PATCH is not served here. Use GET, POST.")]
    [InlineData("GET", "/t/read/7?page=two", 400, "page: the value cannot be read. See /openapi/v1.json for its type.")]
    [InlineData("GET", "/t/slow", 400, "ms: it is missing. Send it; see /openapi/v1.json for what the route takes.")]
    [InlineData("GET", "/v1/audit?month=..%2f..", 422, "month: this is no month. Give one such as 2026-11.")]
    [InlineData("GET", "/v1/audit?limit=0", 422, "limit: 0 is not allowed. Give 1 to 10000.")]
    public async Task Errors_are_problem_details_that_name_the_place(string method, string path, int status, string detail)
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var answer = await server.SendAsync(new HttpMethod(method), path, server.AdminKey, headers: ("Accept", "text/html"));

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer["Content-Type"]));
        Assert.Equal(detail, answer.Detail);
        Assert.Equal(status, answer.Json.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("text/plain", "hello", 415, "content-type: the route does not read bodies of this type. See /openapi/v1.json for the types that it reads.")]
    [InlineData("application/json", "{\"item\":\"a\",\"price\":\"dear\"}", 400, "$.price (1,27): this cannot be read as the JSON that the route takes. See /openapi/v1.json for the fields and their types.")]
    [InlineData("application/json", "{\"item\":null,\"price\":1}", 400, "$.item (1,13): this cannot be read as the JSON that the route takes. See /openapi/v1.json for the fields and their types.")]
    [InlineData("application/json", "", 400, "sent: it is missing. Send it; see /openapi/v1.json for what the route takes.")]
    public async Task A_body_that_cannot_be_read_is_told_by_field(string type, string body, int status, string detail)
    {
        await using var server = await TestServer.StartAsync([], SomeRoutes.Map);

        var answer = await server.SendAsync(HttpMethod.Post, "/t/ingest/json", server.AdminKey, new StringContent(body, Encoding.UTF8, type));

        Assert.Equal(status, answer.Status);
        Assert.Equal(detail, answer.Detail);
    }
}
