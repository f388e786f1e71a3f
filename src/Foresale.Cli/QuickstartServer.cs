using System.Net.Sockets;
using Foresale.Client;
using Foresale.Server;
using Foresale.Server.Audit;
using Foresale.Server.Decisions;
using Foresale.Server.Keys;
using Foresale.Server.Shop;
using Foresale.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Foresale.Cli;

/// <summary>The end of <c>foresale quickstart</c>: its model behind a server in this process, with simulated shoppers who send over HTTP as a shop does, until Ctrl-C.</summary>
/// <param name="folder">The quickstart's folder.</param>
/// <param name="verb">The verb at hand.</param>
internal sealed class QuickstartServer(string folder, Verb verb)
{
    private const int Port = 8080;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    /// <summary>Serves until the process is asked to end.</summary>
    /// <param name="sessions">Sessions that the log was simulated with, behind which its shoppers go on; null for the user's own log: then nobody comes by themselves.</param>
    /// <param name="report">The report's full path.</param>
    /// <param name="item">An item that somebody may look at; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int? sessions, string report, string? item, CancellationToken cancellationToken)
    {
        using var port = LoopbackPort.Take(Port);
        await using var app = Create(port);
        List<string> keys = [];
        try
        {
            await app.StartAsync(cancellationToken);
            var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            await UntilReadyAsync(app, address, cancellationToken);
            var read = await MakeKeyAsync(app, Scope.Read, "quickstart: the live page", keys);
            var ingest = await MakeKeyAsync(app, Scope.Ingest, "quickstart: its shoppers", keys);
            Tell(address, report, item, read, sessions is null ? ingest : null);
            await ServeAsync(app, sessions is { } simulated ? token => SendAsync(address, ingest, Newcomers(simulated), token) : null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C is how this ends; so does a fault of what runs beside requests
        }
        finally
        {
            await RevokeAsync(app, keys);
        }

        if (ServerApp.FaultOf(app) is { } fault)
        {
            throw fault;
        }

        var decisions = Directory.Exists(RecommenderOf(folder)) ? $" --set {DecisionOptions.Section}:{nameof(DecisionOptions.Recommender)}={Verb.Quote(RecommenderOf(folder))}" : "";
        verb.Out.WriteLine($"Stopped. To go on without simulated shoppers: foresale serve --model {Verb.Quote(Path.Combine(folder, "model"))} --data {Verb.Quote(Data)} --side {Verb.Quote(Path.Combine(folder, "data"))}{decisions}");
    }

    /// <summary>Where the recommender of a quickstart lies.</summary>
    public static string RecommenderOf(string folder) => Path.Combine(folder, "recommend");

    private string Data => Path.Combine(folder, "server");

    private WebApplication Create(Socket port) => ServerApp.Create(new ServerStart
    {
        Args =
        [
            $"--data={Data}", $"--model={Path.Combine(folder, "model")}", $"--urls=http://{port.LocalEndPoint}",
            $"--{ShopOptions.Section}:{nameof(ShopOptions.Side)}={Path.Combine(folder, "data")}",
            .. Directory.Exists(RecommenderOf(folder)) ? [$"--{DecisionOptions.Section}:{nameof(DecisionOptions.Recommender)}={RecommenderOf(folder)}"] : Array.Empty<string>(),
            "--Logging:LogLevel:Default=Warning", // the screen is for what to open
        ],
        Output = verb.Out,
        Error = verb.Error,
        Add = builder =>
        {
            ShopServices.Add(builder);
            builder.Services.Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = place => place.Equals(port.LocalEndPoint) ? port : SocketTransportOptions.CreateDefaultBoundListenSocket(place));
        },
        Map = ShopServices.Map,
    });

    private static async Task UntilReadyAsync(WebApplication app, Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        while (!await IsReadyAsync(client, ending.Token))
        {
            await Task.Delay(s_look, ending.Token);
        }
    }

