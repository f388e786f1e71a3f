using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Foresale.Client.Tests;

public partial class OutageTests
{
    [Fact]
    public async Task Nothing_is_lost_when_a_dead_server_comes_up()
    {
        var address = Shop.DeadAddress();
        await using var shop = await Shop.OpenAsync(address);
        shop.Track(250);
        await Some.WhenAsync(() => shop.Metrics.GetValueOrDefault("foresale.client.events.retried") > 0);

        await using var server = await ShopServer.StartAsync(address.Port);
        await shop.SettleAsync();

        Assert.Equal(250, server.Durable.Count);
        Assert.Equal(new EventCounts(Tracked: 250, Sent: 250, Dropped: 0, Rejected: 0, Pending: 0), shop.Events.Counts);
    }

    [Fact]
    public async Task An_outage_is_logged_once_when_it_begins_and_once_when_it_ends()
    {
        var address = Shop.DeadAddress();
        await using var shop = await Shop.OpenAsync(address);
        shop.Track(1);
        await Some.WhenAsync(() => shop.Metrics.GetValueOrDefault("foresale.client.events.retried") > 2);

        await using var server = await ShopServer.StartAsync(address.Port);
        await shop.SettleAsync();

        Assert.Equal(
            [
                $"Warning: Events wait: POST /v1/events: no whole answer: Connection refused (127.0.0.1:{address.Port}). See whether the server is up and Foresale:BaseAddress is right. They are sent again until 00:00:30 have passed; 1 of 10000 places are taken.",
                "Information: The server takes events again after # s; 0 events were dropped meanwhile.",
            ],
            shop.Lines.Select(l => Seconds().Replace(l, "# s")));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(302)]
    [InlineData(204)]
    public async Task Not_now_is_tried_again_until_it_is_taken(int status)
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = (context, _) => Answer(context, server.Requests.Count <= 3, status);
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Track(30);
        await shop.SettleAsync();

