namespace Foresale.Simulation;

/// <summary>
/// What the planted shop's items are expected to sell on a day, for one who knows what no shop knows: the hidden type and the remembered item of
/// every shopper, the law of visits, and how popular each item was the day before. The bound for forecasts of demand.
/// </summary>
/// <remarks>
/// Purchases of a visit are followed exactly over cells of items (<see cref="VisitDemand"/>); within a category and price band they go by popularity.
/// There alone is an approximation: that an item is not newly chosen while it is in focus counts by the mean share of such choices, not by the item before.
/// Beyond the next day the remembered items stay as they are, as in a shop whose shoppers come and go. docs/simulation.md, "The demand".
/// </remarks>
public sealed class PlantedDemand
{
    /// <summary>Mean units of a purchase.</summary>
    public const double UnitsPerPurchase = 2 - ShopperDraw.OneUnit;

    private readonly PlantedShop _shop;
    private readonly ItemTrends? _trends;
    private readonly double[] _catalogue;
    private readonly int _days;
    private readonly int _none;          // place of "remembers nothing"
    private readonly int[] _counts;      // [day][type][preferred device][remembered item, or none]: shoppers at the beginning of the day
    private readonly Dictionary<(int Type, bool Weekend, int Preferred, int Memory), VisitDemand> _visits = [];
    private int _shoppers;

