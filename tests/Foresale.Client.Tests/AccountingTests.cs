using CsCheck;
using Microsoft.AspNetCore.Http;

namespace Foresale.Client.Tests;

/// <summary>What a server may do to one request.</summary>
internal enum Whim
{
    Take,
    TakeAndHangUp,
    Unavailable,
    Refuse,
    Garbage,
    Slow,
}

public class AccountingTests
{
    private static readonly Gen<(Whim[] Whims, int Writers, int Each, int Capacity, int Batch, int Drain)> s_runs = Gen.Select(
        Gen.Enum<Whim>().Array[1, 8], Gen.Int[1, 4], Gen.Int[1, 120], Gen.Int[10, 200], Gen.Int[1, 10], Gen.Int[1, 150]);

    [Fact]
    public void Sent_dropped_rejected_and_pending_are_all_that_was_tracked_whatever_the_server_does() =>
        s_runs.Sample(run => Hold(run.Whims, run.Writers, run.Each, run.Capacity, run.Batch, run.Drain).GetAwaiter().GetResult(), iter: 60, threads: 1, seed: "0N0XIzNsQ0O2");

    private static async Task Hold(Whim[] whims, int writers, int each, int capacity, int batch, int drain)
    {
        await using var server = await ShopServer.StartAsync();
        server.Misbehave = (context, _) => Obey(context, whims[(server.Requests.Count - 1) % whims.Length]);
        await using var shop = await Shop.OpenAsync(server.Address, o =>
            (o.Capacity, o.BatchSize, o.SendTimeout, o.RetryFor, o.DrainTimeout, o.FlushInterval) = (capacity, batch, Some.Milliseconds(30), Some.Milliseconds(60), Some.Milliseconds(drain), Some.Milliseconds(2)));

        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(() => shop.Track(each, from: w * each))));

        // Nobody tracks now, but the sender is at work: every look must add up.
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Some.Milliseconds(40) && shop.Events.Counts.Pending > 0;)
        {
            AddsUp(shop.Events.Counts, writers * each);
        }

        await shop.CloseAsync();
        AddsUp(shop.Events.Counts, writers * each);
        Assert.Equal(0, shop.Events.Counts.Pending);
        Assert.True(server.Durable.Count >= shop.Events.Counts.Sent, "An event counts as sent that the server does not have.");
        foreach (var (name, count) in new[] { ("sent", shop.Events.Counts.Sent), ("dropped", shop.Events.Counts.Dropped), ("rejected", shop.Events.Counts.Rejected) })
        {
            Assert.Equal(count, shop.Metrics.Where(m => m.Key.StartsWith($"foresale.client.events.{name}", StringComparison.Ordinal)).Sum(m => m.Value));
        }
    }

    private static void AddsUp(EventCounts counts, int tracked)
    {
        Assert.Equal(tracked, counts.Tracked);
        Assert.Equal(counts.Tracked, counts.Sent + counts.Dropped + counts.Rejected + counts.Pending);
    }

    private static async Task<bool> Obey(HttpContext context, Whim whim)
    {
        switch (whim)
        {
            case Whim.Take:
                return false;
            case Whim.TakeAndHangUp:
                context.Response.OnStarting(() =>
                {
                    context.Abort();
                    return Task.CompletedTask;
                });
                return false;
            case Whim.Slow:
                await Task.Delay(45);
                return false;
            case Whim.Garbage:
                await context.Response.WriteAsync("<html>");
                return true;
            default:
                context.Response.StatusCode = whim == Whim.Refuse ? 422 : 503;
                return true;
        }
    }
}
