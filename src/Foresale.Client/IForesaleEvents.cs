namespace Foresale.Client;

/// <summary>Takes what shoppers do and sends it to Foresale from the background, in batches.</summary>
public interface IForesaleEvents
{
    /// <summary>Where the events of this process are.</summary>
    EventCounts Counts { get; }

    /// <summary>Queues an event. Never waits and never touches the network; safe from any thread.</summary>
    /// <returns>False where the event was dropped: the queue is full, or the host has stopped.</returns>
    bool Track(ShopperEvent shopperEvent);
}

/// <summary>
/// Where events are. While no call of <see cref="IForesaleEvents.Track"/> runs,
/// <c>Sent + Dropped + Rejected + Pending = Tracked</c> whatever the sender is doing.
/// </summary>
/// <param name="Tracked">Events given to Track.</param>
/// <param name="Sent">Taken by the server, durably.</param>
/// <param name="Dropped">Given up without an answer: the queue was full, the retries ran out, or the host stopped.</param>
/// <param name="Rejected">Refused by the server, or impossible to write as JSON.</param>
/// <param name="Pending">In the queue or on the way.</param>
public readonly record struct EventCounts(long Tracked, long Sent, long Dropped, long Rejected, long Pending);