    /// <summary>Begins with no shoppers.</summary>
    /// <param name="shop">The shop.</param>
    /// <param name="seed">Of the log.</param>
    /// <param name="days">Days of the log.</param>
    public PlantedDemand(PlantedShop shop, int seed, int days)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        (_shop, _trends, _days, _none) = (shop, shop.Trends(seed, days), days, shop.Catalogue.Items.Length);
        _catalogue = [.. shop.Catalogue.Items.Select(i => i.Popularity)];
        _counts = new int[days * shop.Types.Length * 3 * (_none + 1)];
    }

    /// <summary>Names of the items, in the order of all results.</summary>
    public IReadOnlyList<string> ItemIds => [.. _shop.Catalogue.Items.Select(i => i.ItemId)];

    /// <summary>Takes a shopper of the log in.</summary>
    public void Add(SimulatedShopper shopper)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        _shoppers++;
        var preferred = Array.IndexOf(ShopWords.Devices, shopper.Columns["device_preference"]);
        var (kept, focus, from, memory) = (-1, -1, -1, _none);
        for (var i = 0; i < shopper.Events.Count; i++)
        {
            var e = shopper.Events[i];
            var starts = i == 0 || !string.Equals(shopper.Events[i - 1].SessionId, e.SessionId, StringComparison.Ordinal);
            var day = DayOf(e.Time);
            if (starts)
            {
                Count(shopper.Type, preferred, memory, from, day);
                focus = -1;
            }

            focus = e.ItemId is null ? focus : _shop.Catalogue.Index[e.ItemId];
            kept = ShopperDraw.KeptAfter((int)e.Behavior, focus, kept);
            memory = kept >= 0 ? kept : focus >= 0 ? focus : _none;
            from = starts ? day + 1 : from; // a session belongs to the day on which it begins
        }

        Count(shopper.Type, preferred, memory, from, _days - 1);
    }

    /// <summary>Expected units of each item on a day.</summary>
    /// <param name="day">The day, 0..days - 1.</param>
    /// <param name="asOf">The morning of this day is now: popularity is known up to the evening before; <c>1 &lt;= asOf &lt;= day</c>.</param>
    public double[] ExpectedUnits(int day, int asOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(asOf, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(day, asOf);
        return Units(day, asOf, _trends is null ? Shares([_catalogue]) : Shares(_trends.Forecast(day, asOf)));
    }

    /// <summary>Expected units of each item on a day whose popularity is known.</summary>
    /// <param name="day">The day.</param>
    public double[] ExpectedUnitsOn(int day) => Units(day, day, Shares([_trends?.Popularity(day) ?? _catalogue]));

    private double[] Units(int day, int asOf, double[] shares)
    {
        var weekend = PlantedShop.IsWeekend(_shop.File.Start.AddDays(day));
        var units = new double[_none];
        for (var z = 0; z < _shop.Types.Length; z++)
        {
            var type = _shop.Types[z];
            var arrivals = (double)_shoppers / _days * type.Section.Prior;
            var known = Enumerable.Range(0, 3).Sum(p => Enumerable.Range(0, _none + 1).Sum(m => _counts[Place(asOf, z, p) + m]));
            var grown = known == 0 ? 1 : 1 + ((day - asOf) * arrivals / known); // those who come in the days between
            for (var preferred = 0; preferred < 3; preferred++)
            {
                var first = arrivals * type.Section.Devices[ShopWords.Devices[preferred]];
                for (var memory = 0; memory <= _none; memory++)
                {
                    var visits = (_counts[Place(asOf, z, preferred) + memory] * grown * type.Visit(weekend)) + (memory == _none ? first : 0);
                    if (visits > 0)
                    {
                        AddVisits(units, visits, z, VisitOf(z, weekend, preferred, memory), memory, shares);
                    }
                }
            }
        }

        return units;
    }

    private void AddVisits(double[] units, double visits, int z, VisitDemand visit, int memory, double[] shares)
    {
        var type = _shop.Types[z];
        var purchases = visits * UnitsPerPurchase;
        if (memory < _none)
        {
            units[memory] += purchases * visit.Remembered;
        }

        for (var category = 0; category < type.Category.Length; category++)
        {
            for (var band = 0; band < 3; band++)
            {
                var cell = (band * 2) + (_shop.Catalogue.Considered[category] ? 1 : 0);
                var part = type.Cell[cell] > 0 ? type.Category[category] * type.Band[category][band] / type.Cell[cell] : 0;
                if (part > 0)
                {
                    AddCell(units, purchases * visit.Fresh[cell] * part, _shop.Catalogue.ItemsOf(category, band), visit.Repeats[cell] * part, memory, shares);
                }
            }
        }
    }

    // Newly chosen items of a category and band, by popularity; never the remembered one, nor the one in focus.
    private static void AddCell(double[] units, double amount, ReadOnlySpan<int> items, double repeats, int memory, double[] shares)
    {
        var total = 0.0;
        foreach (var item in items)
        {
            total += item == memory ? 0 : shares[item];
        }

        var odds = 0.0; // sum of q / (1 - q)
        foreach (var item in items)
        {
            odds += item == memory ? 0 : shares[item] / total / (1 - (shares[item] / total));
        }

        foreach (var item in items)
        {
            if (item != memory)
            {
                var q = shares[item] / total;
                units[item] += amount * q * (1 - repeats + (repeats * (odds - (q / (1 - q)))));
            }
        }
    }

    // Mean shares of items within their category and band.
    private double[] Shares(IEnumerable<double[]> draws)
    {
        var (shares, count) = (new double[_none], 0);
        foreach (var weights in draws)
        {
            count++;
            for (var category = 0; category < _shop.Catalogue.CategoryNames.Length; category++)
            {
                for (var band = 0; band < 3; band++)
                {
                    var items = _shop.Catalogue.ItemsOf(category, band);
                    var total = 0.0;
                    foreach (var item in items)
                    {
                        total += weights[item];
                    }

                    foreach (var item in items)
                    {
                        shares[item] += weights[item] / total;
                    }
                }
            }
        }

        return [.. shares.Select(s => s / count)];
    }

    private VisitDemand VisitOf(int z, bool weekend, int preferred, int memory)
    {
        var cell = memory == _none ? SessionContext.NoMemory : _shop.Catalogue.CellOf(memory);
        var key = (z, weekend, preferred, cell);
        if (_visits.TryGetValue(key, out var visit))
        {
            return visit;
        }

        var type = _shop.Types[z];
        var evening = (weekend ? type.Section.WeekendDay : type.Section.Weekday)[ShopWords.DayParts[2]];
        List<(double, VisitDemand)> parts = [];
        for (var device = 0; device < 3; device++)
        {
            var onDevice = device == preferred ? ShopperDraw.PreferredDevice : (1 - ShopperDraw.PreferredDevice) / 2;
            parts.Add((onDevice * evening, _shop.Demand(z, new SessionContext(weekend, Evening: true, device, cell))));
            parts.Add((onDevice * (1 - evening), _shop.Demand(z, new SessionContext(weekend, Evening: false, device, cell))));
        }

        return _visits[key] = VisitDemand.Mean(parts);
    }

    private void Count(int type, int preferred, int memory, int from, int until)
    {
        for (var day = from; from >= 0 && day <= Math.Min(until, _days - 1); day++)
        {
            _counts[Place(day, type, preferred) + memory]++;
        }
    }

    private int Place(int day, int type, int preferred) => ((((day * _shop.Types.Length) + type) * 3) + preferred) * (_none + 1);

    private int DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, _shop.Zone).DateTime).DayNumber - _shop.File.Start.DayNumber;
}