    // No answer, or none in time, is what a busy machine does: only the server's own end is one.
    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private static async Task<string> MakeKeyAsync(WebApplication app, Scope scope, string name, List<string> made)
    {
        var (key, text) = app.Services.GetRequiredService<KeyRing>().Make(name, scope, expires: null);
        made.Add(key.Id);
        await app.Services.GetRequiredService<AuditLog>().WriteAsync(AuditLog.Server, AuditActions.KeyMade, key.Id, name, CancellationToken.None);
        return text;
    }

    // Keys that stand on a screen open nothing once it is over.
    private static async Task RevokeAsync(WebApplication app, List<string> keys)
    {
        foreach (var id in keys)
        {
            app.Services.GetRequiredService<KeyRing>().Revoke(id);
            await app.Services.GetRequiredService<AuditLog>().WriteAsync(AuditLog.Server, AuditActions.KeyRevoked, id, "quickstart has ended", CancellationToken.None);
        }
    }

    // Addresses are written as they are: a console that breaks lines at its edge would break them.
    private void Tell(Uri address, string report, string? item, string read, string? ingest)
    {
        verb.Out.WriteLine("Open in a browser:");
        verb.Out.WriteLine($"  the report          {new Uri(report).AbsoluteUri}");
        verb.Out.WriteLine($"  the API             {new Uri(address, "docs")}");
        verb.Out.WriteLine($"  who is in the shop  {new Uri(address, "live")}#key={read}");
        if (item is not null)
        {
            verb.Out.WriteLine($"What to show somebody new who looks at {item}, by what sales earn and what is in stock (docs/live.md; any shopper of /live goes too):");
            verb.Out.WriteLine($"  curl -H \"Authorization: Bearer {read}\" \"{new Uri(address, $"v1/recommendations/new?top=5&item={Uri.EscapeDataString(item)}")}\"");
        }

        verb.Out.WriteLine(ingest is null
            ? "Simulated shoppers come and go, sent over HTTP by Foresale.Client. Ctrl-C ends it."
            : $"Nobody is simulated in your own shop: send events to {new Uri(address, "v1/events")} with the key {ingest} (docs/live.md). Ctrl-C ends it.");
        verb.Out.Flush();
    }

    private static async Task ServeAsync(WebApplication app, Func<CancellationToken, Task>? send, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        var shutdown = app.WaitForShutdownAsync(cancellationToken);
        var sending = send is null ? shutdown : Task.Run(() => send(ending.Token), CancellationToken.None);
        if (await Task.WhenAny(sending, shutdown) == sending)
        {
            app.Lifetime.StopApplication(); // a fault of the shoppers' is told, and not served on without them
        }

        await shutdown;
        await sending;
    }

    /// <summary>Sends shoppers through the client, as a shop does, until it is asked to end.</summary>
    internal static async Task SendAsync(Uri address, string key, IEnumerable<SimulatedShopper> shoppers, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddForesale(o =>
        {
            o.BaseAddress = address;
            o.ApiKey = key;
            o.DrainTimeout = TimeSpan.FromMilliseconds(200); // simulated events may be lost
        });
        await using var client = services.BuildServiceProvider();
        var sender = client.GetServices<IHostedService>().Single();
        await sender.StartAsync(cancellationToken);
        try
        {
            await new LiveTraffic(shoppers, TimeProvider.System).RunAsync(client.GetRequiredService<IForesaleEvents>(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // how it ends
        }
        finally
        {
            await sender.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The shoppers whom the simulator draws after those of a log of so many sessions: the same shop, and nobody whom the model was trained on.</summary>
    internal IEnumerable<SimulatedShopper> Newcomers(int sessions)
    {
        var left = sessions;
        foreach (var shopper in PlantedShop.Load().Shoppers(int.MaxValue, verb.Seed))
        {
            if (left <= 0)
            {
                yield return shopper;
            }

            left -= left > 0 ? shopper.Sessions : 0;
        }
    }
}
