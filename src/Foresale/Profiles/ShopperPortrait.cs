using Foresale.Events;
using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Something a shopper turned to.</summary>
/// <param name="Name">Item or category.</param>
/// <param name="Share">Share of the weights of the shopper's events on items, 0..1: a purchase weighs more than a view.</param>
public sealed record Interest(string Name, double Share);

/// <summary>One shopper to look at. What is not known is null.</summary>
public sealed record ShopperPortrait
{
    private const int Shown = 5, Seed = 1;

    /// <summary>The shopper.</summary>
    public required string UserId { get; init; }

    /// <summary>As of when: everything before it counts.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The segment, in plain words.</summary>
    public string? Segment { get; init; }

    /// <summary>Share of shoppers who are in it, 0..1.</summary>
    public double? SegmentShare { get; init; }

    /// <summary>Days with a visit, and days since the last one.</summary>
    public required double VisitDays { get; init; }

    /// <summary>Days since the last event.</summary>
    public required double DaysSinceLastVisit { get; init; }

    /// <summary>Days since the first event.</summary>
    public required double TenureDays { get; init; }

    /// <summary>Orders so far.</summary>
    public required double Orders { get; init; }

    /// <summary>Mean days between orders; null before the second.</summary>
    public double? DaysBetweenOrders { get; init; }

    /// <summary>Amount spent, less refunds; null where the log has no prices.</summary>
    public double? Spent { get; init; }

    /// <summary>Amount an order; null before the first.</summary>
    public double? AmountAnOrder { get; init; }

    /// <summary>ISO 4217 code of amounts; null where the log has none.</summary>
    public string? Currency { get; init; }

    /// <summary>Mean price of what was viewed of late.</summary>
    public double? PriceViewed { get; init; }

    /// <summary><c>low</c>, <c>middle</c> or <c>high</c>, of <see cref="PriceViewed"/>.</summary>
    public string? PriceBand { get; init; }

    /// <summary>Categories, the strongest first.</summary>
    public required IReadOnlyList<Interest> Categories { get; init; }

    /// <summary>Items, the strongest first.</summary>
    public required IReadOnlyList<Interest> Items { get; init; }

    /// <summary>Shoppers of most alike taste, as far as likeness is beyond chance.</summary>
    public required IReadOnlyList<Neighbour> NearestShoppers { get; init; }

    /// <summary>Items never touched of the highest affinity.</summary>
    public required IReadOnlyList<Neighbour> NearestItems { get; init; }

    /// <summary>Draws a shopper.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="settings">Of the fold.</param>
    /// <param name="fitted">Portraits of the log as of its end.</param>
    /// <param name="snapshot">Whose segments and factors are read: a model's, or those fitted.</param>
    /// <param name="userId">The shopper.</param>
    /// <exception cref="UserFaultException">The log has no such shopper.</exception>
    public static ShopperPortrait Of(IDataset dataset, FoldSettings settings, FittedPortraits fitted, PortraitSnapshot snapshot, string userId)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(fitted);
        ArgumentNullException.ThrowIfNull(snapshot);
        var shoppers = fitted.Shoppers;
        var user = shoppers.Users.ToList().IndexOf(userId);
        if (user < 0)
        {
            throw new UserFaultException("USER", $"the log has no shopper '{userId}'.", $"Give one that it has, such as '{shoppers.Users[0]}'; names are told apart by case.");
        }

        var assigned = snapshot.Segments is { } segments ? ShopPortrait.Assign(segments, shoppers) : null;
        var own = dataset.Days.SelectMany(dataset.ReadDay).Where(e => string.Equals(e.UserId, userId, StringComparison.Ordinal) && e.ItemId is not null).ToList();
        var touched = snapshot.Factors is { } known ? Touched(own, known) : []; // Their own events: of many shoppers the pairs hold some only.
        var neighbours = snapshot.Factors is { } factors && touched.Count > 0 ? new Neighbours(factors, fitted.Pairs) : null;
        var chance = neighbours is null ? 1 : ChanceSimilarity.Of(fitted.Pairs, snapshot.Factors!, Seed, CancellationToken.None).OfShoppers(touched.Count);
        var (categories, items) = Interests(dataset, own, snapshot.Factors?.Weights ?? new InteractionWeights());
        var price = Known(shoppers.Of(user, "user_mean_price_viewed"));
        return new ShopperPortrait
        {
            UserId = userId,
            AsOf = DateTimeOffset.FromUnixTimeMilliseconds(fitted.Snapshot.FromMs),
            Segment = assigned is null ? null : snapshot.Segments!.Names[assigned[user]].Name,
            SegmentShare = assigned?.Count(k => k == assigned[user]) / (double?)assigned?.Length,
            VisitDays = shoppers.Of(user, "user_active_days"),
            DaysSinceLastVisit = shoppers.Of(user, "user_days_since_event"),
            TenureDays = shoppers.Of(user, "user_tenure_days"),
            Orders = Known(shoppers.Of(user, "user_orders")) ?? 0,
            DaysBetweenOrders = Known(shoppers.Of(user, "user_days_between_orders")),
            Spent = Known(shoppers.Of(user, "user_spent")),
            AmountAnOrder = Known(shoppers.Of(user, "user_mean_order_value")),
            Currency = dataset.Info.Currency,
            PriceViewed = price,
            PriceBand = price is { } p && PriceBands.Of(settings.PriceDeciles, (float)p) is >= 0 and var band ? PriceBands.Words[band] : null,
            Categories = categories,
            Items = items,
            NearestShoppers = neighbours is null ? [] : [.. neighbours.Shoppers(userId, touched, Shown).Where(n => n.Similarity > chance)],
            NearestItems = neighbours?.ItemsToLike(touched, Shown) ?? [],
        };
    }

    private static double? Known(float value) => float.IsNaN(value) ? null : value;

    private static List<(int Row, double Weight)> Touched(List<ShopEvent> own, ItemFactors factors) =>
    [
        .. own.GroupBy(e => factors.Find(e.ItemId!)).Select(g => (Row: g.Key, Weight: g.Sum(e => (double)factors.Weights.Of(e.Behavior)))).Where(p => p is { Row: >= 0, Weight: > 0 }).OrderBy(p => p.Row),
    ];

    private static (IReadOnlyList<Interest> Categories, IReadOnlyList<Interest> Items) Interests(IDataset dataset, List<ShopEvent> own, InteractionWeights weights)
    {
        var catalogue = dataset.ReadItems();
        return (Strongest(own, e => e.Category ?? CategoryOf(catalogue, e.ItemId!), weights), Strongest(own, e => e.ItemId, weights));
    }

    private static string? CategoryOf(IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> catalogue, string item) =>
        catalogue.TryGetValue(item, out var rows) && rows[^1].Values.TryGetValue("category", out var category) ? category : null;

    private static List<Interest> Strongest(List<ShopEvent> events, Func<ShopEvent, string?> name, InteractionWeights weights)
    {
        var sums = events.Where(e => name(e) is not null).GroupBy(e => name(e)!, StringComparer.Ordinal).Select(g => (g.Key, Sum: g.Sum(e => (double)weights.Of(e.Behavior)))).ToList();
        var total = sums.Sum(s => s.Sum);
        return [.. sums.Where(s => s.Sum > 0).OrderByDescending(s => s.Sum).ThenBy(s => s.Key, StringComparer.Ordinal).Take(Shown).Select(s => new Interest(s.Key, s.Sum / total))];
    }
}
