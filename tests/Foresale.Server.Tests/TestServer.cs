using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foresale.Server.Tests;

/// <summary>A server on a loopback port with a data folder of its own, and what it prints and logs.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly string _data;

    private TestServer(string data, WebApplication app, StringWriter output, LogCollector logs)
    {
        (_data, App, Output, Logs) = (data, app, output, logs);
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public StringWriter Output { get; }

    public LogCollector Logs { get; }

    public string Data => _data;

    public string AdminKey => Output.ToString().Trim().Split(' ')[^1];

    public KeyRing Ring => App.Services.GetRequiredService<KeyRing>();

    public static Task<TestServer> StartAsync(params string[] args) => StartAsync(args, map: null);

    public static async Task<TestServer> StartAsync(IReadOnlyList<string> args, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? add = null, string? data = null)
    {
        data ??= Directory.CreateTempSubdirectory("foresale-server-").FullName;
        var output = new StringWriter();
        var logs = new LogCollector();
        var app = ServerApp.Create(new ServerStart
        {
            Args = ["--data", data, "--urls", "http://127.0.0.1:0", .. args],
            Output = output,
            Map = map,
            Add = builder =>
            {
                builder.Logging.ClearProviders().AddProvider(logs);
                add?.Invoke(builder);
            },
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(data, app, output, logs);
    }

    public string Key(Scope scope, DateTimeOffset? expires = null) => Ring.Make("test", scope, expires).Text;

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? key = null, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), all);
    }

    /// <summary>Sends bytes as they are and reads until the server closes or is silent.</summary>
    public async Task<string> SendRawAsync(byte[] request, TimeSpan patience)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, limit.Token);
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // what came until then is the answer
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

public sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Detail => Json.GetProperty("detail").GetString();

    public string? this[string header] => Headers.GetValueOrDefault(header);
}

/// <summary>Routes as others will map them.</summary>
internal static class SomeRoutes
{
    public static void Map(WebApplication app)
    {
        var ingest = app.MapGroup("/t/ingest").RequireIngest().AcceptKeysBy(KeyCarriers.Query | KeyCarriers.Segment | KeyCarriers.Ga4);
        ingest.MapPost("/", CountAsync);
        ingest.MapPost("/json", (Sent sent) => sent.Price);
        app.MapGroup("/t/read").RequireRead().MapGet("/{user}", (string user, int page = 1) => new { user, page });
        app.MapPost("/t/plain", CountAsync).RequireIngest();
        app.MapGet("/t/fault", string () => throw new InvalidOperationException("secret words")).OpenToAll();
        app.MapGet("/t/unavailable", string () => throw new UnavailableException("shard 7", "it is being restored.", TimeSpan.FromSeconds(2.5))).OpenToAll();
        app.MapGet("/t/slow", async (int ms, CancellationToken token) =>
        {
            await Task.Delay(ms, token);
            return "done";
        }).OpenToAll();
        app.MapGet("/t/address", (HttpContext c) => $"{c.Connection.RemoteIpAddress} {c.Request.Scheme}").OpenToAll();
    }

    private static async Task<string> CountAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        var total = 0L;
        for (int count; (count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            total += count;
        }

        return $"{total} bytes";
    }

    internal sealed record Sent(string Item, decimal Price);
}

/// <summary>Everything that was logged, at every level, as it comes to a log provider.</summary>
public sealed class LogCollector : ILoggerProvider
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Collecting(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Collecting(LogCollector all, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (all._text)
            {
                all._text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{logLevel} {category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
