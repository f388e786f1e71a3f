using System.Runtime.InteropServices;
using System.Text;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Server.Shop;

/// <summary>Which events, and which lines of orders, the log had in the last days: what comes again is one event. By 64-bit hashes, a set a day; no key is added to a day that has ended.</summary>
internal sealed class SeenEvents
{
    /// <summary>Days for which an event's id is remembered, today included.</summary>
    public const int Days = 8; // so that seven whole days are

    private readonly List<(DateOnly Day, SealedKeys Keys)> _ended = [];
    private List<(DateOnly Day, ulong Key)> _unsaved = [], _handedOver = [];
    private KeySet _keys = new();
    private DateOnly _today;

    /// <summary>The first day that is remembered.</summary>
    public DateOnly First => DateOnly.FromDayNumber(Math.Max(0, _today.DayNumber - Days + 1));

    /// <summary>Whether an event, or the line of its order under one of its shopper's names, was seen.</summary>
    /// <param name="sent">The event as it came.</param>
    /// <param name="shopper">The name that its shopper is known by; null where that is the event's.</param>
    public bool Contains(ShopEvent sent, string? shopper = null)
    {
        var (id, line) = KeysOf(sent);
        return Contains(id) || (line is { } order
            && (Contains(Line(order, sent.UserId)) || (shopper is not null && Contains(Line(order, shopper))) || (sent.AnonymousId is { } cookie && Contains(Line(order, cookie)))));
    }

    /// <summary>Remembers an event, and forgets what is too old.</summary>
    /// <param name="shopEvent">The event.</param>
    /// <param name="today">Its day, not before that of the one added last.</param>
    public void Add(ShopEvent shopEvent, DateOnly today)
    {
        Begin(today);
        var (id, line) = KeysOf(shopEvent);
        Add(id);
        if (line is not { } order)
        {
            return;
        }

        Add(Line(order, shopEvent.UserId));
        if (shopEvent.AnonymousId is { } cookie)
        {
            Add(Line(order, cookie));
        }
    }

    /// <summary>What was added since the last time, by day number; put together as it is gone through, until <see cref="Saved"/>.</summary>
    public IEnumerable<(int Day, ReadOnlyMemory<byte> Keys)> HandOver()
    {
        (_handedOver, _unsaved) = (_unsaved, []);
        return _handedOver.GroupBy(k => k.Day).Select(day => (day.Key.DayNumber, (ReadOnlyMemory<byte>)SealedKeys.ToBytes([.. day.Select(k => k.Key)])));
    }

    /// <summary>What was handed over is on the disk, or has to be handed over again.</summary>
    public void Saved(bool isWritten)
    {
        if (!isWritten)
        {
            _unsaved.InsertRange(0, _handedOver);
        }

        _handedOver = [];
    }

    /// <summary>Reads what was written, day by day.</summary>
    public static SeenEvents Load(IEnumerable<(int Day, ReadOnlyMemory<byte> Keys)> pieces)
    {
        var seen = new SeenEvents();
        foreach (var (day, keys) in pieces)
        {
            seen.Begin(DateOnly.FromDayNumber(day));
            foreach (var key in SealedKeys.FromBytes(keys.Span))
            {
                seen._keys.Add(key);
            }
        }

        return seen;
    }

    private void Begin(DateOnly today)
    {
        if (today == _today)
        {
            return;
        }

        if (_keys.Count > 0)
        {
            _ended.Add((_today, new SealedKeys(_keys.ToArray())));
            _keys = new KeySet();
        }

        _today = today;
        _ended.RemoveAll(ended => ended.Day < First);
    }

    private void Add(ulong key)
    {
        if (_keys.Add(key))
        {
            _unsaved.Add((_today, key));
        }
    }

    private bool Contains(ulong key)
    {
        foreach (var (_, keys) in CollectionsMarshal.AsSpan(_ended))
        {
            if (keys.Contains(key))
            {
                return true;
            }
        }

        return _keys.Contains(key);
    }

    // A reloaded thank-you page sends an order again under other event ids, as in import.
    private static (ulong Id, ulong? Order) KeysOf(ShopEvent shopEvent) => (
        KeySet.Key(Encoding.UTF8.GetBytes(shopEvent.EventId)),
        shopEvent.Behavior is Behavior.Purchase && shopEvent.OrderId is { } order ? DuplicateOrderRule.Key(Encoding.UTF8.GetBytes(order), Encoding.UTF8.GetBytes(shopEvent.ItemId ?? "")) : null);

    private static ulong Line(ulong order, string shopper) => DuplicateOrderRule.Key(order, Encoding.UTF8.GetBytes(shopper));
}
