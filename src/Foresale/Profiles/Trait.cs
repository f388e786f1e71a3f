using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Something lasting about a shopper that segments are measured in: a column of S_u with words for people.</summary>
/// <param name="Column">Name of the column.</param>
/// <param name="Log">True for counts and amounts, which are compared as ln(1 + x).</param>
/// <param name="Title">What is counted.</param>
/// <param name="High">Shoppers far above the shop's mean, in words that stand in a list.</param>
/// <param name="Low">Shoppers far below it.</param>
/// <param name="None">Shoppers who have nothing of it at all; null where <paramref name="Low"/> says it.</param>
public sealed record Trait(string Column, bool Log, string Title, string High, string Low, string? None = null);

/// <summary>The traits that Foresale knows: how often, how much, at what price, how wide, when. What a session happens to be like is none.</summary>
public static class Traits
{
    /// <summary>Deviations from the shop's mean from which on a trait is told.</summary>
    public const double LeastLift = .5;

    /// <summary>All, in the order in which lists show them. A log has those whose columns it has.</summary>
    public static IReadOnlyList<Trait> All { get; } =
    [
        new("user_active_days", Log: true, "days with a visit", "frequent visitors", "rare visitors"),
        new("user_events_per_session", Log: true, "events a visit", "long visits", "short visits"),
        new("user_days_since_event", Log: true, "days since the last visit", "away for long", "here lately"),
        new("user_orders", Log: true, "orders", "frequent buyers", "few orders", "no orders"),
        new("user_purchase_rate", Log: false, "purchases a view (smoothed)", "buy much of what they view", "buy little of what they view"),
        new("user_cart_rate", Log: false, "carts a view (smoothed)", "fill their carts", "hardly use the cart"),
        new("user_favorites_30d", Log: true, "favorites of late", "mark favorites", "mark no favorites"),
        new("user_search_share", Log: false, "share of searches", "search a lot", "search little", "never search"),
        new("user_night_share", Log: false, "share of events at night", "night shoppers", "day shoppers"),
        new("user_mean_price_viewed", Log: true, "price of what they view", "high prices", "low prices"),
        new("user_mean_order_value", Log: true, "amount an order", "large orders", "small orders"),
        new("user_refunds", Log: true, "refunds", "send goods back", "send nothing back"),
        new("user_item_entropy", Log: false, "spread over items", "many different items", "the same few items"),
        new("user_category_entropy", Log: false, "spread over categories", "many categories", "few categories"),
    ];

    /// <summary>Those whose columns a schema has.</summary>
    public static IReadOnlyList<Trait> Of(FeatureSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return [.. All.Where(t => schema.IndexOf(t.Column) >= 0)];
    }
}
