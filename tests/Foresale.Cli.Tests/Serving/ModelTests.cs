using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Foresale.Scoring;
using Foresale.Server.Models;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Several models in one server: swapped under load, shown to a share of shoppers, watched unseen.</summary>
public sealed class ModelTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private static readonly string[] s_quiet = ["--Foresale:Shop:EventClock=true", "--Foresale:Intake:KeepReceivedAt=true", "--Foresale:Shop:SnapshotMinutes=0", "--Foresale:Limits:RequestsPerSecond=0"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-models-").FullName;
    private int _sent;

    [Fact]
    public async Task Twenty_swaps_under_load_fail_no_request_and_free_every_model_that_serves_no_more()
    {
        string[] models = [await ModelAsync("a"), await ModelAsync("b")];
        await using var server = await StartAsync(models[0], $"--Foresale:Shop:Shadow={models[1]}", $"--Foresale:Shop:Challenger={models[1]}", "--Foresale:Shop:ChallengerShare=.3");
        var names = new[] { NameOf(models[0]), NameOf(models[1]) };
        Assert.NotEqual(names[0], names[1]);
        using var enough = new CancellationTokenSource();
        var (failed, seen) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        var clients = Enumerable.Range(0, 3).Select(c => Task.Run(() => LoadAsync(server, c, seen, failed, enough.Token))).ToArray();
        var shoppers = Enumerable.Range(0, 1_000).Select(i => $"fresh{i}").Where(u => Lineup.PlaceOf(u) >= .3).ToArray();

        for (var swap = 1; swap <= 20; swap++)
        {
            var swapped = await server.SendAsync(HttpMethod.Put, "v1/model", new { path = models[swap % 2] });
            await server.SendAsync([Line(shoppers[swap], "view")]);
            var after = await server.GetAsync($"v1/intent/users/{shoppers[swap]}");

            Assert.Equal((names[swap % 2], names[swap % 2]), (swapped.GetProperty("model").GetString(), after.GetProperty("model").GetString()));
        }

        await enough.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(failed);
        Assert.True(seen.Count > 200, $"only {seen.Count} requests");
        Assert.Equal(names.Order(StringComparer.Ordinal), seen.Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        await UntilAsync(() => Task.FromResult(server.Models.InMemory == 3)); // 23 were loaded
        TestContext.Current.TestOutputHelper?.WriteLine($"{seen.Count} requests during 20 swaps");
    }

    [Fact]
    public async Task A_challenger_has_its_share_of_shoppers_always_the_same_and_can_be_promoted()
    {
        var (champion, challenger) = (await ModelAsync("a"), await ModelAsync("b"));
        var name = NameOf(challenger);
        await using var server = await StartAsync(champion);
        string[] shoppers = [.. Enumerable.Range(0, 60).Select(i => $"u{i}")];
        await server.SendAsync(shoppers.Select(u => Line(u, "view")));
        async Task<string[]> ChallengedAsync() => [.. await shoppers.ToAsyncEnumerable().Where(async (u, _) => NameIn(await server.GetAsync($"v1/intent/users/{u}")) == name).ToArrayAsync(TestContext.Current.CancellationToken)];

        Assert.Empty(await ChallengedAsync());
        await server.SendAsync(HttpMethod.Put, "v1/models/challenger", new { path = challenger, share = .3 });
        var few = await ChallengedAsync();
        Assert.Equal(shoppers.Where(u => Lineup.PlaceOf(u) < .3), few);
        Assert.Equal(name, (await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = few[0], item_ids = new[] { "i1" } })).GetProperty("model").GetString());

        var more = await server.SendAsync(HttpMethod.Put, "v1/models/challenger", new { share = .6 });
        Assert.Equal(.6, more.GetProperty("challenger_share").GetDouble());
        Assert.Equal(shoppers.Where(u => Lineup.PlaceOf(u) < .6), await ChallengedAsync());

        await server.SendAsync(HttpMethod.Post, "v1/models/promote", new { role = "challenger" });
        Assert.Equal(shoppers, await ChallengedAsync());
        var now = await server.GetAsync("v1/models");
        Assert.Equal((name, true), (NameIn(now.GetProperty("champion")), IsAbsent(now, "challenger")));
        Assert.Equal(1, server.Models.InMemory);

        var refused = await server.SendAsync(HttpMethod.Post, "v1/models/promote", new { role = "shadow" }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("shadow: no model has this role. Give one by PUT /v1/models/shadow.", refused.GetProperty("detail").GetString());
        await server.SendAsync(HttpMethod.Put, "v1/models/challenger", new { share = .5 }, HttpStatusCode.UnprocessableEntity);
        await server.SendAsync(HttpMethod.Put, "v1/models/challenger", new { path = champion, share = 1.5 }, HttpStatusCode.UnprocessableEntity);
        var audit = (await server.GetAsync("v1/audit")).EnumerateArray().Select(e => $"{e.GetProperty("action")} {e.GetProperty("subject")}").ToList();
        Assert.Contains($"model_placed challenger {name}, share 0.3", audit);
        Assert.Contains($"model_promoted challenger {name}", audit);
    }

    [Fact]
    public async Task A_shadow_is_compared_and_never_shown_and_outcomes_say_which_was_right()
    {
        // The shadow has the champion's graph and a tenth of its base rate: equal intents, other bands.
        var (champion, shadow) = (await ModelAsync("a"), await ModelAsync("b", json => json["base_rate"] = (double)json["base_rate"]! / 10));
        await using var server = await StartAsync(champion, $"--Foresale:Shop:Shadow={shadow}");
        var names = (Champion: NameOf(champion), Shadow: NameOf(shadow));
        string[] shoppers = [.. Enumerable.Range(0, 40).Select(i => $"u{i}")];
        await server.SendAsync(shoppers.Select(u => Line(u, "view")));
        foreach (var user in shoppers)
        {
            Assert.Equal(names.Champion, NameIn(await server.GetAsync($"v1/intent/users/{user}")));
        }

        await UntilAsync(async () => Role(await server.GetAsync("v1/models/report"), 1).GetProperty("scores").GetInt64() == 40);
        var report = await server.GetAsync("v1/models/report");
        var compared = Role(report, 1).GetProperty("to_champion");
        Assert.Equal(("shadow", names.Shadow, 0), (Role(report, 1).GetProperty("role").GetString(), NameIn(Role(report, 1)), Role(report, 1).GetProperty("share").GetDouble()));
        Assert.Equal((40, 0, 0), (compared.GetProperty("scores").GetInt32(), compared.GetProperty("largest_difference").GetDouble(), compared.GetProperty("psi").GetDouble()));
        Assert.InRange(compared.GetProperty("equal_bands").GetDouble(), 0, .9);
        Assert.Equal((40, 0), (report.GetProperty("open").GetInt32(), report.GetProperty("dropped").GetInt32()));

        // Ten buy, ten begin another session, of the rest nothing is heard for half an hour; who buys after that has not bought in that session.
        await server.SendAsync(shoppers[..10].Select(u => Line(u, "purchase")));
        await server.SendAsync(shoppers[10..20].Select(u => Line(u, "view", session: "next")));
        Assert.Equal(20, (await server.GetAsync("v1/models/report")).GetProperty("open").GetInt32());
        _sent += 3_600;
        await server.SendAsync(shoppers[20..25].Select(u => Line(u, "purchase", session: "later")));
        report = await server.GetAsync("v1/models/report");
        var (mean, outcomes) = (Role(report, 0).GetProperty("mean_intent").GetDouble(), Role(report, 0).GetProperty("outcomes"));

        Assert.Equal((40, 10, .25), (outcomes.GetProperty("shoppers").GetInt32(), outcomes.GetProperty("bought").GetInt32(), outcomes.GetProperty("share_bought").GetProperty("value").GetDouble()));
        Assert.Equal(mean - .25, outcomes.GetProperty("intent_less_bought").GetProperty("value").GetDouble(), 6);
        Assert.True(IsAbsent(outcomes, "log_loss_less_champions"));
        var shadows = Role(report, 1).GetProperty("outcomes");
        Assert.Equal((40, 40, 0), (shadows.GetProperty("shoppers").GetInt32(), shadows.GetProperty("compared_shoppers").GetInt32(), shadows.GetProperty("log_loss_less_champions").GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task A_visit_that_ends_in_a_login_and_a_purchase_has_bought()
    {
        await using var server = await StartAsync(await ModelAsync("a"));
        await server.SendAsync([Line("cookie", "view")]);
        await server.GetAsync("v1/intent/users/cookie");
        await server.SendAsync([Line("anna", "cart", anonymous: "cookie")]);
        await server.SendAsync([Line("anna", "purchase")]);

        var outcomes = Role(await server.GetAsync("v1/models/report"), 0).GetProperty("outcomes");
        Assert.Equal((1, 1), (outcomes.GetProperty("shoppers").GetInt32(), outcomes.GetProperty("bought").GetInt32()));
    }

    [Fact]
    public async Task Nobody_waits_for_the_outcome_of_an_erased_shopper()
    {
        await using var server = await StartAsync(await ModelAsync("a"));
        await server.SendAsync([Line("anna", "view"), Line("berta", "view")]);
        await server.GetAsync("v1/intent/users/anna");
        await server.GetAsync("v1/intent/users/berta");

        await server.SendAsync(HttpMethod.Delete, "v1/users/anna", wanted: HttpStatusCode.NoContent);
        await server.SendAsync([Line("anna", "purchase")]);

        var report = await server.GetAsync("v1/models/report");
        Assert.Equal((1, true), (report.GetProperty("open").GetInt32(), IsAbsent(Role(report, 0), "outcomes")));
    }

    [Fact]
    public async Task Differences_and_losses_of_a_book_are_those_of_hand()
    {
        var model = new LoadedModel(_folder, ModelFolder.Open(await ModelAsync("a")), 1, () => { });
        var book = new RoleBook(model, model, DateTimeOffset.UnixEpoch);
        IntentScore Score(float intent, Band band) => new(0, intent, 0, band, null, null, null);
        book.Compared(Score(.3f, Band.High), Score(.1f, Band.High));
        book.Compared(Score(.2f, Band.High), Score(.6f, Band.VeryHigh));
        book.Ended(.5f, .25f, bought: true); // ln 2 - ln 4 = -.693
        book.Ended(.5f, float.NaN, bought: false);
        book.Ended(.5f, .5f, bought: false); // 0

        var report = book.Report(ModelRole.Shadow, 0);
        var (compared, outcomes) = (report.ToChampion!, report.Outcomes!);
        Assert.Equal((2, .5, .25, .35, .3, .4), (compared.Scores, compared.EqualBands, Math.Round(compared.MeanIntent, 6), Math.Round(compared.ChampionMeanIntent, 6), Math.Round(compared.MeanAbsoluteDifference, 6), Math.Round(compared.LargestDifference, 6)));
        Assert.Equal((3, 1, 2), (outcomes.Shoppers, outcomes.Bought, outcomes.ComparedShoppers));
        Assert.Equal(-Math.Log(2) / 2, outcomes.LogLossLessChampions!.Value, 6);
        Assert.Equal(-Math.Log(2) / 2 + (1.959964 * Math.Log(2) / 2), outcomes.LogLossLessChampions.High, 6); // sd / sqrt n = .490 / sqrt 2 = ln 2 / 2
        model.Leave();
    }

    [Fact]
    public async Task A_model_of_the_settings_that_cannot_serve_stops_the_start()
    {
        var model = await ModelAsync("a");
        var fault = await Assert.ThrowsAsync<Events.UserFaultException>(() => StartAsync(model, "--Foresale:Shop:Shadow=/nowhere"));

        Assert.StartsWith("/nowhere: no model is here", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_says_what_is_at_stake()
    {
        await using var server = await StartAsync(await ModelAsync("a"), "--Foresale:Shop:Currency=EUR");
        await server.SendAsync([Line("u", "view", price: 20)]);
        var viewed = await server.GetAsync("v1/intent/users/u");
        await server.SendAsync([Line("u", "cart", price: 30)]);
        var carted = await server.GetAsync("v1/intent/users/u");
        await server.SendAsync([Line("poor", "search")]);
        var unknown = await server.GetAsync("v1/intent/users/poor");
        var items = await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = "u", item_ids = new[] { "i", "never-seen" } });

        Assert.Equal(("revenue", "item", "EUR"), (viewed.GetProperty("value_is").GetString(), viewed.GetProperty("value_of").GetString(), viewed.GetProperty("currency").GetString()));
        Assert.Equal(20 * viewed.GetProperty("intent").GetSingle(), viewed.GetProperty("value").GetDouble(), 5);
        Assert.Equal("cart", carted.GetProperty("value_of").GetString());
        Assert.Equal(30 * carted.GetProperty("intent").GetSingle(), carted.GetProperty("value").GetDouble(), 5);
        Assert.True(IsAbsent(unknown, "value") && IsAbsent(unknown, "currency"));
        Assert.Equal("EUR", items.GetProperty("currency").GetString());
        Assert.Equal(30 * items.GetProperty("scores")[0].GetProperty("intent").GetSingle(), items.GetProperty("scores")[0].GetProperty("value").GetDouble(), 5);
        Assert.True(IsAbsent(items.GetProperty("scores")[1], "value"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement Role(JsonElement report, int index) => report.GetProperty("roles")[index];

    private static bool IsAbsent(JsonElement answer, string name) => !answer.TryGetProperty(name, out _);

    private static string? NameIn(JsonElement answer) => answer.GetProperty("model").GetString();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var patience = 200; !await holds(); patience--)
        {
            Assert.True(patience > 0, "It never came to be.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string NameOf(string model)
    {
        var loaded = new LoadedModel(model, ModelFolder.Open(model), 1, () => { });
        loaded.Leave();
        return loaded.Name;
    }

    // The shop's model under another name.
    private async Task<string> ModelAsync(string name, Action<JsonNode>? change = null)
    {
        var (from, to) = (await shop.ModelAsync(), Path.Combine(_folder, "models", name));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        var manifest = Path.Combine(to, ModelFolder.ManifestFile);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))!;
        json["data_hash"] = name.PadLeft(16, '0')[^8..];
        change?.Invoke(json);
        await File.WriteAllTextAsync(manifest, json.ToJsonString(), TestContext.Current.CancellationToken);
        return to;
    }

    private Task<LiveServer> StartAsync(string model, params string[] settings) => LiveServer.StartAsync(Path.Combine(_folder, "data"), model, key: null, [.. s_quiet, .. settings]);

    private string Line(string user, string behavior, string? session = null, string? anonymous = null, double? price = null)
    {
        var n = Interlocked.Increment(ref _sent);
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddSeconds(n).ToString("O", CultureInfo.InvariantCulture);
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["event_id"] = $"e{n}", ["time"] = at, ["received_at"] = at, ["user_id"] = user, ["anonymous_id"] = anonymous, ["session_id"] = session is null ? null : $"{user}-{session}",
            ["behavior"] = behavior, ["item_id"] = behavior == "search" ? null : "i", ["price"] = price,
        };
        return JsonSerializer.Serialize(fields.Where(f => f.Value is not null).ToDictionary(StringComparer.Ordinal));
    }

    private async Task LoadAsync(LiveServer server, int client, ConcurrentBag<string> seen, ConcurrentBag<string> failed, CancellationToken enough)
    {
        for (var turn = 0; !enough.IsCancellationRequested; turn++)
        {
            var user = $"c{client}-{turn % 40}";
            try
            {
                await server.SendAsync([Line(user, turn % 7 == 6 ? "purchase" : "view")]);
                seen.Add("");
                seen.Add(NameIn(await server.GetAsync($"v1/intent/users/{user}"))!);
                seen.Add(NameIn(await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = user, item_ids = new[] { "i", "j" } }))!);
            }
            catch (Exception fault)
            {
                failed.Add(fault.Message);
                return;
            }
        }
    }
}
