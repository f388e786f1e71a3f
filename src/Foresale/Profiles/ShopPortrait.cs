using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>A trait of a segment, in words and in numbers.</summary>
/// <param name="Words">What the segment is like.</param>
/// <param name="Title">What is counted.</param>
/// <param name="Unit">Unit of the means.</param>
/// <param name="Mean">Mean over the segment's shoppers.</param>
/// <param name="ShopMean">Mean over all shoppers.</param>
/// <param name="Lift">Difference of the standardised means, in deviations over shoppers.</param>
public sealed record SegmentTrait(string Words, string Title, string Unit, double Mean, double ShopMean, double Lift);

/// <summary>A segment to look at.</summary>
/// <param name="Name">In plain words.</param>
/// <param name="Shoppers">Number of its shoppers.</param>
/// <param name="Share">Of all shoppers, 0..1.</param>
/// <param name="BuyRate">Share of them who ever bought, 0..1.</param>
/// <param name="Orders">Mean orders a shopper.</param>
/// <param name="Spent">Mean amount spent a shopper; null where the log has no prices.</param>
/// <param name="Traits">The most lifted first.</param>
public sealed record SegmentPortrait(string Name, int Shoppers, double Share, double BuyRate, double Orders, double? Spent, IReadOnlyList<SegmentTrait> Traits);

/// <summary>An item and those nearest to it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Shoppers">Shoppers who touched it.</param>
/// <param name="Nearest">The nearest first.</param>
public sealed record ItemPortrait(string Item, int Shoppers, IReadOnlyList<Neighbour> Nearest);

/// <summary>How good a number of segments is.</summary>
/// <param name="Segments">The number.</param>
/// <param name="Mean">Mean silhouette, -1..1.</param>
public sealed record SilhouetteOf(int Segments, double Mean);

/// <summary>The shoppers of a shop in segments, and items in neighbourhoods.</summary>
public sealed record ShopPortrait
{
    private const int ItemsShown = 10, NeighboursShown = 3, Seed = 1;

    /// <summary>Shoppers in all.</summary>
    public required int Shoppers { get; init; }

    /// <summary>The segments, the largest first or numbered as the columns of a model; empty where the shoppers are too few.</summary>
    public required IReadOnlyList<SegmentPortrait> Segments { get; init; }

    /// <summary>By number of segments tried; the best was taken.</summary>
    public required IReadOnlyList<SilhouetteOf> Silhouettes { get; init; }

    /// <summary>Of the items that most shoppers touched those with neighbours beyond chance; empty where there are none, or pairs are too few.</summary>
    public required IReadOnlyList<ItemPortrait> Items { get; init; }

    /// <summary>How alike the nearest items are by chance: neighbours are those above it. Null without factors.</summary>
    public double? ItemsByChance { get; init; }

    /// <summary>Touched pairs that factors were fitted on.</summary>
    public required int Pairs { get; init; }

    /// <summary>Draws what was fitted.</summary>
    public static ShopPortrait Of(FittedPortraits fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        double? chance = fitted.Snapshot.Factors is { } factors ? ChanceSimilarity.Of(fitted.Pairs, factors, Seed, CancellationToken.None).OfItems() : null;
        return new ShopPortrait
        {
            Shoppers = fitted.Shoppers.Users.Count,
            Segments = fitted.Segments is { } segments ? SegmentsOf(segments, fitted.Shoppers) : [],
            Silhouettes = [.. (fitted.Segments?.Silhouettes ?? []).Select(s => new SilhouetteOf(s.Segments, s.Silhouette))],
            Items = chance is { } bar ? ItemsOf(fitted, bar) : [],
            ItemsByChance = chance,
            Pairs = fitted.Pairs.Pairs,
        };
    }

    private static List<ItemPortrait> ItemsOf(FittedPortraits fitted, double chance)
    {
        var (factors, pairs) = (fitted.Snapshot.Factors!, fitted.Pairs);
        var neighbours = new Neighbours(factors, pairs);
        return
        [
            .. Enumerable.Range(0, Math.Min(ItemsShown, pairs.Items.Count)).Where(i => pairs.ShoppersOf(i) >= Neighbours.LeastShoppers && factors.Find(pairs.Items[i]) >= 0)
                .Select(i => new ItemPortrait(pairs.Items[i], pairs.ShoppersOf(i), [.. neighbours.Items(factors.Find(pairs.Items[i]), NeighboursShown).Where(n => n.Similarity > chance)]))
                .Where(item => item.Nearest.Count > 0),
        ];
    }

    /// <summary>The segment of each shopper.</summary>
    public static int[] Assign(SegmentModel model, ShopperTraits shoppers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(shoppers);
        var points = SegmentFit.Coordinates(model.Traits, shoppers.Of([.. model.Traits.Select(t => t.Column)]));
        var width = model.Traits.Count;
        return [.. Enumerable.Range(0, shoppers.Users.Count).Select(user => model.Of(points.AsSpan(user * width, width)))];
    }

    private static List<SegmentPortrait> SegmentsOf(FittedSegments fitted, ShopperTraits shoppers)
    {
        var segment = Assign(fitted.Model, shoppers);
        var all = Enumerable.Range(0, segment.Length).ToList();
        var portraits = new List<SegmentPortrait>();
        for (var k = 0; k < fitted.Model.Count; k++)
        {
            var own = all.Where(user => segment[user] == k).ToList();
            var traits = fitted.Lifts[k].Select(l => new SegmentTrait(
                l.Words, l.Trait.Title, UnitOf(shoppers, l.Trait.Column), Mean(shoppers, own, l.Trait.Column), Mean(shoppers, all, l.Trait.Column), l.Lift));
            portraits.Add(new SegmentPortrait(
                fitted.Model.Names[k].Name,
                own.Count,
                own.Count / (double)all.Count,
                Mean(shoppers, own, "user_is_buyer"),
                Mean(shoppers, own, "user_orders"),
                shoppers.IndexOf("user_spent") < 0 ? null : Mean(shoppers, own, "user_spent"),
                [.. traits]));
        }

        return portraits;
    }

    private static string UnitOf(ShopperTraits shoppers, string column) => shoppers.Columns[shoppers.IndexOf(column)].Unit;

    private static double Mean(ShopperTraits shoppers, List<int> users, string column)
    {
        var values = users.Select(user => (double)shoppers.Of(user, column)).Where(v => !double.IsNaN(v)).ToList();
        return values.Count == 0 ? double.NaN : values.Average();
    }
}