        Assert.Equal(new EventCounts(Tracked: 30, Sent: 30, Dropped: 0, Rejected: 0, Pending: 0), shop.Events.Counts);
        Assert.True(server.Requests.Count >= 4);
        Assert.Equal(30, server.Durable.Count);
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return Answer(context, server.Requests.Count == 1, 503);
        };
        await using var shop = await Shop.OpenAsync(server.Address);
        var started = TimeProvider.System.GetTimestamp();

        shop.Track(1);
        await shop.SettleAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1, 30);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_closed_in_the_middle_of_the_answer_loses_and_doubles_nothing()
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = async (context, _) =>
        {
            if (server.Requests.Count > 2)
            {
                return false;
            }

            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("{\"accepted\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Track(5);
        await shop.SettleAsync();

        Assert.Equal((5, 5), (server.Durable.Count, shop.Events.Counts.Sent));
        Assert.Single(server.Requests.Take(3).Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task A_slow_server_is_asked_again_after_the_limit_of_time()
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = async (context, _) =>
        {
            if (server.Requests.Count == 1)
            {
                await Task.Delay(20_000, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return false;
        };
        await using var shop = await Shop.OpenAsync(server.Address, o => o.SendTimeout = Some.Milliseconds(200));

        shop.Track(1);
        await shop.SettleAsync();

        Assert.Equal((1, 2), (shop.Events.Counts.Sent, server.Requests.Count));
        Assert.StartsWith("Warning: Events wait: POST /v1/events: no answer within 00:00:00.2000000. See whether the server is up and not overloaded.", shop.Lines.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Sign in to the hotel's network</html>")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_body_that_is_no_answer_acknowledges_nothing(string body)
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = async (context, _) =>
        {
            if (server.Requests.Count > 2)
            {
                return false;
            }

            await context.Response.WriteAsync(body);
            return true;
        };
        await using var shop = await Shop.OpenAsync(server.Address);

        shop.Track(3);
        await shop.SettleAsync();

        Assert.Equal((3, 3), (server.Durable.Count, shop.Events.Counts.Sent));
    }

    [Fact]
    public async Task What_a_full_queue_cannot_take_is_told_to_the_caller_and_counted_exactly()
    {
        await using var shop = await Shop.OpenAsync(Shop.DeadAddress(), o => (o.Capacity, o.BatchSize) = (20, 10));
        shop.Track(10);
        await Some.WhenAsync(() => shop.Metrics.GetValueOrDefault("foresale.client.events.retried") > 0);

        var taken = Enumerable.Range(10, 100).Count(i => shop.Events.Track(Some.View(i)));
        shop.ReadGauges();

        Assert.Equal(20, taken);
        Assert.Equal(new EventCounts(Tracked: 110, Sent: 0, Dropped: 80, Rejected: 0, Pending: 30), shop.Events.Counts);
        Assert.Equal((80, 20), (shop.Metrics["foresale.client.events.dropped queue_full"], shop.Metrics["foresale.client.queue.length"]));
    }

    [Fact]
    public async Task A_batch_is_given_up_when_its_retries_are_over_and_the_next_has_its_own()
    {
        var address = Shop.DeadAddress();
        await using var shop = await Shop.OpenAsync(address, o => o.RetryFor = Some.Milliseconds(100));
        shop.Track(3);
        await shop.SettleAsync();
        Assert.Equal(new EventCounts(Tracked: 3, Sent: 0, Dropped: 3, Rejected: 0, Pending: 0), shop.Events.Counts);

        await using var server = await ShopServer.StartAsync(address.Port);
        shop.Track(2, from: 3);
        await shop.SettleAsync();

        Assert.Equal(new EventCounts(Tracked: 5, Sent: 2, Dropped: 3, Rejected: 0, Pending: 0), shop.Events.Counts);
        Assert.Equal(3, shop.Metrics["foresale.client.events.dropped retries_over"]);
        Assert.Contains(shop.Lines, l => l.StartsWith("Error: 3 events were dropped: the server took none for 00:00:00.1000000, the last time because POST /v1/events: no whole answer:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, "See the reason; the same again gives the same.")]
    [InlineData(401, "Check Foresale:ApiKey, and Foresale:ReadKey where there is one.")]
    [InlineData(403, "Use a key whose scopes allow this call.")]
    [InlineData(413, "Send less at once: lower Foresale:BatchSize.")]
    [InlineData(422, "See the reason; the same again gives the same.")]
    public async Task A_refusal_is_never_repeated_and_its_reason_is_logged_once(int status, string remedy)
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = async (context, _) =>
        {
            await Results.Problem("Because\nof this", statusCode: status).ExecuteAsync(context);
            return true;
        };
        await using var shop = await Shop.OpenAsync(server.Address, o => o.BatchSize = 2);

        shop.Track(4);
        await shop.SettleAsync();

        Assert.Equal(new EventCounts(Tracked: 4, Sent: 0, Dropped: 0, Rejected: 4, Pending: 0), shop.Events.Counts);
        Assert.Equal((2, 4), (server.Requests.Count, shop.Metrics[$"foresale.client.events.rejected {status}"]));
        var line = Assert.Single(shop.Lines);
        Assert.StartsWith($"Error: 2 events were refused: POST /v1/events: {status} ", line, StringComparison.Ordinal);
        Assert.EndsWith($". Because of this. {remedy} This is said once until a batch is taken; foresale.client.events.rejected goes on counting.", line, StringComparison.Ordinal);
        Assert.DoesNotContain(shop.Lines, l => l.Contains(Shop.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stopping_host_sends_what_waits()
    {
        await using var server = await ShopServer.StartAsync();
        await using var shop = await Shop.OpenAsync(server.Address, o => o.FlushInterval = TimeSpan.FromMinutes(1));
        shop.Track(250);

        await shop.CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(250, server.Durable.Count);
        Assert.False(shop.Events.Track(Some.View(999)));
        Assert.Equal(new EventCounts(Tracked: 251, Sent: 250, Dropped: 1, Rejected: 0, Pending: 0), shop.Events.Counts);
        Assert.Equal(1, shop.Metrics["foresale.client.events.dropped stopped"]);
    }

    [Fact]
    public async Task A_host_that_stops_under_a_dead_server_is_held_up_no_longer_than_agreed()
    {
        await using var shop = await Shop.OpenAsync(Shop.DeadAddress(), o => o.DrainTimeout = Some.Milliseconds(300));
        shop.Track(150);
        var started = TimeProvider.System.GetTimestamp();

        await shop.CloseAsync(TestContext.Current.CancellationToken);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, .25, 10);
        Assert.Equal(new EventCounts(Tracked: 150, Sent: 0, Dropped: 150, Rejected: 0, Pending: 0), shop.Events.Counts);
        Assert.Contains("Error: 150 events were dropped: they could not be sent within 00:00:00.3000000 of the host's stop. Raise Foresale:DrainTimeout, or look why the server is slow.", shop.Lines);
    }

    private static async Task<bool> Answer(HttpContext context, bool now, int status)
    {
        if (now)
        {
            context.Response.StatusCode = status;
            await context.Response.CompleteAsync();
        }

        return now;
    }

    [GeneratedRegex(@"\d+\.\d s", RegexOptions.NonBacktracking)]
    private static partial Regex Seconds();
}
