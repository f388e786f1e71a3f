namespace Foresale.Events;

/// <summary>One thing a shopper did, as the shop reported it. Immutable; two events with equal fields are equal.</summary>
/// <remarks>
/// Null means that the source has no such value. Events are ordered by (<see cref="Arrival"/>, <see cref="Sequence"/>)
/// everywhere: in files, in the fold and in the live log.
/// </remarks>
public sealed record ShopEvent
{
    /// <summary>Names the event for ever; where the source has none, <c>source hash:line</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>The shopper, as the shop names them (the known name where identities were merged).</summary>
    public required string UserId { get; init; }

    /// <summary>What was done.</summary>
    public required Behavior Behavior { get; init; }

    /// <summary>When it happened, in UTC. In a day-resolution log: midnight of the day in the shop's time zone, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>When the shop's system received it, in UTC; null where the source does not say.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Place in the source: file order of arguments, then line; live, the place in the log. Breaks ties of <see cref="Arrival"/>.</summary>
    public long Sequence { get; init; }

    /// <summary>The cookie or device name under which the shopper was seen before logging in.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>The name under which the event came, where a later login told <see cref="UserId"/>; null where it is the same. States before the login are this name's.</summary>
    public string? SeenAs { get; init; }

    /// <summary>The visit; given by the source, else made by cleaning from 30 minutes of inactivity.</summary>
    public string? SessionId { get; init; }

    /// <summary>The item acted on; null for a search or a page.</summary>
    public string? ItemId { get; init; }

    /// <summary>The item's category as the event reports it.</summary>
    public string? Category { get; init; }

    /// <summary>The item's brand as the event reports it.</summary>
    public string? Brand { get; init; }

    /// <summary>Unit price in <see cref="Currency"/>, &gt;= 0.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of <see cref="Price"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>Units bought, put into or taken out of the cart, or sent back; &gt; 0. Null counts as one.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The order that a purchase or a refund belongs to.</summary>
    public string? OrderId { get; init; }

    /// <summary>The words of a search.</summary>
    public string? Query { get; init; }

    /// <summary>Kind of device, as the shop names it.</summary>
    public string? Device { get; init; }

    /// <summary>Place of the shopper, as the shop names it.</summary>
    public string? Region { get; init; }

    /// <summary>How the shopper came: campaign, referrer, shop front.</summary>
    public string? Channel { get; init; }

    /// <summary>The shop's own, finer word for what was done (<c>image</c>, <c>filter selection</c>), where five behaviors say less than the log.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the shopper agreed to the use of this event; null where the source does not say.</summary>
    public bool? Consent { get; init; }

    /// <summary>The instant that orders events: <see cref="ReceivedAt"/> where known, else <see cref="Time"/>.</summary>
    public DateTimeOffset Arrival => ReceivedAt ?? Time;

    /// <summary>
    /// The instant that states read: <see cref="Time"/>, which keeps the gaps between events that were sent together, but never after
    /// <see cref="Arrival"/>, where a shopper's clock is fast.
    /// </summary>
    public DateTimeOffset Happened => Time < Arrival ? Time : Arrival;
}
