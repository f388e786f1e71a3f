using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>An item of a simulated shop.</summary>
/// <param name="ItemId">Name.</param>
/// <param name="Category">Index of its category.</param>
/// <param name="Band">0 low, 1 mid, 2 high.</param>
/// <param name="Brand">Brand.</param>
/// <param name="Price">Unit price.</param>
/// <param name="Popularity">Weight among the items of its category and band, &gt; 0.</param>
/// <param name="Values">Columns of the item side file.</param>
internal sealed record ShopItem(string ItemId, int Category, int Band, string Brand, decimal Price, double Popularity, IReadOnlyDictionary<string, string> Values);

/// <summary>What the shop sells: drawn once from the catalogue's own seed, so that all logs of a shop share it.</summary>
internal sealed class ShopCatalogue
{
    /// <summary>
    /// Fewest items of a category and band for new choices: one can be in focus and one in memory, and one is left.
    /// A band of a category with fewer is never chosen.
    /// </summary>
    public const int LeastInCell = 3;

    private readonly int[][] _cells;

    public ShopCatalogue(CatalogueSection section)
    {
        CategoryNames = [.. section.Categories.Select(c => c.Name)];
        Considered = [.. section.Categories.Select(c => c.Considered)];
        var random = new Random(section.Seed);
        var items = new List<ShopItem>();
        for (var category = 0; category < section.Categories.Count; category++)
        {
            for (var i = 0; i < section.Categories[category].Items; i++)
            {
                items.Add(Draw(section, category, items.Count, random));
            }
        }

        Items = [.. items];
        Index = items.Select((item, i) => (item.ItemId, i)).ToDictionary(p => p.ItemId, p => p.i, StringComparer.Ordinal);
        _cells = [.. Enumerable.Range(0, CategoryNames.Length * 3).Select(cell => Enumerable.Range(0, Items.Length).Where(i => Items[i].Category * 3 + Items[i].Band == cell).ToArray())];
        for (var category = 0; category < CategoryNames.Length; category++)
        {
            if (!HasBand(category, 0) && !HasBand(category, 1) && !HasBand(category, 2))
            {
                throw new UserFaultException($"$.catalogue.categories[{category}].items", $"No price band of {CategoryNames[category]} has {LeastInCell} items.", "Give it more items.");
            }
        }
    }

    public ShopItem[] Items { get; }

    public IReadOnlyDictionary<string, int> Index { get; }

    public string[] CategoryNames { get; }

    public bool[] Considered { get; }

    /// <summary>True where a category has enough items in a band for it to be chosen.</summary>
    public bool HasBand(int category, int band) => _cells[category * 3 + band].Length >= LeastInCell;

    /// <summary>What a step's chances know of an item: its band, and whether its category is considered; 0..5.</summary>
    public int CellOf(int item) => Items[item].Band * 2 + (Considered[Items[item].Category] ? 1 : 0);

    /// <summary>Items of a category and band.</summary>
    public ReadOnlySpan<int> ItemsOf(int category, int band) => _cells[category * 3 + band];

    /// <summary>Draws by popularity among a category's items of a band, other than the two in focus and memory. No type's taste enters here.</summary>
    /// <param name="category">Category.</param>
    /// <param name="band">Price band.</param>
    /// <param name="focus">Item in focus; -1 for none.</param>
    /// <param name="memory">Item remembered; -1 for none.</param>
    /// <param name="popularity">Weights of the day, by item; null for those of the catalogue.</param>
    /// <param name="random">Gives one number.</param>
    public int Draw(int category, int band, int focus, int memory, double[]? popularity, Random random)
    {
        var cell = _cells[category * 3 + band];
        var total = 0.0;
        foreach (var item in cell)
        {
            total += item == focus || item == memory ? 0 : popularity?[item] ?? Items[item].Popularity;
        }

        var left = random.NextDouble() * total;
        var last = -1;
        foreach (var item in cell)
        {
            if (item == focus || item == memory)
            {
                continue;
            }

            last = item;
            left -= popularity?[item] ?? Items[item].Popularity;
            if (left < 0)
            {
                break;
            }
        }

        return last;
    }

    private static ShopItem Draw(CatalogueSection section, int category, int number, Random random)
    {
        var from = section.Categories[category];
        var price = Math.Max(0.5, Math.Round(from.MedianPrice * Math.Exp(from.Spread * Normal(random)), 2));
        var band = price < section.PriceBands[0] ? 0 : price < section.PriceBands[1] ? 1 : 2;
        var brand = from.Brands[random.Next(from.Brands.Count)];
        var rating = Math.Clamp(4.1 + 0.5 * Normal(random), 1, 5);
        // Popularity follows a power law, a little helped by the rating; reviews follow popularity.
        var popularity = Math.Pow(1 - random.NextDouble(), -0.6) * Math.Exp(0.4 * (rating - 4.1));
        var reviews = (int)Math.Round(12 * popularity * Math.Exp(0.5 * Normal(random)));
        var margin = Math.Clamp(from.Margin + 0.05 * Normal(random), 0.02, 0.9);
        var stock = random.Next(5, 400);
        var itemId = FormattableString.Invariant($"i{number + 1:0000}");
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["category"] = from.Name,
            ["brand"] = brand,
            ["price"] = FormattableString.Invariant($"{price:0.00}"),
            ["rating"] = FormattableString.Invariant($"{rating:0.0}"),
            ["review_count"] = FormattableString.Invariant($"{reviews}"),
            ["margin"] = FormattableString.Invariant($"{margin:0.000}"),
            ["stock"] = FormattableString.Invariant($"{stock}"),
        };
        return new ShopItem(itemId, category, band, brand, (decimal)price, popularity, values);
    }

    /// <summary>A standard normal draw (Box and Muller 1958).</summary>
    internal static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
