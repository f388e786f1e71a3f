using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Foresale.Server;
using Foresale.Server.Keys;
using Foresale.Server.Shop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foresale.Cli.Tests.Serving;

/// <summary>The server with a shop in the test's process, on a loopback port, over a data folder that outlives it.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LiveServer(WebApplication app, string key)
    {
        (_app, Key) = (app, key);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Client { get; }

    public string Key { get; }

    public KeyRing Ring => _app.Services.GetRequiredService<KeyRing>();

    /// <summary>Method, path and scope of every route that names one.</summary>
    public IEnumerable<(HttpMethod Method, string Path, Scope Scope)> Routes =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let scope = endpoint.Metadata.GetMetadata<NamedScope>()
        where scope is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (new HttpMethod(method), "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), scope.Scope);

    /// <summary>The models that serve.</summary>
    public ServedModel Models => _app.Services.GetRequiredService<ServedModel>();

    public Erasures Erasures => _app.Services.GetRequiredService<Erasures>();

    public ActiveShoppers Active => _app.Services.GetRequiredService<ActiveShoppers>();

    public ShopState Shop => _app.Services.GetRequiredService<ShopState>();

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="model">The model folder.</param>
    /// <param name="key">The admin key that an earlier start printed; null for the first.</param>
    /// <param name="settings">Further settings.</param>
    public static async Task<LiveServer> StartAsync(string data, string model, string? key, params string[] settings)
    {
        var output = new StringWriter();
        var app = ServerApp.Create(new ServerStart
        {
            Args = ["--data", data, "--model", model, "--urls", "http://127.0.0.1:0", "--Foresale:Limits:EventsPerBody=100000", .. settings],
            Output = output,
            Add = ShopServices.Add,
            Map = ShopServices.Map,
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var server = new LiveServer(app, key ?? output.ToString().Trim().Split(' ')[^1]);
        await UntilAsync(() => server.Shop.IsReady);
        return server;
    }

    /// <summary>Waits for a sign; fails where it does not come within a minute.</summary>
    public static async Task UntilAsync(Func<bool> sign, [CallerArgumentExpression(nameof(sign))] string wanted = "")
    {
        for (var patience = 3_000; !sign(); patience--)
        {
            Assert.True(patience > 0, $"It never came that {wanted}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Whether a server is up and ready.</summary>
    public static bool IsReady(HttpClient client)
    {
        try
        {
            using var answer = client.GetAsync(new Uri("health/ready", UriKind.Relative)).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>An address that nothing listens on.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    /// <summary>Sends native events as JSON Lines.</summary>
    public async Task<JsonElement> SendAsync(IEnumerable<string> lines, HttpStatusCode wanted = HttpStatusCode.OK)
    {
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        return await ReadAsync(await Client.PostAsync(new Uri("v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken), wanted);
    }

    public async Task<JsonElement> GetAsync(string path, HttpStatusCode wanted = HttpStatusCode.OK) =>
        await ReadAsync(await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken), wanted);

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, HttpStatusCode wanted = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await ReadAsync(await Client.SendAsync(request, TestContext.Current.CancellationToken), wanted);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode wanted)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode == wanted, $"{(int)response.StatusCode} {text}");
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        }
    }
}
