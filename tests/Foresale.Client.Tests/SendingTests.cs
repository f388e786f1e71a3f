using System.Globalization;

namespace Foresale.Client.Tests;

public class SendingTests
{
    [Fact]
    public async Task An_event_arrives_with_every_field_under_its_name_in_the_contract()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Events.Track(new ShopperEvent(ShopperBehavior.Purchase)
        {
            EventId = "e1", Time = new DateTimeOffset(2026, 5, 1, 14, 0, 0, 250, TimeSpan.FromHours(2)), UserId = "u", AnonymousId = "a", SessionId = "s", ItemId = "i", Category = "c",
            Brand = "b", Price = 9.95m, Currency = "EUR", Quantity = 2, OrderId = "o", Query = "ü\"ß", Device = "d", Region = "r", Channel = "ch", Detail = "de", Consent = true,
        });
        await shop.SettleAsync();

        var request = Assert.Single(server.Requests);
        Assert.Equal(
            """{"event_id":"e1","time":"2026-05-01T12:00:00.250Z","behavior":"purchase","user_id":"u","anonymous_id":"a","session_id":"s","item_id":"i","category":"c","brand":"b","price":9.95,"currency":"EUR","quantity":2,"order_id":"o","query":"ü\"ß","device":"d","region":"r","channel":"ch","detail":"de","consent":true}""" + "\n",
            request.Body);
        Assert.Equal(("POST", "/v1/events", $"Bearer {Shop.Key}", "application/x-ndjson"), (request.Method, request.Path, request.Authorization, request.ContentType));
    }

    [Fact]
    public async Task An_event_without_id_and_time_gets_a_uuid_of_version_7_and_the_time_of_tracking()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);
        var before = TimeProvider.System.GetUtcNow();

        shop.Events.Track(new ShopperEvent(ShopperBehavior.Search) { UserId = "u" });
        await shop.SettleAsync();

        var (id, sent) = Assert.Single(server.Durable);
        Assert.Equal(7, Guid.Parse(id).Version);
        Assert.InRange(DateTimeOffset.Parse((string)sent["time"]!, CultureInfo.InvariantCulture), before - Some.Milliseconds(1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Batches_end_at_their_size_and_the_rest_goes_when_the_interval_is_over()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address, o => (o.BatchSize, o.FlushInterval) = (10, Some.Milliseconds(300)));

        shop.Track(25);
        await shop.SettleAsync();

        Assert.Equal([10, 10, 5], server.Requests.Select(r => r.Body.Count(c => c == '\n')));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"e{i}"), server.Requests.SelectMany(r => r.Body.Split("\"event_id\":\"").Skip(1)).Select(p => p[..p.IndexOf('"')]));
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_the_interval()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address, o => (o.BatchSize, o.FlushInterval) = (10, TimeSpan.FromMinutes(1)));

        shop.Track(10);
        await shop.SettleAsync();

        Assert.Equal(10, server.Durable.Count);
    }

    [Fact]
    public async Task Large_bodies_are_gzip_and_small_ones_are_not()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address, o => (o.BatchSize, o.GzipAbove) = (50, 1_000));

        shop.Track(1);
        await shop.SettleAsync();
        shop.Track(50, from: 1);
        await shop.SettleAsync();

        Assert.Equal([null, "gzip"], server.Requests.Take(2).Select(r => r.Encoding));
        Assert.Equal(51, server.Durable.Count);
    }

    [Fact]
    public async Task Events_that_the_server_rejects_are_counted_and_the_first_is_logged()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Track(1);
        shop.Events.Track(Some.View(1) with { Price = -1 });
        shop.Events.Track(Some.View(2) with { Price = -1 });
        await shop.SettleAsync();

        Assert.Equal(new EventCounts(Tracked: 3, Sent: 1, Dropped: 0, Rejected: 2, Pending: 0), shop.Events.Counts);
        Assert.Equal((1, 2), (shop.Metrics["foresale.client.events.sent"], shop.Metrics["foresale.client.events.rejected event"]));
        Assert.Equal(["Warning: 2 of 3 events were rejected, the first: body(2).price: it is below 0. Give a price of 0 or more."], shop.Lines);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_arrives_as_the_replacement_character()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Events.Track(Some.View(1) with { Query = "a\ud800b" });
        await shop.SettleAsync();

        Assert.Equal("a\ufffdb", (string)server.Durable["e1"]["query"]!);
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_costs_no_other()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Track(1);
        shop.Events.Track(Some.View(1) with { Behavior = (ShopperBehavior)99 });
        shop.Track(1, from: 2);
        await shop.SettleAsync();

        Assert.Equal(["e0", "e2"], server.Durable.Keys.Order());
        Assert.Equal(new EventCounts(Tracked: 3, Sent: 2, Dropped: 0, Rejected: 1, Pending: 0), shop.Events.Counts);
        Assert.Equal(["Warning: An event of behavior 99 was rejected: it cannot be written as JSON. 99 is no behavior. (Parameter 'queued')."], shop.Lines);
    }
}
