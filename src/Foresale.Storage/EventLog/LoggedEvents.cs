using System.Globalization;
using Foresale.Events;

namespace Foresale.Storage.EventLog;

/// <summary>A shopper's key. Whoever loses it can no longer be told from the log.</summary>
/// <param name="Number">Stands in the log for the shopper; &gt; 0, never used twice.</param>
/// <param name="Secret">32 bytes.</param>
public readonly record struct UserKey(long Number, ReadOnlyMemory<byte> Secret);

/// <summary>Turns events into entries of the log and back. Exact for every field, but the number of trailing zeros of a price; text is valid Unicode.</summary>
public static class LoggedEvents
{
    private const decimal Scale = 10_000m;

    /// <summary>The entry of an event.</summary>
    /// <param name="shopEvent">The event; its user id stays with the keys, its sequence is the address.</param>
    /// <param name="key">Of its shopper.</param>
    /// <param name="late">It came too late to be folded.</param>
    /// <param name="previous">Address of the same shopper's entry before it; -1 for none.</param>
    public static LogEntry ToEntry(ShopEvent shopEvent, UserKey key, bool late, long previous)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        var (time, arrival) = (Split(shopEvent.Time), Split(shopEvent.Arrival));
        var (price, quantity) = (Scaled(shopEvent.Price), Scaled(shopEvent.Quantity));
        var logged = new LoggedEvent
        {
            Shopper = key.Number,
            TimeMs = time.Ms,
            TimeTicks = time.Ticks,
            ArrivalTicks = arrival.Ticks,
            NotReceived = shopEvent.ReceivedAt is null,
            Behavior = (int)shopEvent.Behavior,
            Late = late,
            PreviousPlus1 = previous + 1,
            ExactPrice = price is null ? Exact(shopEvent.Price) : "",
            ExactQuantity = quantity is null ? Exact(shopEvent.Quantity) : "",
            Sealed = EventSeal.Close(Personal(shopEvent), key),
        };

        // Generated setters refuse null, which here means absent.
        if (price is { } p) logged.Price = p;
        if (quantity is { } q) logged.Quantity = q;
        if (shopEvent.ItemId is { } item) logged.ItemId = item;
        if (shopEvent.Category is { } category) logged.Category = category;
        if (shopEvent.Brand is { } brand) logged.Brand = brand;
        if (shopEvent.Currency is { } currency) logged.Currency = currency;
        return new LogEntry { ArrivalMs = arrival.Ms, Event = logged };
    }

    /// <summary>The event of an entry.</summary>
    /// <param name="entry">An entry of the kind event.</param>
    /// <param name="address">Of the entry; becomes the sequence.</param>
    /// <param name="userId">The shopper's name.</param>
    /// <param name="key">The shopper's key.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The key is not the one it was sealed with.</exception>
    public static ShopEvent ToEvent(LogEntry entry, long address, string userId, UserKey key)
    {
        RequireEvent(entry);
        var part = EventSeal.Open(entry.Event.Sealed.Span, key);
        return Public(entry, address, userId, part.EventId) with
        {
            AnonymousId = part.HasAnonymousId ? part.AnonymousId : null,
            SessionId = part.HasSessionId ? part.SessionId : null,
            OrderId = part.HasOrderId ? part.OrderId : null,
            Query = part.HasQuery ? part.Query : null,
            Device = part.HasDevice ? part.Device : null,
            Region = part.HasRegion ? part.Region : null,
            Channel = part.HasChannel ? part.Channel : null,
            Detail = part.HasDetail ? part.Detail : null,
            Consent = part.HasConsent ? part.Consent : null,
        };
    }

    /// <summary>What is left of an event whose shopper was erased: all that item counters read. The names are <c>erased:</c> and a number.</summary>
    public static ShopEvent ToErasedEvent(LogEntry entry, long address)
    {
        RequireEvent(entry);
        return Public(entry, address, Erased(entry.Event.Shopper), Erased(address));
    }

    /// <summary>From when the rows of items of an entry hold: the millisecond after it, so that no event before them in the log reads them, and every state that stands later does.</summary>
    public static DateTimeOffset ValidFrom(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return DateTimeOffset.FromUnixTimeMilliseconds(entry.ArrivalMs + 1);
    }

    /// <summary>What stands for an erased shopper.</summary>
    public static string Erased(long number) => string.Create(CultureInfo.InvariantCulture, $"erased:{number}");

    private static void RequireEvent(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.KindCase is not LogEntry.KindOneofCase.Event)
        {
            throw new ArgumentException($"The entry's kind is {entry.KindCase}; only an event can be turned into one. Look at KindCase first: None is a kind of a newer version.", nameof(entry));
        }
    }

    private static ShopEvent Public(LogEntry entry, long address, string userId, string eventId)
    {
        var logged = entry.Event;
        return new ShopEvent
        {
            EventId = eventId,
            UserId = userId,
            Sequence = address,
            Behavior = (Behavior)logged.Behavior,
            Time = Join(logged.TimeMs, logged.TimeTicks),
            ReceivedAt = logged.NotReceived ? null : Join(entry.ArrivalMs, logged.ArrivalTicks),
            ItemId = logged.HasItemId ? logged.ItemId : null,
            Category = logged.HasCategory ? logged.Category : null,
            Brand = logged.HasBrand ? logged.Brand : null,
            Currency = logged.HasCurrency ? logged.Currency : null,
            Price = logged.HasPrice ? logged.Price / Scale : Exact(logged.ExactPrice),
            Quantity = logged.HasQuantity ? logged.Quantity / Scale : Exact(logged.ExactQuantity),
        };
    }

    private static SealedPart Personal(ShopEvent shopEvent)
    {
        var part = new SealedPart { EventId = shopEvent.EventId };
        if (shopEvent.AnonymousId is { } anonymous) part.AnonymousId = anonymous;
        if (shopEvent.SessionId is { } session) part.SessionId = session;
        if (shopEvent.OrderId is { } order) part.OrderId = order;
        if (shopEvent.Query is { } query) part.Query = query;
        if (shopEvent.Device is { } device) part.Device = device;
        if (shopEvent.Region is { } region) part.Region = region;
        if (shopEvent.Channel is { } channel) part.Channel = channel;
        if (shopEvent.Detail is { } detail) part.Detail = detail;
        if (shopEvent.Consent is { } consent) part.Consent = consent;
        return part;
    }

    private static (long Ms, int Ticks) Split(DateTimeOffset time)
    {
        // ToUnixTimeMilliseconds rounds down, so the rest is never negative, before 1970 neither.
        var ms = time.ToUnixTimeMilliseconds();
        return (ms, (int)(time.UtcTicks - DateTimeOffset.FromUnixTimeMilliseconds(ms).Ticks));
    }

    private static DateTimeOffset Join(long ms, int ticks) => DateTimeOffset.FromUnixTimeMilliseconds(ms).AddTicks(ticks);

    private static long? Scaled(decimal? value)
    {
        const decimal Most = long.MaxValue / Scale;
        return value is { } v && Math.Abs(v) < Most && decimal.Truncate(v * Scale) == v * Scale && (long)(v * Scale) / Scale == v ? (long)(v * Scale) : null;
    }

    private static string Exact(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static decimal? Exact(string text) => text is "" ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
