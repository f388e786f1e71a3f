using System.Globalization;
using Foresale.Client;
using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Cli;

/// <summary>
/// Simulated shoppers in real time: each has the pauses that the simulator drew, as in the log that the model was trained on, and there are as many at once as it takes. The shop has
/// been open for ten minutes when it begins, so that there is something to see at once.
/// </summary>
/// <param name="shoppers">Who come, in their order; each for their first visit.</param>
/// <param name="clock">Real time.</param>
internal sealed class LiveTraffic(IEnumerable<SimulatedShopper> shoppers, TimeProvider clock)
{
    /// <summary>Events a second, on average.</summary>
    public const double Rate = 3;

    /// <summary>How long the shop has been open when it begins.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromMinutes(10);

    /// <summary>Sends until there are no more shoppers, each event when it is due.</summary>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public async Task RunAsync(IForesaleEvents events, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var run = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var due = new PriorityQueue<ShopEvent, DateTimeOffset>();
        var opens = now - Before;
        foreach (var visit in shoppers.Select(s => s.Events.TakeWhile(e => string.Equals(e.SessionId, s.Events[0].SessionId, StringComparison.Ordinal)).ToList()))
        {
            await SendUntilAsync(opens);
            foreach (var shopEvent in visit)
            {
                due.Enqueue(shopEvent, opens + (shopEvent.Time - visit[0].Time));
            }

            opens += TimeSpan.FromSeconds(visit.Count / Rate);
        }

        await SendUntilAsync(DateTimeOffset.MaxValue);

        async Task SendUntilAsync(DateTimeOffset end)
        {
            while (due.TryPeek(out _, out var at) && at <= end)
            {
                if (at - clock.GetUtcNow() is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, clock, cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
                events.Track(EventOf(due.Dequeue(), at, run));
            }
        }
    }

    // A second run over the same folder brings the same shoppers back: their visits and orders are new ones.
    private static ShopperEvent EventOf(ShopEvent e, DateTimeOffset time, string run) => new(Enum.Parse<ShopperBehavior>(e.Behavior.ToString()))
    {
        Time = time,
        UserId = e.UserId,
        SessionId = $"{e.SessionId}-{run}",
        ItemId = e.ItemId,
        Category = e.Category,
        Brand = e.Brand,
        Price = e.Price,
        Currency = e.Currency,
        Quantity = e.Quantity,
        OrderId = e.OrderId is null ? null : $"{e.OrderId}-{run}",
        Query = e.Query,
        Device = e.Device,
        Region = e.Region,
        Channel = e.Channel,
        Consent = e.Consent,
    };
}
