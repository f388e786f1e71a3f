using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;
using Foresale.Simulation;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>The planted shop in which ordering by intent is judged.</summary>
public sealed record IntentLinkOptions
{
    /// <summary>Fashions of the items; null for a shop without.</summary>
    public TrendSection? Trends { get; init; } = new() { Deviation = .8, Persistence = .9 };

    /// <summary>Items of each of the eight categories; 7 or more, so that a price band of each has enough of them.</summary>
    public int ItemsPerCategory { get; init; } = 8;

    /// <summary>Sessions of a log, about.</summary>
    public int Sessions { get; init; } = 40_000;

    /// <summary>Days of a log.</summary>
    public int Days { get; init; } = 75;

    /// <summary>First morning of the fit.</summary>
    public int FitFrom { get; init; } = 28;

    /// <summary>First morning of the test; no forecast knows later days.</summary>
    public int TestFrom { get; init; } = 50;

    /// <summary>Share of shoppers whose events are in the log; purchases of the others are in the sales alone.</summary>
    public double Tracked { get; init; } = .8;

    /// <summary>Pairs touched in so many days before count for the sums of intents.</summary>
    public int RecentDays { get; init; } = 7;

    /// <summary>h: cost a unit left over at the end of a day.</summary>
    public double HoldingCost { get; init; } = 1;

    /// <summary>p: cost a unit asked for and not there.</summary>
    public double ShortageCost { get; init; } = 9;

    /// <summary>Days from order to arrival that are tried.</summary>
    public IReadOnlyList<int> LeadTimes { get; init; } = [0, 1, 2, 4, 7];

    /// <summary>The shop: the built-in one with fewer items and these fashions.</summary>
    public PlantedShop Shop()
    {
        var file = PlantedShop.Load().File;
        return new PlantedShop(file with
        {
            Catalogue = file.Catalogue with { Trends = Trends, Categories = [.. file.Catalogue.Categories.Select(c => c with { Items = ItemsPerCategory })] },
        });
    }
}

/// <summary>One log of that shop: what the shop sees, and what only the simulator knows.</summary>
/// <param name="Log">Events of tracked shoppers.</param>
/// <param name="History">Their views and carts, and the sales of all.</param>
/// <param name="Demand">The planted truth.</param>
public sealed record IntentLinkShop(MemoryDataset Log, DemandHistory History, PlantedDemand Demand)
{
    /// <summary>Draws a log.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="seed">Of the log.</param>
    /// <param name="cancellationToken">Looked at once a shopper and day.</param>
    public static IntentLinkShop Draw(PlantedShop shop, IntentLinkOptions options, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(options);
        var demand = new PlantedDemand(shop, seed, options.Days);
        List<ShopEvent> tracked = [], others = [];
        var columns = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var shopper in shop.Shoppers(options.Sessions, seed, options.Days))
        {
            cancellationToken.ThrowIfCancellationRequested();
            demand.Add(shopper);
            number++; // shoppers are drawn alike, so that every fifth is as good as a draw
            if (Math.Floor(number * options.Tracked) > Math.Floor((number - 1) * options.Tracked))
            {
                tracked.AddRange(shopper.Events);
                columns[shopper.UserId] = shopper.Columns;
            }
            else
            {
                others.AddRange(shopper.Events.Where(e => e.Behavior == Behavior.Purchase));
            }
        }

        var items = shop.Items.ToDictionary(p => p.Key, p => (IReadOnlyList<ItemRow>)[new ItemRow(DateTimeOffset.MinValue, p.Value)], StringComparer.Ordinal);
        var log = new MemoryDataset(tracked, shop.File.Zone, users: columns, items: items);
        var history = DemandHistory.Of(log, demand.ItemIds, cancellationToken);
        var sales = others.Count == 0 ? history : DemandHistory.Of(new MemoryDataset(others, shop.File.Zone), demand.ItemIds, cancellationToken);
        for (var day = 0; others.Count > 0 && day < sales.Days; day++)
        {
            var place = day + sales.FirstDay.DayNumber - history.FirstDay.DayNumber;
            for (var item = 0; item < history.ItemIds.Count && place < history.Days; item++)
            {
                history.Units[place][item] += sales.Units[day][item];
            }
        }

        return new IntentLinkShop(log, history, demand);
    }
}
