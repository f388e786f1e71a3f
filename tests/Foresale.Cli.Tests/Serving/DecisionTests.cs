using System.Net;
using System.Text.Json;
using Foresale.Decisions.Nudges;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Events;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Lists, bids, orders and offers over HTTP, all by one stock and one intent.</summary>
public sealed class DecisionTests(DecisionShop shop) : IClassFixture<DecisionShop>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;
    private int _events;

    [Fact]
    public async Task A_bid_a_list_an_offer_and_an_order_look_at_the_same_stock_and_a_restart_keeps_it()
    {
        var (model, settings) = (await shop.ModelAsync(), await shop.SettingsAsync());
        string key;
        await using (var server = await LiveServer.StartAsync(_folder, model, key: null, settings))
        {
            key = server.Key;
            await PutAsync(server, stock: 2);
            await server.SendAsync([Event("a", "view")]);
            Assert.True(IsBid(await BidAsync(server, "a")));
            Assert.Contains(shop.BestSeller, await ListAsync(server, "nobody"));
            Assert.Equal("planned", Text(await server.GetAsync($"v1/offers/{shop.Planned}?item={shop.BestSeller}"), "reason"));
            Assert.Equal(2, (await OrderAsync(server)).GetProperty("stock").GetInt32());

            await server.SendAsync([Event("b", "purchase"), Event("c", "purchase")]);

            await AssertNoneLeftAsync(server);
            CopyAsAfterACrash();
        }

        await using (var crashed = await LiveServer.StartAsync(Crashed, model, key, settings)) // no snapshot: all is replayed
        {
            await AssertNoneLeftAsync(crashed);
        }

        await using (var again = await LiveServer.StartAsync(_folder, model, key, settings))
        {
            await AssertNoneLeftAsync(again);
            await again.SendAsync([Event("b", "refund")]);
            Assert.Equal(1, (await OrderAsync(again)).GetProperty("stock").GetInt32());
            Assert.True(IsBid(await BidAsync(again, "a")));
        }
    }

    [Fact]
    public async Task A_stock_with_part_of_a_piece_is_ordered_for_by_whole_ones()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());
        await PutAsync(server, stock: 10);
        await server.SendAsync([Event("b", "purchase").Replace("\"price\"", "\"quantity\":1.5,\"price\"", StringComparison.Ordinal)]);

        Assert.Equal(8, (await OrderAsync(server)).GetProperty("stock").GetInt32());
    }

    [Fact]
    public async Task A_list_and_a_bid_have_the_intent_that_a_score_shows()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());
        await PutAsync(server, stock: 5);
        await server.SendAsync([Event("a", "view"), Event("a", "cart")]);

        var list = await server.GetAsync("v1/recommendations/a?top=50");
        var item = list.GetProperty("items").EnumerateArray().Single(i => Text(i, "item_id") == shop.BestSeller);
        var score = (await server.SendAsync(HttpMethod.Post, "v1/score", new { user_id = "a", item_ids = new[] { shop.BestSeller } })).GetProperty("scores")[0];
        var price = (await BidAsync(server, "a")).GetProperty("seatbid")[0].GetProperty("bid")[0].GetProperty("price").GetDouble();

        Assert.Equal(score.GetProperty("intent").GetSingle(), item.GetProperty("intent").GetSingle());
        var (history, recommender) = (new ShopperHistory(), RecommenderFile.Read(shop.At("recommend/recommend.json")));
        history.Add(new ShopEvent { EventId = "1", UserId = "a", Behavior = Behavior.View, ItemId = shop.BestSeller, SessionId = "s", Time = default }, recommender.Options.Factors.Weights);
        history.Add(new ShopEvent { EventId = "2", UserId = "a", Behavior = Behavior.Cart, ItemId = shop.BestSeller, SessionId = "s", Time = default }, recommender.Options.Factors.Weights);
        var share = recommender.PurchaseShares(history)(shop.BestSeller)!.Value; // a model of sessions knows that they buy, not what
        Assert.InRange(share, .001, .9);
        Assert.Equal(list.GetProperty("intent").GetSingle() * share * 20 * .3 * 1_000, price, tolerance: 1e-2); // CPM
        Assert.Equal((await server.GetAsync("v1/intent/users/a")).GetProperty("intent").GetSingle(), list.GetProperty("intent").GetSingle());
        Assert.Equal(("EUR", 5), (Text(list, "currency"), item.GetProperty("stock").GetInt32()));
    }

    [Fact]
    public async Task What_a_shopper_just_did_is_in_their_list_and_who_was_erased_is_new_again()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());
        var cold = await server.GetAsync("v1/recommendations/a?top=5");
        await server.SendAsync([Event("guest", "view").Replace("user_id", "anonymous_id", StringComparison.Ordinal)]);
        await server.SendAsync(HttpMethod.Post, "v1/identify", new { messageId = "m", userId = "a", anonymousId = "guest", type = "identify", timestamp = TimeProvider.System.GetUtcNow() });

        var warm = await server.GetAsync("v1/recommendations/a?top=5");

        Assert.True(cold.GetProperty("is_cold_start").GetBoolean());
        Assert.False(warm.GetProperty("is_cold_start").GetBoolean());
        Assert.Contains("own", warm.GetProperty("items").EnumerateArray().Where(i => Text(i, "item_id") == shop.BestSeller).Select(i => Text(i, "source")));
        await server.SendAsync([Event("a", "purchase")]);
        Assert.DoesNotContain(shop.BestSeller, await ListAsync(server, "a")); // bought
        await server.SendAsync(HttpMethod.Delete, "v1/users/a", wanted: HttpStatusCode.NoContent);
        Assert.True((await server.GetAsync("v1/recommendations/a?top=5")).GetProperty("is_cold_start").GetBoolean());
    }

    [Fact]
    public async Task Offers_go_to_those_to_whom_they_are_planned_and_never_to_those_held_out()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());
        var holdout = new Holdout();
        var held = Enumerable.Range(0, 100).Select(i => $"u{i}").First(holdout.Holds);

        var planned = await server.GetAsync($"v1/offers/{shop.Planned}");

        Assert.True(planned.GetProperty("offer").GetBoolean());
        Assert.True(planned.GetProperty("uplift").GetDouble() > 0);
        Assert.Equal(("held_out", false), (Text(await server.GetAsync($"v1/offers/{held}"), "reason"), (await server.GetAsync($"v1/offers/{held}")).GetProperty("offer").GetBoolean()));
        Assert.Equal("not_planned", Text(await server.GetAsync($"v1/offers/{Enumerable.Range(0, 100).Select(i => $"new{i}").First(u => !holdout.Holds(u))}"), "reason"));
    }

    [Fact]
    public async Task An_order_counts_who_is_looking_at_the_item_now()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());
        await server.SendAsync([Event("a", "view"), Event("b", "view"), Event("b", "cart")]);

        var order = await OrderAsync(server);

        Assert.Equal(2, order.GetProperty("shoppers_now").GetInt32());
        Assert.InRange(order.GetProperty("intent_now").GetDouble(), 1e-6, 2);
        Assert.True(order.GetProperty("units").GetInt32() >= 0);
    }

    [Theory]
    [InlineData("v1/recommendations/a?top=0", 422, "top: 0 is no length of a list. Give 1 to 100.")]
    [InlineData("v1/recommendations/a?item=nothing", 404, "item: the recommender knows no item 'nothing'. Leave it out, or run `foresale recommend` again once events have named it.")]
    [InlineData("v1/recommendations/a?min_price=9&max_price=5", 422, "min_price: no price is from 9 to 5. Give 0 or more, and max_price above min_price.")]
    [InlineData("v1/replenishment/nothing", 404, "item: the forecast has no such item. Put it into the items file, and run `foresale replenish` again.")]
    public async Task What_cannot_be_decided_is_told(string path, int status, string message)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, await shop.SettingsAsync());

        Assert.Equal(message, Text(await server.GetAsync(path, (HttpStatusCode)status), "detail"));
    }

    [Theory]
    [InlineData("v1/recommendations/a", "Foresale:Decisions:Recommender: this server has none. Write a folder by `foresale recommend --out FOLDER`, and start the server with --set Foresale:Decisions:Recommender=FOLDER.")]
    [InlineData("v1/replenishment/a", "Foresale:Decisions:Orders: this server has none. Write a folder by `foresale replenish --out FOLDER`, and start the server with --set Foresale:Decisions:Orders=FOLDER.")]
    [InlineData("v1/offers/a", "Foresale:Decisions:Offers: this server has none. Write a folder by `foresale nudge --out FOLDER`, and start the server with --set Foresale:Decisions:Offers=FOLDER.")]
    [InlineData("v1/bids/budget", "Foresale:Decisions:AdBudget: this server may spend nothing on ads. Start it with --set Foresale:Decisions:AdBudget=AMOUNT, what ads may cost a day.")]
    public async Task A_server_without_decisions_says_how_it_gets_them(string path, string message)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);

        Assert.Equal(message, Text(await server.GetAsync(path, HttpStatusCode.NotFound), "detail"));
    }

    [Theory]
    [InlineData("price", "-4", "[0].price: '-4' of item 'i' is out of range. Give a number of 0 or more, such as 19.95.")]
    [InlineData("price", "12,37", "[0].price: '12,37' of item 'i' is out of range. Give a number of 0 or more, such as 19.95.")]
    [InlineData("margin", "40", "[0].margin: '40' of item 'i' is out of range. Give the share of the price that the shop keeps, 0.4 for 40 %.")]
    [InlineData("stock", "-7", "[0].stock: '-7' of item 'i' is out of range. Give the pieces that are there, 0 or more.")]
    public async Task A_row_that_decisions_could_not_read_is_refused(string column, string value, string message)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);

        var told = await server.SendAsync(HttpMethod.Put, "v1/items", new[] { new Dictionary<string, string>(StringComparer.Ordinal) { ["item_id"] = "i", [column] = value } }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(message, Text(told, "detail"));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(Crashed))
        {
            Directory.Delete(Crashed, recursive: true);
        }
    }

    private string Crashed => _folder + "-crashed";

    private void CopyAsAfterACrash()
    {
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            var to = Path.Combine(Crashed, Path.GetRelativePath(_folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static bool IsBid(JsonElement answer) => answer.TryGetProperty("seatbid", out _);

    private static async Task<List<string>> ListAsync(LiveServer server, string user) =>
        [.. (await server.GetAsync($"v1/recommendations/{user}?top=100")).GetProperty("items").EnumerateArray().Select(i => Text(i, "item_id"))];

    private async Task AssertNoneLeftAsync(LiveServer server)
    {
        Assert.Equal(502, (await BidAsync(server, "a")).GetProperty("nbr").GetInt32());
        Assert.DoesNotContain(shop.BestSeller, await ListAsync(server, "nobody"));
        Assert.Equal("out_of_stock", Text(await server.GetAsync($"v1/offers/{shop.Planned}?item={shop.BestSeller}"), "reason"));
        Assert.Equal(0, (await OrderAsync(server)).GetProperty("stock").GetInt32());
    }

    private Task<JsonElement> OrderAsync(LiveServer server) => server.GetAsync($"v1/replenishment/{shop.BestSeller}");

    private Task<JsonElement> BidAsync(LiveServer server, string user) =>
        server.SendAsync(HttpMethod.Post, "v1/bids", new { id = "r", at = 2, imp = new[] { new { id = "1", ext = new { item_id = shop.BestSeller } } }, user = new { buyeruid = user } });

    private Task<JsonElement> PutAsync(LiveServer server, int stock) =>
        server.SendAsync(HttpMethod.Put, "v1/items", new[] { new { item_id = shop.BestSeller, stock, price = 20, margin = .3 } });

    private string Event(string user, string behavior) =>
        $$"""{"event_id":"e{{_events++}}","user_id":"{{user}}","behavior":"{{behavior}}","item_id":"{{shop.BestSeller}}","price":20,"time":"{{TimeProvider.System.GetUtcNow():O}}"}""";
}
