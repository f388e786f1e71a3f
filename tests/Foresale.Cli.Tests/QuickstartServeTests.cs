using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Foresale.Client;
using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Cli.Tests;

/// <summary>What quickstart ends with: its model, served to simulated shoppers.</summary>
public sealed class QuickstartServeTests(ShopFixture shop) : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-quickstart-").FullName;

    [Fact]
    public async Task Quickstart_serves_its_model_beside_a_port_that_is_taken_until_Ctrl_C()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent in the way of Linux.");
        using var taken = Take(8080);
        using var run = CliProcess.StartTold(_root, "told", "quickstart", "--sessions", "300", "--out", "first");
        await run.UntilAsync(() => Told().Contains("Ctrl-C ends it.", StringComparison.Ordinal));
        var (report, docs, live) = (Address("the report"), Address("the API"), Address("who is in the shop"));
        Assert.True(taken is null || live.Port != 8080); // one that somebody else had may be free by now
        Assert.Contains("<html", await File.ReadAllTextAsync(report.LocalPath, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        using var client = new HttpClient();
        Assert.Contains("Foresale", await client.GetStringAsync(docs, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("/live/page.js", await client.GetStringAsync(live, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", live.Fragment["#key=".Length..]);
        var shown = Regex.Match(Told(), "\"(?<url>http://[^\"]*/v1/recommendations/[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["url"].Value;
        var list = JsonDocument.Parse(await client.GetStringAsync(new Uri(shown), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((5, false), (list.GetProperty("items").GetArrayLength(), list.GetProperty("is_cold_start").GetBoolean()));
        var seen = new List<string>();
        await run.UntilAsync(() => Changes(client, live, seen) && seen.Count >= 20);
        run.PressCtrlC();
        var (code, _, error) = await run.EndAsync();

        Assert.True(code == 0 && error.Length == 0, $"exit code {code}\nstdout:\n{Told()}\nstderr:\n{error}");
        Assert.EndsWith($"Stopped. To go on without simulated shoppers: foresale serve --model {Path.Combine("first", "model")} --data {Path.Combine("first", "server")} --side {Path.Combine("first", "data")} --set Foresale:Decisions:Recommender={Path.Combine("first", "recommend")}\n", Told(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root, "*.partial-*", SearchOption.AllDirectories));
        var keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(_root, "first/server/keys.json"))).RootElement.GetRawText();
        Assert.Equal(2, Regex.Count(keys, "\"revoked\":\\s*\"", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_port_that_was_found_free_stays_taken()
    {
        using var first = LoopbackPort.Take(0);
        var port = ((IPEndPoint)first.LocalEndPoint!).Port;

        using var second = LoopbackPort.Take(port);

        Assert.NotEqual(port, ((IPEndPoint)second.LocalEndPoint!).Port);
    }

    [Fact]
    public async Task What_ends_its_server_is_told_and_not_taken_for_Ctrl_C()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "model"), await shop.ModelAsync());
        Directory.CreateSymbolicLink(Path.Combine(_root, "data"), await shop.DataAsync());
        Directory.CreateDirectory(Path.Combine(_root, "server", "log"));
        await File.WriteAllTextAsync(Path.Combine(_root, "server", "log", "notes.log"), "mine", TestContext.Current.CancellationToken);
        var (output, error) = (new StringWriter(), new StringWriter());
        var serve = new RootCommand();
        Verb.AddGlobalOptions(serve);
        Verb.SetAction(serve, (_, verb, cancellationToken) => new QuickstartServer(_root, verb).RunAsync(sessions: null, "report.html", item: null, cancellationToken));

        var code = await serve.Parse([]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.Contains("notes.log: The name is no address.", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Stopped.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shoppers_come_in_order_at_three_events_a_second_with_the_pauses_that_were_drawn()
    {
        var drawn = PlantedShop.Load().Shoppers(2_000, seed: 5).ToList();
        var sent = new Collected(stopAt: 1_500);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LiveTraffic(drawn, TimeProvider.System).RunAsync(sent, sent.Stop.Token));

        Assert.Equal(sent.Events.Select(e => e.Time).Order(), sent.Events.Select(e => e.Time));
        var seconds = (sent.Events[^1].Time!.Value - sent.Events[0].Time!.Value).TotalSeconds;
        Assert.InRange(sent.Events.Count / seconds, 2, 4);
        var visit = sent.Events.GroupBy(e => e.SessionId).First(v => v.Count() > 2).ToList();
        var origin = drawn.Single(s => string.Equals(s.UserId, visit[0].UserId, StringComparison.Ordinal)).Events;
        Assert.Equal(origin.Take(visit.Count).Select(e => (e.Time - origin[0].Time, e.ItemId, e.Behavior.ToString())), visit.Select(e => (e.Time!.Value - visit[0].Time!.Value, e.ItemId, e.Behavior.ToString())));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static TcpListener? Take(int port)
    {
        try
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            return null; // somebody else's: taken all the same
        }
    }

    // True once some shopper did more than at an earlier look: of so short a log the model may give everybody one intent.
    private static bool Changes(HttpClient client, Uri live, List<string> seen)
    {
        var answer = JsonDocument.Parse(client.GetStringAsync(new Uri(live, "/v1/intent/active?limit=100")).GetAwaiter().GetResult()).RootElement;
        foreach (var shopper in answer.GetProperty("shoppers").EnumerateArray())
        {
            Assert.InRange(shopper.GetProperty("intent").GetSingle(), 1e-6f, 1f);
            var line = string.Create(CultureInfo.InvariantCulture, $"{shopper.GetProperty("user_id").GetString()} {shopper.GetProperty("events").GetInt32()}");
            if (!seen.Contains(line))
            {
                seen.Add(line);
            }
        }

        return seen.GroupBy(line => line.Split(' ')[0]).Any(s => s.Count() > 1);
    }

    private string Told() => File.Exists(Path.Combine(_root, "told")) ? File.ReadAllText(Path.Combine(_root, "told")) : "";

    private Uri Address(string what) => new(Regex.Match(Told(), $"  {what} +(?<address>\\S+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["address"].Value);

    private sealed class Collected(int stopAt) : IForesaleEvents
    {
        public CancellationTokenSource Stop { get; } = new();

        public List<ShopperEvent> Events { get; } = [];

        public EventCounts Counts => default;

        public bool Track(ShopperEvent shopperEvent)
        {
            Events.Add(shopperEvent);
            if (Events.Count == stopAt)
            {
                Stop.Cancel();
            }

            return true;
        }
    }
}
