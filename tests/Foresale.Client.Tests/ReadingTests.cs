using Microsoft.AspNetCore.Http;

namespace Foresale.Client.Tests;

public class ReadingTests
{
    private const string Answer = """
        {"user_id":"u/1","intent":0.25,"percentile":93.5,"band":"very_high","base_rate":0.05,"target":"user 7d","next":"cart","nudge":"favorite","lift":0.02,"value":12.5,"value_is":"margin","value_of":"cart","currency":"EUR",
         "horizons":{"1d":0.1,"7d":0.25},"model":"m1","as_of":"2026-05-01T12:00:00Z","events":17,"new_in_a_later_version":true}
        """;

    [Fact]
    public async Task A_shopper_is_read_with_all_that_the_answer_says()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Text(Answer, "application/json");
        await using var shop = await Shop.OpenAsync(server.Address);

        var intent = await shop.Intent.GetUserAsync("u/1 ?", TestContext.Current.CancellationToken);

        Assert.Equal(new Dictionary<string, double> { ["1d"] = .1, ["7d"] = .25 }, intent!.Horizons);
        Assert.Equal(
            new ShopperIntent
            {
                UserId = "u/1", Intent = .25, Percentile = 93.5, Band = IntentBand.VeryHigh, BaseRate = .05, Target = "user 7d", Next = "cart", Nudge = "favorite", Lift = .02,
                Value = 12.5, ValueIs = "margin", ValueOf = "cart", Currency = "EUR", Model = "m1", AsOf = Some.Noon, Events = 17,
            },
            intent with { Horizons = null });
        Assert.Equal(("GET", $"Bearer {Shop.Key}"), (server.Requests.Single().Method, server.Requests.Single().Authorization));
        Assert.Equal("/v1/intent/users/u%2F1%20%3F", server.Requests.Single().Path);
    }

    [Fact]
    public async Task A_list_and_an_offer_are_read_with_all_that_the_answers_say()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = r => Results.Text(
            r.Path.Contains("recommendations", StringComparison.Ordinal)
                ? """{"user_id":"u","items":[{"item_id":"i 1","intent":0.5,"interest":0.25,"conversion":0.125,"expected_value":2,"stock":3,"source":"own","later":1}],"is_cold_start":false,"intent":0.75,"model":"m1","currency":"EUR"}"""
                : """{"user_id":"u","offer":true,"reason":"planned","uplift":0.1,"intent":0.75}""",
            "application/json");
        await using var shop = await Shop.OpenAsync(server.Address);

        var list = await shop.Decisions.RecommendAsync("u/1", 5, "i 1", TestContext.Current.CancellationToken);
        var offer = await shop.Decisions.OfferAsync("u", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new Recommendation { ItemId = "i 1", Intent = .5, Interest = .25, Conversion = .125, ExpectedValue = 2, Stock = 3, Source = "own" }, Assert.Single(list.Items));
        Assert.Equal((false, .75, "m1", "EUR"), (list.IsColdStart, list.Intent, list.Model, list.Currency));
        Assert.Equal(new OfferDecision { Offer = true, Reason = "planned", Uplift = .1, Intent = .75 }, offer);
        Assert.Equal(["/v1/recommendations/u%2F1 ?top=5&item=i%201", "/v1/offers/u "], server.Requests.Select(r => $"{r.Path} {r.Query}"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => shop.Decisions.RecommendAsync("u", 0, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Readings_go_with_a_key_of_their_own_where_there_is_one_and_events_with_the_other()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Text(Answer, "application/json");
        await using var shop = await Shop.OpenAsync(server.Address, o => o.ReadKey = "reads-only");

        await shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken);
        await shop.Intent.GetSessionAsync("s1", TestContext.Current.CancellationToken);
        shop.Events.Track(new ShopperEvent(ShopperBehavior.View) { UserId = "u1", ItemId = "i1" });
        await shop.SettleAsync();

        Assert.Equal(["Bearer reads-only", "Bearer reads-only", $"Bearer {Shop.Key}"], server.Requests.Select(r => r.Authorization));
    }

    [Fact]
    public async Task An_unknown_shopper_and_an_unknown_visit_are_null()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);

        Assert.Null(await shop.Intent.GetUserAsync("nobody", TestContext.Current.CancellationToken));
        Assert.Null(await shop.Intent.GetSessionAsync("none", TestContext.Current.CancellationToken));
        Assert.Equal(["/v1/intent/users/nobody", "/v1/intent/sessions/none"], server.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task A_404_of_another_program_is_not_taken_for_an_unknown_shopper()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Text("<h1>Not found</h1>", "text/html", statusCode: 404);
        await using var shop = await Shop.OpenAsync(server.Address);

        var e = await Assert.ThrowsAsync<ForesaleException>(() => shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken));

        Assert.Equal("GET /v1/intent/users/{id}: 404 NotFound. See whether Foresale answers at Foresale:BaseAddress.", e.Message);
    }

    [Fact]
    public async Task A_refusal_names_the_call_the_reason_and_what_to_do_and_no_shopper()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Problem("This key may only write.", statusCode: 403);
        await using var shop = await Shop.OpenAsync(server.Address);

        var e = await Assert.ThrowsAsync<ForesaleException>(() => shop.Intent.GetSessionAsync("s1", TestContext.Current.CancellationToken));

        Assert.Equal("GET /v1/intent/sessions/{id}: 403 Forbidden. This key may only write. Use a key whose scopes allow this call.", e.Message);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("""{"intent":0.1}""")]
    [InlineData("""{"intent":0.1,"percentile":3,"band":"gigantic"}""")]
    public async Task An_answer_that_cannot_be_read_is_told_and_is_no_number(string body)
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Text(body, "application/json");
        await using var shop = await Shop.OpenAsync(server.Address);

        var e = await Assert.ThrowsAsync<ForesaleException>(() => shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken));

        Assert.Equal($"GET /v1/intent/users/{{id}}: 200 OK with a body that is none of Foresale's: {body}. See what answers at Foresale:BaseAddress.", e.Message);
    }

    [Fact]
    public async Task Scores_come_for_the_items_asked_for()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Text("""{"scores":[{"item_id":"a","intent":0.1,"percentile":40,"band":"low","value":3,"value_is":"revenue"},{"item_id":"b","intent":0.2,"percentile":60,"band":"medium","value":null,"value_is":null}],"model":"m1","currency":"EUR"}""", "application/json");
        await using var shop = await Shop.OpenAsync(server.Address);

        var scores = await shop.Intent.ScoreAsync("u1", ["a", "b"], TestContext.Current.CancellationToken);

        Assert.Equal([new ItemIntent { ItemId = "a", Intent = .1, Percentile = 40, Band = IntentBand.Low, Value = 3, ValueIs = "revenue" }, new ItemIntent { ItemId = "b", Intent = .2, Percentile = 60, Band = IntentBand.Medium }], scores.Scores);
        Assert.Equal(("m1", "EUR"), (scores.Model, scores.Currency));
        Assert.Equal("""{"user_id":"u1","item_ids":["a","b"]}""", server.Requests.Single().Body);
    }

    [Fact]
    public async Task More_than_500_items_are_refused_before_any_call()
    {
        await using var shop = await Shop.OpenAsync(Shop.DeadAddress());

        var e = await Assert.ThrowsAsync<ArgumentException>(() => shop.Intent.ScoreAsync("u1", [.. Enumerable.Repeat("a", 501)], TestContext.Current.CancellationToken));

        Assert.Equal("Got 501 items. Ask for 1 to 500 at once. (Parameter 'itemIds')", e.Message);
    }

    [Fact]
    public async Task A_slow_reading_ends_at_its_limit_of_time()
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = async (context, _) =>
        {
            await Task.Delay(20_000, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        };
        await using var shop = await Shop.OpenAsync(server.Address, o => o.ReadTimeout = Some.Milliseconds(100));

        var e = await Assert.ThrowsAsync<ForesaleUnavailableException>(() => shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken));

        Assert.Equal("GET /v1/intent/users/{id}: no answer within 00:00:00.1000000. See whether the server is up and not overloaded.", e.Message);
    }

    [Fact]
    public async Task A_caller_that_goes_away_sees_its_own_cancellation()
    {
        await using var shop = await Shop.OpenAsync(Shop.DeadAddress());
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => shop.Intent.GetUserAsync("u1", gone.Token));
    }

    [Fact]
    public async Task After_failures_in_a_row_readings_fail_without_a_call_and_come_back_by_themselves()
    {
        await using var server = await ShopServer.StartAsync();
        var up = false;
        server.Other = _ => up ? Results.Text(Answer, "application/json") : Results.StatusCode(503);
        await using var shop = await Shop.OpenAsync(server.Address, o => (o.BreakAfter, o.FirstBackoff, o.MaxBackoff) = (3, Some.Milliseconds(400), Some.Milliseconds(400)));
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<ForesaleUnavailableException>(() => shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken));
        }

        var broken = await Assert.ThrowsAsync<ForesaleUnavailableException>(() => shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken));
        var calls = server.Requests.Count;
        up = true;
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var intent = await shop.Intent.GetUserAsync("u1", TestContext.Current.CancellationToken);

        Assert.Equal("GET /v1/intent/users/{id}: not called: the readings before got no answer. Do without; a reading tries again by itself.", broken.Message);
        Assert.Equal((3, .25), (calls, intent!.Intent));
        Assert.Equal(["Warning: Readings of intent failed 3 times in a row and fail at once for 0.4 s: GET /v1/intent/users/{id}: 503 ServiceUnavailable. See the server's log.", "Information: Readings of intent work again."], shop.Lines);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_name_another_route_is_refused(string id)
    {
        await using var shop = await Shop.OpenAsync(Shop.DeadAddress());

        var e = await Assert.ThrowsAsync<ArgumentException>(() => shop.Erasure.EraseAsync(id, TestContext.Current.CancellationToken));

        Assert.Equal($"'{id}' cannot stand in an address. Use ids of more than dots. (Parameter 'id')", e.Message);
    }

    [Fact]
    public async Task Erasing_says_whether_the_shopper_was_known()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = r => r is { Method: "DELETE", Path: "/v1/users/u1" } ? Results.NoContent() : Results.Problem("Unknown.", statusCode: 404);
        await using var shop = await Shop.OpenAsync(server.Address);

        Assert.True(await shop.Erasure.EraseAsync("u1", TestContext.Current.CancellationToken));
        Assert.False(await shop.Erasure.EraseAsync("u2", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Items_go_in_requests_of_a_thousand_with_the_fields_that_are_known()
    {
        await using var server = await ShopServer.StartAsync();
        server.Other = _ => Results.Ok();
        await using var shop = await Shop.OpenAsync(server.Address);

        await shop.Catalogue.PutItemsAsync([.. Enumerable.Range(0, 1_001).Select(i => new ShopItem($"i{i}") { Price = 9.5m, Stock = 3, Margin = .4m })], TestContext.Current.CancellationToken);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(("PUT", "/v1/items", """[{"item_id":"i1000","price":9.5,"stock":3,"margin":0.4}]"""), (server.Requests.Last().Method, server.Requests.Last().Path, server.Requests.Last().Body));
    }
}
