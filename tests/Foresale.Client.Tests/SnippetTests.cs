using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Foresale.Client.Tests;

/// <summary>foresale.js in a real browser.</summary>
public sealed class SnippetTests(Browser browser) : IClassFixture<Browser>
{
    private const string View = "foresale('track', { behavior: 'view', item_id: 'sku-1', price: 9.5, nonsense: 1 })";

    [Fact]
    public async Task An_event_arrives_with_ids_time_and_consent_and_the_key_in_the_address()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);

        await page.EvaluateAsync(Init(server, "true", ", user: 'u1'"));
        await page.EvaluateAsync(View);
        await Some.WhenAsync(() => !server.Durable.IsEmpty);

        var (id, sent) = Assert.Single(server.Durable);
        Assert.True(Guid.TryParse(id, out _) && Guid.TryParse((string?)sent["anonymous_id"], out _) && Guid.TryParse((string?)sent["session_id"], out _));
        Assert.Equal(("u1", "view", "sku-1", 9.5, true), ((string)sent["user_id"]!, (string)sent["behavior"]!, (string)sent["item_id"]!, (double)sent["price"]!, (bool)sent["consent"]!));
        Assert.EndsWith("Z", (string)sent["time"]!, StringComparison.Ordinal);
        Assert.Null(sent["nonsense"]);
        var request = Intake(server).Single();
        Assert.Equal(("?key=pub%2B1", null), (request.Query, request.Authorization));
        await Some.WhenAsync(() => page.EvaluateAsync<string>("localStorage.getItem('foresale.queue')").GetAwaiter().GetResult() == "[]");
    }

    [Fact]
    public async Task Commands_from_before_the_script_are_carried_out()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        await visitor.AddInitScriptAsync($"window.foresale = function () {{ (foresale.q = foresale.q || []).push(arguments) }}; {View}; foresale('init', {{ url: location.origin, key: 'k', consent: true }})");
        await OpenAsync(visitor, server);

        await Some.WhenAsync(() => server.Durable.Count == 1);
    }

    [Fact]
    public async Task Before_consent_nothing_is_stored_or_sent_and_afterwards_all_of_the_page_is()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "undefined"));
        await page.EvaluateAsync(View);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (Intake(server).Count(), await page.EvaluateAsync<int>("localStorage.length")));

        await page.EvaluateAsync("foresale('consent', true)");

        await Some.WhenAsync(() => server.Durable.Count == 1);
    }

    [Fact]
    public async Task Consent_withdrawn_erases_what_is_stored_and_ends_sending()
    {
        await using var server = await Browser.ServeAsync();
        server.Misbehave = (context, r) => Unavailable(context, r, always: true);
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));
        await page.EvaluateAsync(View);
        Assert.Equal(3, await page.EvaluateAsync<int>("localStorage.length"));

        await page.EvaluateAsync("foresale('consent', false)");
        await page.EvaluateAsync(View);
        var before = Intake(server).Count();
        await Task.Delay(2_500, TestContext.Current.CancellationToken);

        Assert.Equal((0, before), (await page.EvaluateAsync<int>("localStorage.length"), Intake(server).Count()));
    }

    [Theory]
    [InlineData("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")]
    [InlineData("Object.defineProperty(navigator, 'doNotTrack', { value: '1' })")]
    public async Task Do_not_track_and_global_privacy_control_outweigh_consent(string signal)
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        await visitor.AddInitScriptAsync(signal);
        var page = await OpenAsync(visitor, server);

        await page.EvaluateAsync(Init(server, "true"));
        await page.EvaluateAsync(View);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        await page.GotoAsync(new Uri(server.Address, "/blank").ToString());

        Assert.Equal((0, 0), (Intake(server).Count(), await page.EvaluateAsync<int>("localStorage.length")));
    }

    [Fact]
    public async Task An_event_of_the_last_moment_leaves_by_beacon_and_counts_once_though_it_is_sent_again()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync($"{View}; location.href = '/blank'");
        await Some.WhenAsync(() => page.Url.EndsWith("/blank", StringComparison.Ordinal)); // to wait for a navigation that may have ended by now can take for ever
        await Some.WhenAsync(() => server.Durable.Count == 1);
        await page.GotoAsync(new Uri(server.Address, "/page").ToString());
        await page.EvaluateAsync(Init(server, "true"));
        await Some.WhenAsync(() => Intake(server).Count() == 2);

        Assert.Single(server.Durable);
        Assert.Single(Intake(server).Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task Events_wait_in_the_browser_while_the_server_is_away_and_arrive_from_a_later_page()
    {
        await using var server = await Browser.ServeAsync();
        var away = true;
        server.Misbehave = (context, r) => Unavailable(context, r, away);
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));
        await page.EvaluateAsync($"{View}; {View}");
        await Some.WhenAsync(() => Intake(server).Any());
        await page.GotoAsync(new Uri(server.Address, "/blank").ToString());
        Assert.Empty(server.Durable);

        away = false;
        await page.GotoAsync(new Uri(server.Address, "/page").ToString());
        await page.EvaluateAsync(Init(server, "true"));

        await Some.WhenAsync(() => server.Durable.Count == 2);
    }

    [Fact]
    public async Task A_browser_that_is_offline_sends_when_it_is_back()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));
        await visitor.SetOfflineAsync(true);
        await page.EvaluateAsync(View);
        await Task.Delay(1_500, TestContext.Current.CancellationToken);
        Assert.Empty(server.Durable);

        await visitor.SetOfflineAsync(false);

        await Some.WhenAsync(() => server.Durable.Count == 1);
    }

    [Fact]
    public async Task A_session_ends_after_thirty_minutes_without_an_event_and_the_visitor_stays()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync($"{View}; {Later(29)}; {View}; {Later(29 + 31)}; {View}; foresale('flush')");
        await Some.WhenAsync(() => server.Durable.Count == 3);

        var events = server.Durable.Values.OrderBy(e => (string)e["time"]!).ToList();
        Assert.Equal((string)events[0]["session_id"]!, (string)events[1]["session_id"]!);
        Assert.NotEqual((string)events[1]["session_id"]!, (string)events[2]["session_id"]!);
        Assert.Single(events.Select(e => (string)e["anonymous_id"]!).Distinct());
    }

    [Fact]
    public async Task Who_comes_after_a_logout_is_another_visitor_and_a_login_is_none()
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync($"{View}; {Later(1)}; foresale('identify', 'u1'); {View}; {Later(2)}; foresale('identify', null); {View}; foresale('flush')");
        await Some.WhenAsync(() => server.Durable.Count == 3);

        var events = server.Durable.Values.OrderBy(e => (string)e["time"]!).ToList();
        Assert.Equal([null, "u1", null], events.Select(e => (string?)e["user_id"]));
        Assert.Equal((string)events[0]["anonymous_id"]!, (string)events[1]["anonymous_id"]!);
        Assert.NotEqual((string)events[1]["anonymous_id"]!, (string)events[2]["anonymous_id"]!);
        Assert.NotEqual((string)events[1]["session_id"]!, (string)events[2]["session_id"]!);
    }

    [Fact]
    public async Task The_queue_keeps_the_newest_200_events()
    {
        await using var server = await Browser.ServeAsync();
        server.Misbehave = (context, r) => Unavailable(context, r, always: true);
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync("for (var i = 0; i < 250; i++) foresale('track', { behavior: 'view', item_id: 'i' + i })");

        Assert.Equal((200, "i50"), (await page.EvaluateAsync<int>("JSON.parse(localStorage.getItem('foresale.queue')).length"), await page.EvaluateAsync<string>("JSON.parse(localStorage.getItem('foresale.queue'))[0].item_id")));
    }

    [Fact]
    public async Task A_refused_batch_is_not_sent_for_ever()
    {
        await using var server = await Browser.ServeAsync();
        server.Misbehave = async (context, r) =>
        {
            var refused = r.Path == "/v1/events";
            context.Response.StatusCode = refused ? 401 : 200;
            await (refused ? context.Response.CompleteAsync() : Task.CompletedTask);
            return refused;
        };
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync(View);
        await Some.WhenAsync(() => Intake(server).Any());

        await Some.WhenAsync(() => page.EvaluateAsync<string>("localStorage.getItem('foresale.queue')").GetAwaiter().GetResult() == "[]");
    }

    [Theory]
    [InlineData("foresale(); foresale('nonsense'); foresale('track'); foresale('track', 7); foresale('init'); foresale('constructor', {}); foresale('consent', 'perhaps')")]
    [InlineData("var loop = { behavior: 'view' }; loop.detail = loop; foresale('track', loop)")]
    [InlineData("localStorage.setItem('foresale.queue', '[null, 3, {}]'); localStorage.setItem('foresale.session', '7')")]
    [InlineData("Storage.prototype.setItem = function () { throw new Error('full') }; Storage.prototype.getItem = function () { throw new Error('forbidden') }")]
    [InlineData("crypto.randomUUID = undefined")]
    public async Task Nothing_is_thrown_into_the_page_and_events_go_on(string mischief)
    {
        await using var server = await Browser.ServeAsync();
        await using var visitor = await browser.VisitorAsync();
        var page = await OpenAsync(visitor, server);
        await page.EvaluateAsync(Init(server, "true"));

        await page.EvaluateAsync(mischief + "; 0");
        await page.EvaluateAsync(View);

        await Some.WhenAsync(() => server.Durable.Values.Any(e => (string?)e["item_id"] == "sku-1"));
        Assert.Equal("[]", await page.EvaluateAsync<string>("JSON.stringify(faults)"));
    }

    private static string Later(int minutes) => $"Date.now = function () {{ return new Date().getTime() + {minutes} * 60000 }}";

    private static string Init(ShopServer server, string consent, string more = "") => $"foresale('init', {{ url: '{server.Address}', key: 'pub+1', consent: {consent}{more} }})";

    private static IEnumerable<Received> Intake(ShopServer server) => server.Requests.Where(r => r.Path == "/v1/events");

    private static async Task<IPage> OpenAsync(IBrowserContext visitor, ShopServer server)
    {
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(new Uri(server.Address, "/page").ToString());
        return page;
    }

    private static async Task<bool> Unavailable(HttpContext context, Received received, bool always)
    {
        if (!always || received.Path != "/v1/events")
        {
            return false;
        }

        await Results.Problem("The disk is full.", statusCode: 503).ExecuteAsync(context);
        return true;
    }
}
