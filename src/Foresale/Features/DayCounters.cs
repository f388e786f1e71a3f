namespace Foresale.Features;

/// <summary>
/// What one shard counted on one day of items, categories and brands: integers that add up over shards in any order.
/// Every shard gives its own to all others at midnight, so that all publish the same snapshot.
/// </summary>
/// <param name="Day">The day.</param>
/// <param name="Items">Counts by item.</param>
/// <param name="Categories">Counts by category.</param>
/// <param name="Brands">Counts by brand.</param>
/// <param name="Reports">What events last said of each item.</param>
public sealed record DayCounters(
    DateOnly Day,
    IReadOnlyDictionary<string, DayCount> Items,
    IReadOnlyDictionary<string, DayCount> Categories,
    IReadOnlyDictionary<string, DayCount> Brands,
    IReadOnlyDictionary<string, ItemReport> Reports);

/// <summary>Counts of one name on one day.</summary>
/// <param name="Events">Events by behavior code, seven of them.</param>
/// <param name="Priced">Events with a price.</param>
/// <param name="PriceCents">Sum of their unit prices in hundredths: an integer, so that sums do not depend on order.</param>
public sealed record DayCount(IReadOnlyList<int> Events, int Priced, long PriceCents);

/// <summary>What the day's events last said of an item; <see cref="long.MinValue"/> is the time of what no event told.</summary>
/// <param name="CategoryMs">When the category was last reported, Unix milliseconds.</param>
/// <param name="Category">The category; null where no event told one.</param>
/// <param name="BrandMs">When the brand was last reported.</param>
/// <param name="Brand">The brand; null where no event told one.</param>
/// <param name="PriceMs">When the price was last reported.</param>
/// <param name="Price">The unit price; NaN where no event told one.</param>
public readonly record struct ItemReport(long CategoryMs, string? Category, long BrandMs, string? Brand, long PriceMs, float Price);
