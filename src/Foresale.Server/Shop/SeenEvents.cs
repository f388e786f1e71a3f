using System.Text;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Server.Shop;

/// <summary>Which events, and which lines of orders, the log had in the last days: what comes again is one event. By 64-bit hashes, a set a day.</summary>
internal sealed class SeenEvents
{
    /// <summary>Days for which an event's id is remembered, today included.</summary>
    public const int Days = 8; // so that seven whole days are

    private readonly Dictionary<DateOnly, KeySet> _days = [];

    /// <summary>Whether an event, or the line of its order, was seen.</summary>
    public bool Contains(ShopEvent shopEvent)
    {
        var (id, line) = KeysOf(shopEvent);
        return _days.Values.Any(set => set.Contains(id) || (line is { } key && set.Contains(key)));
    }

    /// <summary>Remembers an event, and forgets what is too old.</summary>
    public void Add(ShopEvent shopEvent, DateOnly today)
    {
        if (!_days.TryGetValue(today, out var set))
        {
            foreach (var old in _days.Keys.Where(day => day.DayNumber <= today.DayNumber - Days).ToList())
            {
                _days.Remove(old);
            }

            _days[today] = set = new KeySet();
        }

        var (id, line) = KeysOf(shopEvent);
        set.Add(id);
        if (line is { } key)
        {
            set.Add(key);
        }
    }

    /// <summary>Writes all days.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_days.Count);
        foreach (var (day, set) in _days)
        {
            writer.Write(day.DayNumber);
            set.Save(writer);
        }
    }

    /// <summary>Reads what was written.</summary>
    public static SeenEvents Load(BinaryReader reader)
    {
        var seen = new SeenEvents();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            seen._days[DateOnly.FromDayNumber(reader.ReadInt32())] = KeySet.Load(reader);
        }

        return seen;
    }

    // A reloaded thank-you page sends an order again under other event ids, as in import.
    private static (ulong Id, ulong? Line) KeysOf(ShopEvent shopEvent)
    {
        var line = shopEvent.Behavior is Behavior.Purchase && shopEvent.OrderId is { } order
            ? KeySet.Join(KeySet.Key(Encoding.UTF8.GetBytes(order)), KeySet.Key(Encoding.UTF8.GetBytes(shopEvent.ItemId ?? "")))
            : (ulong?)null;
        return (KeySet.Key(Encoding.UTF8.GetBytes(shopEvent.EventId)), line);
    }
}
