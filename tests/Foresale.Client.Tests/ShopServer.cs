using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foresale.Client.Tests;

/// <summary>One request as it came.</summary>
internal sealed record Received(string Method, string Path, string Query, string? Authorization, string? ContentType, string? Encoding, string Body);

/// <summary>A real Kestrel on loopback that keeps the HTTP contract: events are durable once by id. <see cref="Misbehave"/> may answer in its place.</summary>
internal sealed class ShopServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ShopServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Answers a request and says true, or leaves it to the contract.</summary>
    public Func<HttpContext, Received, Task<bool>> Misbehave { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Answers by the contract of other routes.</summary>
    public Func<Received, IResult>? Other { get; set; }

    public ConcurrentQueue<Received> Requests { get; } = [];

    /// <summary>What was acknowledged, by event_id.</summary>
    public ConcurrentDictionary<string, JsonNode> Durable { get; } = [];

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<ShopServer> StartAsync(int port = 0)
    {
        var server = new ShopServer(port);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        await using Stream body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        using var reader = new StreamReader(body);
        var received = new Received(request.Method, request.Path, request.QueryString.Value ?? "", request.Headers.Authorization, request.ContentType, request.Headers.ContentEncoding, await reader.ReadToEndAsync());
        Requests.Enqueue(received);
        if (!await Misbehave(context, received))
        {
            var result = received is { Method: "POST", Path: "/v1/events" } ? Store(received.Body) : Other?.Invoke(received) ?? Results.Problem("No such thing here.", statusCode: 404);
            await result.ExecuteAsync(context);
        }
    }

    /// <summary>A negative price is rejected, all else is stored.</summary>
    private IResult Store(string lines)
    {
        var (accepted, duplicates, rejected) = (0, 0, new JsonArray());
        foreach (var (index, line) in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Index())
        {
            var shopEvent = JsonNode.Parse(line)!;
            if ((decimal?)shopEvent["price"] < 0)
            {
                rejected.Add(new JsonObject { ["place"] = $"body({index + 1}).price", ["found"] = "it is below 0.", ["remedy"] = "Give a price of 0 or more." });
            }
            else if (Durable.TryAdd((string)shopEvent["event_id"]!, shopEvent))
            {
                accepted++;
            }
            else
            {
                duplicates++;
            }
        }

        return Results.Text(new JsonObject { ["accepted"] = accepted, ["duplicates"] = duplicates, ["late"] = 0, ["ignored"] = 0, ["rejected"] = rejected }.ToJsonString(), "application/json");
    }
}
