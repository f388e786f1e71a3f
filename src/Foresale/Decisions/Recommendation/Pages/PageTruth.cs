using Foresale.Simulation;

namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>
/// Pages of items in front of the shoppers of a planted shop: what is true of them, as tables. A shopper has a hidden type k, for good, and a hidden need, a
/// category c, which may be another one at the next visit. At each visit they see one page. Equations, and where each number is from:
/// docs/decisions/recommendation.md.
/// </summary>
/// <remarks>Letters: K types, C categories, H = K C hidden states, I items, L places of a page.</remarks>
public sealed class PageTruth
{
    /// <summary>L.</summary>
    public const int Slots = 6;

    /// <summary>Visits that are watched.</summary>
    public const int MostVisits = 20;

    /// <summary>Chance to look at a place, given that the one before was looked at.</summary>
    public const double Look = .85;

    /// <summary>What is left of an item's attraction each time that it was shown to this shopper already.</summary>
    public const double Fresh = .5;

    /// <summary>How fast interest falls with the price: attraction goes by (price / median of the category)^-1.2.</summary>
    public const double Elasticity = 1.2;

    /// <summary>Chance that the need is another one at the next visit: drawn anew from the type's tastes.</summary>
    public const double NewNeed = .3;

    /// <summary>Chance not to come back after a visit without a click.</summary>
    public const double LeaveBored = .4;

    /// <summary>Chance not to come back after a visit with one.</summary>
    public const double LeavePleased = .05;

    // An item outside the need attracts a tenth; an attraction of 3 is clicked by every second who looks.
    private const double Stray = .1, HalfClick = 3;
    private readonly float[] _attraction; // [H, I]

    /// <summary>Reads a planted shop.</summary>
    public PageTruth(PlantedShop shop)
    {
        ArgumentNullException.ThrowIfNull(shop);
        var catalogue = shop.Catalogue;
        (Types, Categories, Items) = (shop.Types.Length, catalogue.CategoryNames.Length, catalogue.Items.Length);
        Category = [.. catalogue.Items.Select(i => i.Category)];
        Price = [.. catalogue.Items.Select(i => (double)i.Price)];
        Margin = [.. catalogue.Items.Select(i => (double)i.Price * double.Parse(i.Values["margin"], System.Globalization.CultureInfo.InvariantCulture))];
        Popularity = [.. catalogue.Items.Select(i => i.Popularity)];
        Prior = [.. shop.Types.SelectMany(t => t.Category.Select(c => t.Section.Prior * c))];
        Taste = [.. shop.Types.SelectMany(t => t.Category)];
        Buy = new float[Types * Items];
        _attraction = new float[Types * Categories * Items];
        double[] median = [.. shop.File.Catalogue.Categories.Select(c => c.MedianPrice)];
        var usual = catalogue.Items.Select((item, i) => (Key: (item.Category, item.Band), Popularity: item.Popularity)).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Average(p => p.Popularity));
        for (var k = 0; k < Types; k++)
        {
            // An afternoon on a weekday, at a desk, nothing remembered. The chance that one who has just viewed an item buys in this session: the planted truth.
            var intent = shop.Table(k, new SessionContext(Weekend: false, Evening: false, Device: 2, SessionContext.NoMemory));
            for (var i = 0; i < Items; i++)
            {
                var item = catalogue.Items[i];
                Buy[(k * Items) + i] = (float)intent[new SessionState(Last: 0, Carts: 0, Engaged: 0, Length: 0, catalogue.CellOf(i) * 2, Stayed: 0).Index];
                var popular = Math.Clamp(Math.Sqrt(item.Popularity / usual[(item.Category, item.Band)]), .3, 3);
                var dear = Math.Pow(Price[i] / median[item.Category], -Elasticity);
                for (var c = 0; c < Categories; c++)
                {
                    _attraction[(((k * Categories) + c) * Items) + i] = (float)((item.Category == c ? 1 : Stray) * 3 * shop.Types[k].Band[item.Category][item.Band] * popular * dear);
                }
            }
        }
    }

    /// <summary>K.</summary>
    public int Types { get; }

    /// <summary>C.</summary>
    public int Categories { get; }

    /// <summary>H = K C.</summary>
    public int Hidden => Types * Categories;

    /// <summary>I.</summary>
    public int Items { get; }

    /// <summary>Category of each item, [I].</summary>
    public IReadOnlyList<int> Category { get; }

    /// <summary>Price of each item, [I].</summary>
    public IReadOnlyList<double> Price { get; }

    /// <summary>Price x margin of each item: what the shop earns by its sale, [I].</summary>
    public IReadOnlyList<double> Margin { get; }

    /// <summary>Popularity of each item, [I], &gt; 0.</summary>
    public IReadOnlyList<double> Popularity { get; }

    /// <summary>Chance of each hidden state at the first visit, [H].</summary>
    public IReadOnlyList<double> Prior { get; }

    /// <summary>Chance of each need, given the type, [K, C].</summary>
    public IReadOnlyList<double> Taste { get; }

    /// <summary>Chance that a type buys an item that it has clicked, [K, I].</summary>
    internal float[] Buy { get; }

    /// <summary>Chance that one who looks at an item clicks it.</summary>
    /// <param name="hidden">The hidden state.</param>
    /// <param name="item">The item.</param>
    /// <param name="shown">How often it was shown to this shopper before.</param>
    public double Click(int hidden, int item, int shown)
    {
        var attraction = _attraction[(hidden * Items) + item] * Math.Pow(Fresh, shown);
        return attraction / (attraction + HalfClick);
    }

    /// <summary>Chance that one who has clicked an item buys it.</summary>
    public double BuyAfterClick(int hidden, int item) => Buy[(hidden / Categories * Items) + item];

    /// <summary>Chance that a shopper does not come back after a visit.</summary>
    /// <param name="clicks">Clicks of the visit.</param>
    public static double Leave(int clicks) => clicks == 0 ? LeaveBored : LeavePleased;
}
