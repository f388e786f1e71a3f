using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Foresale.Scoring;
using Foresale.States;
using Foresale.Storage;

namespace Foresale.Cli.Tests.Serving;

/// <summary>All that can go wrong in a week goes wrong, and the log, exported, still gives by the offline fold what the server had.</summary>
[Trait("Speed", "slow")]
public sealed class MessyWeekTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private const int Batch = 40;
    private static readonly string[] s_settings = ["Foresale:Shop:EventClock=true", "Foresale:Intake:KeepReceivedAt=true", "Foresale:Limits:RequestsPerSecond=0"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-messy-").FullName;
    private readonly List<(string Event, string Name, JsonElement Intent)> _answers = [];
    private readonly HashSet<string> _sent = new(StringComparer.Ordinal);
    private int _duplicates, _late, _merged, _erasedAt = -1;
    private string _erased = "";

    [Fact]
    public async Task The_states_of_a_messy_week_equal_the_offline_fold_of_its_export_bit_for_bit()
    {
        var (model, side) = (await shop.ModelAsync(), await shop.DataAsync());
        var (data, export) = (Path.Combine(_folder, "data"), Path.Combine(_folder, "export"));
        var week = new MessyWeek(LogLines.InOrder(side));
        string key;
        await using (var first = await LiveServer.StartAsync(data, model, key: null, [$"--Foresale:Shop:Side={side}", .. s_settings.Select(s => "--" + s)]))
        {
            key = first.Key;
        }

        await LiveAsync(week, data, model, side, key);
        Assert.True(week.Guests > 20 && _merged > 20 && _late > 5 && _duplicates > week.Sent.Count / 20, $"{week.Guests} guests, {_merged} merged, {_late} late, {_duplicates} twice of {week.Sent.Count}");

        await Cli.RunAsync("export", "--data", data, "--out", export);
        Assert.InRange(new DatasetFolder(export).Info.Cleaning.Single(r => r.Rule == "late").Rows, _late, _late + (2 * Batch)); // of a killed request nobody was told

        await using var server = await LiveServer.StartAsync(data, model, key, [$"--Foresale:Shop:Side={side}", .. s_settings.Select(s => "--" + s)]);
        var shoppers = SameStates(server, export, model);
        var scores = SameScores(export, model);

        TestContext.Current.SendDiagnosticMessage($"{week.Sent.Count} sent, {_duplicates} twice, {_late} late, {_merged} logins, {shoppers} shoppers equal, {scores} scores equal");
        Assert.True(shoppers > 100 && scores > 1_000, $"{shoppers} shoppers, {scores} scores");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Two kills, an erasure, a swap of the model and three changes of prices at fixed places of the week; what was not acknowledged is sent again.
    private async Task LiveAsync(MessyWeek week, string data, string model, string side, string key)
    {
        // No batch goes over midnight: behind it a state reads what items counted until then, and the offline one stands before it.
        var zone = TimeZoneInfo.FindSystemTimeZoneById(new DatasetFolder(side).Info.Zone);
        var batches = week.Sent.GroupBy(m => TimeZoneInfo.ConvertTime(m.Arrival, zone).Date).SelectMany(day => day.Chunk(Batch)).ToList();
        int[] kills = [batches.Count / 3, batches.Count * 2 / 3];
        var (erase, swap) = (batches.Count / 2, batches.Count * 3 / 5);
        var (process, client) = await StartAsync(data, model, side, key);
        try
        {
            for (var b = 0; b < batches.Count; b++)
            {
                var body = string.Join('\n', batches[b].Select(m => m.Line));
                if (kills.Contains(b))
                {
                    var sending = PostAsync(client, body);
                    process.Kill();
                    await Record.ExceptionAsync(() => sending); // acknowledged or not: it is sent again
                    client.Dispose();
                    process.Dispose();
                    (process, client) = await StartAsync(data, model, side, key);
                }

                if (b == erase)
                {
                    _erased = batches[b - 1].First(m => !m.Name.StartsWith("cookie", StringComparison.Ordinal)).Name;
                    _erasedAt = _answers.Count;
                    using var gone = await client.DeleteAsync(new Uri($"v1/users/{_erased}", UriKind.Relative), TestContext.Current.CancellationToken);
                    Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
                }

                if (b == swap)
                {
                    using var swapped = await client.PutAsJsonAsync(new Uri("v1/model", UriKind.Relative), new { path = model }, TestContext.Current.CancellationToken);
                    Assert.Equal(HttpStatusCode.OK, swapped.StatusCode);
                }

                if (b % (batches.Count / 4) == 5)
                {
                    var items = Enumerable.Range(0, 40).Select(i => new { item_id = $"i{i}", price = 5 + b + i, category = $"c{i % 3}" });
                    using var put = await client.PutAsJsonAsync(new Uri("v1/items", UriKind.Relative), items, TestContext.Current.CancellationToken);
                    Assert.Equal(HttpStatusCode.OK, put.StatusCode);
                }

                await SendAsync(client, batches[b], body);
            }
        }
        finally
        {
            process.Kill();
            process.Dispose();
            client.Dispose();
        }
    }

    private async Task SendAsync(HttpClient client, MessyWeek.Message[] batch, string body)
    {
        var answer = await PostAsync(client, body);
        Assert.Equal(0, answer.GetProperty("rejected").GetArrayLength());
        _duplicates += answer.GetProperty("duplicates").GetInt32();
        _late += answer.GetProperty("late").GetInt32();
        _merged += answer.GetProperty("merged").GetInt32();
        foreach (var last in batch.Where(m => _sent.Add(m.Id) && !m.IsLate).GroupBy(m => m.Name, StringComparer.Ordinal).Select(g => g.Last()))
        {
            using var got = await client.GetAsync(new Uri($"v1/intent/users/{Uri.EscapeDataString(last.Name)}", UriKind.Relative), TestContext.Current.CancellationToken);
            if (got.StatusCode == HttpStatusCode.OK) // a guest may have logged in in the same batch
            {
                _answers.Add((last.Id, last.Name, await got.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)));
            }
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync(new Uri("v1/events", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task<(CliProcess Process, HttpClient Client)> StartAsync(string data, string model, string side, string key)
    {
        var address = LiveServer.FreeAddress();
        var process = CliProcess.Start(_folder, ["serve", "--model", model, "--data", data, "--side", side, "--urls", address.ToString(), .. s_settings.SelectMany(s => (string[])["--set", s])]);
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        await process.UntilAsync(() => LiveServer.IsReady(client));
        return (process, client);
    }

    // Every shopper whom the server holds, as of one instant, against the fold of the export.
    private static int SameStates(LiveServer server, string export, string model)
    {
        var (manifest, dataset) = (ModelFolder.Open(model).Manifest, new DatasetFolder(export));
        var offline = StateBuilder.BuildForScoring(dataset, new Target(TargetKind.User, HorizonDays: 7), manifest.Fold!, asOf: null, progress: null, CancellationToken.None);
        var known = 0;
        for (var node = 0; node < offline.Nodes.Count; node++)
        {
            var user = offline.UserIds[offline.Nodes.User[node]];
            if (user.StartsWith("erased:", StringComparison.Ordinal))
            {
                continue;
            }

            var at = DateTimeOffset.FromUnixTimeMilliseconds(offline.Nodes.TimeMs[node]);
            var live = server.Shop.Shards.Read(user, _ => ([null], at));
            Assert.True(live is not null, $"The server does not hold {user}.");
            Assert.Equal(offline.FeaturesOf(offline.Nodes.State[node]), live.Value.States.FeaturesOf(0));
            Assert.Equal(offline.Tokens.AsSpan(offline.Nodes.TokenBegin[node] * offline.TokenSchema!.Count, (offline.Nodes.TokenEnd[node] - offline.Nodes.TokenBegin[node]) * offline.TokenSchema!.Count)[^Kept(offline, node)..], live.Value.States.Tokens.AsSpan(0, Kept(offline, node)));
            known++;
        }

        Assert.Equal(known, server.Shop.Shards.ShopperCount);
        return known;
    }

    private static int Kept(StateTable table, int node) => Math.Min(table.Nodes.TokenEnd[node] - table.Nodes.TokenBegin[node], table.TokenSchema!.Length) * table.TokenSchema.Count;

    // What was answered after an event, in the middle of the week, is what the export gives for the state after it: nothing that came later weighs on it.
    private int SameScores(string export, string model)
    {
        var folder = ModelFolder.Open(model);
        using var scorer = new IntentScorer(folder);
        var table = StateBuilder.BuildForScoring(new DatasetFolder(export), folder.Manifest.Target, folder.Manifest.Fold!, asOf: null, progress: null, CancellationToken.None);
        var scores = scorer.Score(table, [.. Enumerable.Range(0, table.Nodes.Count)], progress: null, CancellationToken.None);
        var nodes = Enumerable.Range(0, table.Nodes.Count).ToDictionary(n => table.Nodes.EventId[n]!, n => n, StringComparer.Ordinal);
        var equal = 0;
        foreach (var ((id, name, intent), place) in _answers.Select((a, i) => (a, i)))
        {
            if (!nodes.TryGetValue(id, out var node))
            {
                Assert.True(place < _erasedAt && name.EndsWith(_erased, StringComparison.Ordinal), $"The event {id} of {name} is not in the export."); // erased with its shopper
                continue;
            }

            Assert.True(Math.Abs(scores[node].Intent - intent.GetProperty("intent").GetSingle()) <= 1e-6f, string.Create(CultureInfo.InvariantCulture, $"{name} after {id}: {intent} live, {scores[node].Intent} after {table.Nodes.TokenEnd[node] - table.Nodes.TokenBegin[node]} events offline"));
            equal++;
        }

        return equal;
    }
}
