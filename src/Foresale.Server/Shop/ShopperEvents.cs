using Foresale.Events;
using Foresale.Storage.EventLog;

namespace Foresale.Server.Shop;

/// <summary>What the log holds of one shopper. Found by their chains of entries, from the last one back, so that nobody else's is read.</summary>
internal sealed class ShopperEvents(DurableLog log, UserKeys keys)
{
    /// <summary>A guest's events, oldest first: from an entry on back along the log, with those of guests who became this one where they did.</summary>
    /// <param name="last">Address of the guest's last entry; -1 for none.</param>
    public IReadOnlyList<ShopEvent> Told(long last)
    {
        var (told, back) = (new List<ShopEvent>(), new Stack<long>([last]));
        while (told.Count < Features.Fold.MostTold && back.TryPop(out var address))
        {
            LogEntry? entry;
            try
            {
                entry = Entry(address);
            }
            catch (LogDamageException)
            {
                continue; // what stands before it cannot be found any more
            }

            if (entry is null)
            {
                continue;
            }

            if (entry.Merge is { } merge)
            {
                back.Push(merge.PreviousPlus1 - 1);
                back.Push(merge.LastPlus1 - 1);
                continue;
            }

            if (!entry.Event.Late)
            {
                told.Add(Read(entry, address));
            }

            back.Push(entry.Event.PreviousPlus1 - 1);
        }

        told.Reverse();
        return told;
    }

    /// <summary>The event of an entry; of an erased shopper only what items count.</summary>
    public ShopEvent Read(LogEntry entry, long address) =>
        keys.Find(entry.Event.Shopper) is { } shopper ? LoggedEvents.ToEvent(entry, address, shopper.UserId, shopper.Key) : LoggedEvents.ToErasedEvent(entry, address);

    /// <summary>Addresses of the shopper's events, late ones and those before a login included, in the order of the log. Where damage cuts a chain, the log is read through instead.</summary>
    /// <param name="numbers">Of the keys of all their names.</param>
    /// <param name="last">Their last entries.</param>
    /// <param name="cancellationToken">Looked at once an entry.</param>
    public IReadOnlyList<long> Addresses(IReadOnlySet<long> numbers, IEnumerable<long> last, CancellationToken cancellationToken)
    {
        try
        {
            return Walk(numbers, last, cancellationToken);
        }
        catch (LogDamageException)
        {
            return Search(numbers, cancellationToken);
        }
    }

    /// <summary>The event at an address; null where its shopper was erased since, or retention dropped it.</summary>
    public ShopEvent? Read(long address) =>
        Entry(address) is { } entry && keys.Find(entry.Event.Shopper) is { } shopper ? LoggedEvents.ToEvent(entry, address, shopper.UserId, shopper.Key) : null;

    private List<long> Walk(IReadOnlySet<long> numbers, IEnumerable<long> last, CancellationToken cancellationToken)
    {
        var (found, back) = (new List<long>(), new Stack<long>(last));
        while (back.TryPop(out var address))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (Entry(address))
            {
                case { Event: { } logged }:
                    if (numbers.Contains(logged.Shopper)) // as they all should be: what is sent out must be nobody else's
                    {
                        found.Add(address);
                    }

                    back.Push(logged.PreviousPlus1 - 1);
                    break;
                case { Merge: { } merge }: // two chains became one
                    back.Push(merge.PreviousPlus1 - 1);
                    back.Push(merge.LastPlus1 - 1);
                    break;
            }
        }

        found.Sort();
        return found;
    }

    private List<long> Search(IReadOnlySet<long> numbers, CancellationToken cancellationToken)
    {
        var found = new List<long>();
        foreach (var record in log.Scan(onGap: _ => { }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (LogEntry.Parser.ParseFrom(record.Payload.Span).Event is { } logged && numbers.Contains(logged.Shopper))
            {
                found.Add(record.Address);
            }
        }

        return found;
    }

    // Null for what retention dropped, also a moment ago, and for -1, before a chain's first entry.
    private LogEntry? Entry(long address)
    {
        try
        {
            return address < log.Begin ? null : LogEntry.Parser.ParseFrom(log.Read(address));
        }
        catch (Exception fault) when (fault is ArgumentOutOfRangeException or ObjectDisposedException)
        {
            return null;
        }
    }
}
