namespace Foresale.Client;

/// <summary>One thing a shopper did. Immutable; made once and given to <see cref="IForesaleEvents.Track"/>.</summary>
/// <param name="Behavior">What was done.</param>
public sealed record ShopperEvent(ShopperBehavior Behavior)
{
    /// <summary>Names the event for ever, so that a resend counts once; null: a UUIDv7 is made.</summary>
    public string? EventId { get; init; }

    /// <summary>When it happened; null: when it is tracked.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The shopper, as the shop names them; one of this and <see cref="AnonymousId"/> is needed.</summary>
    public string? UserId { get; init; }

    /// <summary>The cookie or device before logging in.</summary>
    public string? AnonymousId { get; init; }

    /// <summary>The visit; null: 30 minutes without an event end one.</summary>
    public string? SessionId { get; init; }

    /// <summary>The item acted on; favorite, cart and uncart need it.</summary>
    public string? ItemId { get; init; }

    /// <summary>Category of the item.</summary>
    public string? Category { get; init; }

    /// <summary>Brand of the item.</summary>
    public string? Brand { get; init; }

    /// <summary>Price of one unit, in <see cref="Currency"/>.</summary>
    public decimal? Price { get; init; }

    /// <summary>ISO 4217 code of the price.</summary>
    public string? Currency { get; init; }

    /// <summary>Units, above 0.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The order of a purchase or a refund; a purchase of one item in one order counts once.</summary>
    public string? OrderId { get; init; }

    /// <summary>The words of a search.</summary>
    public string? Query { get; init; }

    /// <summary>Device of the visit, as the shop names it.</summary>
    public string? Device { get; init; }

    /// <summary>Region of the visit, as the shop names it.</summary>
    public string? Region { get; init; }

    /// <summary>Channel that the visit came by, as the shop names it.</summary>
    public string? Channel { get; init; }

    /// <summary>The shop's own, finer word for what was done.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the shopper agreed to be measured; null where they were not asked.</summary>
    public bool? Consent { get; init; }
}

/// <summary>What a shopper can do: the five actions, and two corrections that refer to an item or an order.</summary>
public enum ShopperBehavior
{
    /// <summary>Looked at an item or a page.</summary>
    View,

    /// <summary>Searched for words.</summary>
    Search,

    /// <summary>Put an item on a list of wishes.</summary>
    Favorite,

    /// <summary>Put an item into the cart.</summary>
    Cart,

    /// <summary>Bought.</summary>
    Purchase,

    /// <summary>Took an item out of the cart.</summary>
    Uncart,

    /// <summary>Was given money back.</summary>
    Refund,
}
