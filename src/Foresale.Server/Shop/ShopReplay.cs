using Foresale.Events;
using Foresale.Live;
using Foresale.Storage.EventLog;

namespace Foresale.Server.Shop;

/// <summary>Brings shards and names up to the end of the log at start: everything behind what the snapshot holds is applied once more, in its order.</summary>
internal sealed class ShopReplay(DurableLog log, UserKeys keys, Names names, SeenEvents seen, ShardSet shards, Sequencer sequencer)
{
    private readonly ShopperEvents _events = new(log, keys);

    /// <summary>Replays the log from an address on.</summary>
    /// <param name="from">Address behind the last entry that the snapshot holds; 0 for all.</param>
    /// <param name="onGap">Is told of damaged stretches that are passed over.</param>
    /// <param name="onFault">Is told of entries that cannot be folded, and are left out.</param>
    /// <param name="between">Is told before each entry its address: all before it is applied.</param>
    /// <param name="cancellationToken">Looked at once an entry.</param>
    /// <returns>Entries replayed.</returns>
    public long Run(long from, Action<LogGap> onGap, Action<Exception> onFault, Action<long> between, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var record in log.Scan(from, onGap))
        {
            cancellationToken.ThrowIfCancellationRequested();
            between(record.Address);
            try
            {
                Apply(LogEntry.Parser.ParseFrom(record.Payload.Span), record.Address);
            }
            catch (Exception fault) // as when it came
            {
                onFault(fault);
            }

            count++;
        }

        return count;
    }

    private void Apply(LogEntry entry, long address)
    {
        var arrival = DateTimeOffset.FromUnixTimeMilliseconds(entry.ArrivalMs);
        sequencer.LastArrival = arrival > sequencer.LastArrival ? arrival : sequencer.LastArrival;
        if (shards.Day is null && entry.KindCase is not LogEntry.KindOneofCase.Day)
        {
            names.SetDay(sequencer.DayOf(arrival), address); // retention dropped the file that the day began in
            shards.BeginDay(sequencer.DayOf(arrival), address - 1);
        }

        switch (entry.KindCase)
        {
            case LogEntry.KindOneofCase.Event:
                Event(entry, address);
                break;
            case LogEntry.KindOneofCase.Merge:
                Merge(entry.Merge, address);
                break;
            case LogEntry.KindOneofCase.Items:
                sequencer.Put([.. entry.Items.Rows.Select(r => (r.ItemId, new ItemRow(LoggedEvents.ValidFrom(entry), r.Values)))], address);
                break;
            case LogEntry.KindOneofCase.Erasure:
                foreach (var number in entry.Erasure.Shoppers)
                {
                    shards.Erase(Names.Erased(number));
                }

                break;
            case LogEntry.KindOneofCase.Day:
                var day = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(entry.Day.Day);
                names.SetDay(day, address);
                shards.BeginDay(day, address);
                break;
        }
    }

    private void Event(LogEntry entry, long address)
    {
        var shopEvent = _events.Read(entry, address);
        names.SetLast(entry.Event.Shopper, address);
        if (keys.Find(entry.Event.Shopper) is not null)
        {
            seen.Add(shopEvent, shards.Day!.Value);
        }

        if (!entry.Event.Late)
        {
            sequencer.Fold(shopEvent, address);
        }
    }

    private void Merge(LoggedMerge merge, long address)
    {
        var (guest, known) = (names.NameOf(merge.Anonymous), names.NameOf(merge.Known));
        var told = _events.Told(merge.LastPlus1 - 1);
        sequencer.Remember(known, told, shards.Day!.Value);
        sequencer.Fold(guest, known, told, address);
        names.Join(guest, known);
        names.SetLast(merge.Anonymous, -1);
        names.SetLast(merge.Known, address);
    }
}
