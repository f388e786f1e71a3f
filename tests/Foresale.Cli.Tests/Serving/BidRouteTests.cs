using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Auctions over HTTP: what is answered, and that a day's budget holds whatever happens.</summary>
public sealed class BidRouteTests(DecisionShop shop) : IClassFixture<DecisionShop>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Theory]
    [InlineData("""{"id":"r","imp":[{"id":"1"}],"user":{"buyeruid":"u"}}""", 2)] // no item
    [InlineData("""{"id":"r","imp":[{"id":"1","ext":{"item_id":"BEST"}}]}""", 8)] // no shopper
    [InlineData("""{"id":"r","imp":[{"id":"1","ext":{"item_id":"unheard"}}],"user":{"buyeruid":"u"}}""", 504)] // no margin is known
    [InlineData("""{"id":"r","at":1,"imp":[{"id":"1","ext":{"item_id":"BEST"}}],"user":{"buyeruid":"u"}}""", 2)] // first price, and the bidder is for second
    [InlineData("""{"id":"r","cur":["USD"],"imp":[{"id":"1","ext":{"item_id":"BEST"}}],"user":{"buyeruid":"u"}}""", 2)]
    [InlineData("""{"id":"r","imp":[{"id":"1","bidfloor":9000000,"bidfloorcur":"EUR","ext":{"item_id":"BEST"}}],"user":{"buyeruid":"u"}}""", 501)] // more than the budget
    public async Task What_is_not_bid_for_has_its_reason(string request, int reason)
    {
        await using var server = await StartAsync(null);

        var (status, answer) = await PostAsync(server, "v1/bids", request.Replace("BEST", shop.BestSeller, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.OK, $$"""{"id":"r","nbr":{{reason}}}"""), (status, answer));
    }

    [Theory]
    [InlineData("{", "$: this is no bid request")]
    [InlineData("""{"id":"r","imp":[{"id":"1","bidfloor":-3}]}""", "$.imp[0].bidfloor: -3 is no price. Give 0 or more, as CPM.")]
    [InlineData("""{"imp":[{"id":"1"}]}""", "$.id: the request has no id. Give one; the response repeats it.")]
    public async Task A_broken_request_is_refused_with_its_place(string request, string message)
    {
        await using var server = await StartAsync(null);

        var (status, answer) = await PostAsync(server, "v1/bids", request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.StartsWith(message, JsonDocument.Parse(answer).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_the_api_page_is_answered()
    {
        await using var server = await StartAsync(null);
        var example = (await server.GetAsync("openapi/v1.json")).GetProperty("paths").GetProperty("/v1/bids").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");

        var (status, answer) = await PostAsync(server, "v1/bids", example.GetRawText());

        Assert.Equal((HttpStatusCode.OK, """{"id":"r1","nbr":504}"""), (status, answer)); // nobody knows its item
    }

    [Fact]
    public async Task The_budget_holds_whatever_is_asked_at_once_and_over_a_restart()
    {
        string key;
        await using (var server = await StartAsync(null, budget: 1))
        {
            key = server.Key;
            var bids = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => PostAsync(server, "v1/bids", Request($"u{i}"))));
            var prices = bids.Select(b => JsonDocument.Parse(b.Answer).RootElement).Where(a => a.TryGetProperty("seatbid", out _)).Select(a => a.GetProperty("seatbid")[0].GetProperty("bid")[0]).ToList();
            Assert.True(prices.Sum(p => p.GetProperty("price").GetDouble()) <= 1_000 + 1e-6); // CPM
            Assert.Contains(bids, b => b.Answer.Contains("\"nbr\":501", StringComparison.Ordinal)); // nothing is left
            var first = prices[0].GetProperty("id").GetString()!;
            Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(server, $"v1/bids/{first}/won", """{"price":10}""")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server, $"v1/bids/{first}/won", """{"price":10}""")).Status); // told twice
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(server, $"v1/bids/{first}/won", """{"price":-1}""")).Status);
            foreach (var bid in prices.Skip(1))
            {
                Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(server, $"v1/bids/{bid.GetProperty("id").GetString()}/lost", "")).Status);
            }

            var budget = await server.GetAsync("v1/bids/budget");
            Assert.Equal((.01, 0, .99), (budget.GetProperty("spent").GetDouble(), budget.GetProperty("held").GetDouble(), budget.GetProperty("free").GetDouble()));
        }

        await using (var again = await StartAsync(key, budget: 1))
        {
            Assert.Equal(.01, (await again.GetAsync("v1/bids/budget")).GetProperty("spent").GetDouble(), 6);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"day":"2026-11-29","setAside":-5}""")]
    public async Task A_file_of_the_day_s_budget_that_is_damaged_ends_the_start(string text)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "ads.json"), text, TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<Foresale.Events.UserFaultException>(() => StartAsync(null));

        Assert.Contains("ads.json: this does not say what ads have cost today.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shopper_who_was_erased_has_seen_no_ad()
    {
        await using var server = await StartAsync(key: null, 100, "--Foresale:Decisions:AdCap=1");
        await PostAsync(server, "v1/bids", Request("u"));
        Assert.Contains("\"nbr\":9", (await PostAsync(server, "v1/bids", Request("u"))).Answer, StringComparison.Ordinal);

        await server.SendAsync(HttpMethod.Delete, "v1/users/u", wanted: HttpStatusCode.NoContent);

        await server.SendAsync([ActiveTests.Line(99, "u", "view").Replace("\"i99\"", $"\"{shop.BestSeller}\"", StringComparison.Ordinal)]); // back, as somebody new
        Assert.Contains("seatbid", (await PostAsync(server, "v1/bids", Request("u"))).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_crash_left_open_counts_as_paid()
    {
        string key;
        double cost;
        await using (var server = await StartAsync(null))
        {
            key = server.Key;
            var bid = JsonDocument.Parse((await PostAsync(server, "v1/bids", Request("u"))).Answer).RootElement.GetProperty("seatbid")[0].GetProperty("bid")[0];
            cost = bid.GetProperty("price").GetDouble() / 1_000;
            await PostAsync(server, $"v1/bids/{bid.GetProperty("id").GetString()}/lost", "");
            File.Copy(Path.Combine(_folder, "ads.json"), Path.Combine(_folder, "crash.json"));
        }

        File.Move(Path.Combine(_folder, "crash.json"), Path.Combine(_folder, "ads.json"), overwrite: true); // as it lay on the disk before the end
        await using var again = await StartAsync(key);
        Assert.True((await again.GetAsync("v1/bids/budget")).GetProperty("spent").GetDouble() >= cost);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_knowing_what_a_shopper_may_buy_a_model_of_sessions_does_not_bid()
    {
        await shop.SettingsAsync();
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null, "--Foresale:Decisions:AdBudget=100", "--Foresale:Shop:Currency=EUR");
        await PrepareAsync(server);

        Assert.Equal("""{"id":"r","nbr":504}""", (await PostAsync(server, "v1/bids", Request("u1"))).Answer);
    }

    private async Task<LiveServer> StartAsync(string? key, double budget = 100, params string[] settings)
    {
        var recommender = (await shop.SettingsAsync())[0];
        var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key, [recommender, FormattableString.Invariant($"--Foresale:Decisions:AdBudget={budget}"), "--Foresale:Shop:Currency=EUR", .. settings]);
        await PrepareAsync(server);
        return server;
    }

    // An expensive item, and shoppers who have looked at it.
    private async Task PrepareAsync(LiveServer server)
    {
        await server.SendAsync(HttpMethod.Put, "v1/items", new[] { new { item_id = shop.BestSeller, price = 3_000, margin = .4 } });
        await server.SendAsync(Enumerable.Range(0, 61).Select(i => ActiveTests.Line(i, i == 60 ? "u" : $"u{i}", "view").Replace($"\"i{i}\"", $"\"{shop.BestSeller}\"", StringComparison.Ordinal)));
    }

    private string Request(string user) => """{"id":"r","imp":[{"id":"1","ext":{"item_id":"BEST"}}],"user":{"buyeruid":"u"}}""".Replace("BEST", shop.BestSeller, StringComparison.Ordinal).Replace("\"u\"", $"\"{user}\"", StringComparison.Ordinal);

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(LiveServer server, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
