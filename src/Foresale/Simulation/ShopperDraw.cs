using System.Globalization;
using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>A simulated shopper with everything they did.</summary>
/// <param name="UserId">Name.</param>
/// <param name="Type">Hidden type, an index into <see cref="PlantedShop.TypeNames"/>.</param>
/// <param name="Columns">Their row of the user side file.</param>
/// <param name="Events">In order.</param>
/// <param name="Sessions">Number of sessions, &gt;= 1.</param>
public sealed record SimulatedShopper(string UserId, int Type, IReadOnlyDictionary<string, string> Columns, IReadOnlyList<ShopEvent> Events, int Sessions);

/// <summary>Draws one shopper's life: type, side columns, visits, and the steps of each session.</summary>
internal sealed class ShopperDraw
{
    /// <summary>Chance that a session is on the preferred device; the other two share the rest.</summary>
    public const double PreferredDevice = 0.8;

    /// <summary>Chance that one unit is bought; else two are.</summary>
    public const double OneUnit = 0.85;

    private readonly PlantedShop _shop;
    private readonly Random _random;
    private readonly ShopperType _type;
    private readonly int _typeIndex;
    private readonly string _userId;
    private readonly Dictionary<string, string> _columns;
    private readonly List<ShopEvent> _events = [];
    private readonly ItemTrends? _trends;
    private double[]? _popularity;
    private int _orders;
    private int _kept = -1;
    private int _lastFocus = -1;

    public ShopperDraw(PlantedShop shop, int index, int seed, ItemTrends? trends)
    {
        (_shop, _trends) = (shop, trends);
        _random = new Random(Mix(seed, index));
        _userId = string.Create(CultureInfo.InvariantCulture, $"u{index + 1:000000}");
        _typeIndex = Pick([.. shop.Types.Select(t => t.Section.Prior)]);
        _type = shop.Types[_typeIndex];
        _columns = DrawColumns(_type.Section);
    }

    /// <summary>Draws all sessions of a log of so many days; at most <paramref name="limit"/> of them.</summary>
    public SimulatedShopper Live(int days, int limit)
    {
        // The first day says nothing of the type: shoppers come to know the shop all along.
        var sessions = 0;
        for (var day = _random.Next(days); day < days && sessions < limit; day++)
        {
            var date = _shop.File.Start.AddDays(day);
            _popularity = _trends?.Popularity(day);
            if (sessions == 0 || _random.NextDouble() < _type.Visit(PlantedShop.IsWeekend(date)))
            {
                DrawSession(date, ++sessions);
            }
        }

        return new SimulatedShopper(_userId, _typeIndex, _columns, _events, sessions);
    }

    /// <summary>P(side columns | type): columns are independent given the type; the age is uniform in its band whatever the type.</summary>
    public static double ColumnsChance(TypeSection type, IReadOnlyDictionary<string, string> columns) =>
        type.Genders[columns["gender"]]
        * type.Ages[BandOf(type, int.Parse(columns["age"], CultureInfo.InvariantCulture))]
        * type.Occupations[columns["occupation"]]
        * type.Regions[columns["region"]]
        * type.Devices[columns["device_preference"]];

    /// <summary>The item that the next session will remember: the last one put into cart or favorites and not bought since.</summary>
    public static int KeptAfter(int behavior, int item, int kept) => behavior switch
    {
        2 or 3 => item,
        4 when item == kept => -1,
        _ => kept,
    };

    /// <summary>Plays on from a state until the session ends; true where a purchase comes. The Monte-Carlo check of the truth.</summary>
    internal static bool BuysLater(PlantedShop shop, ShopperType type, SessionContext context, SessionState state, int focus, int memory, Random random)
    {
        Span<double> chances = stackalloc double[ShopWords.Outcomes];
        while (true)
        {
            type.Next(state, context.Setting, chances);
            var outcome = Pick(chances, random);
            if (outcome is ShopWords.Leave or 4)
            {
                return outcome == 4;
            }

            var item = outcome == 1 ? focus : DrawItem(shop, type, outcome, state.Focus, context, focus, memory, popularity: null, random);
            state = outcome == 1 ? state.After(1, state.Focus, 0) : state.After(outcome, shop.FocusOf(item, memory), item == focus ? 1 : 0);
            focus = item;
        }
    }

    private void DrawSession(DateOnly date, int number)
    {
        var weekend = PlantedShop.IsWeekend(date);
        var parts = weekend ? _type.Section.WeekendDay : _type.Section.Weekday;
        var part = Pick([.. ShopWords.DayParts.Select(p => parts[p])]);
        var preferred = Array.IndexOf(ShopWords.Devices, _columns["device_preference"]);
        var device = _random.NextDouble() < PreferredDevice ? preferred : (preferred + 1 + _random.Next(2)) % 3;
        var channel = PickWord(_type.Section.Channels);
        var memory = _kept >= 0 ? _kept : _lastFocus;
        var context = new SessionContext(weekend, part == 2, device, memory < 0 ? SessionContext.NoMemory : _shop.Catalogue.CellOf(memory));
        var from = ShopWords.DayPartHours[part] * 3_600_000L;
        var local = date.ToDateTime(TimeOnly.MinValue).AddMilliseconds(from + _random.NextInt64((ShopWords.DayPartHours[part + 1] * 3_600_000L) - from));
        var time = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, _shop.Zone), TimeSpan.Zero);
        var visit = new Visit(string.Create(CultureInfo.InvariantCulture, $"{_userId}-s{number}"), ShopWords.Devices[device], channel, $"c{_userId[1..]}{ShopWords.Devices[device][0]}");

        var behavior = Pick(_type.First);
        var focus = behavior == 1 ? -1 : DrawItem(_shop, _type, behavior, SessionState.NoFocus, context, -1, memory, _popularity, _random);
        var state = SessionState.First(behavior, _shop.FocusOf(focus, memory));
        Emit(visit, behavior, focus, time);
        Span<double> chances = stackalloc double[ShopWords.Outcomes];
        while (true)
        {
            _type.Next(state, context.Setting, chances);
            var next = Pick(chances, _random);
            if (next == ShopWords.Leave)
            {
                break;
            }

            var pause = state.Last == 4 ? (long)(ShopperType.PauseAfterPurchaseSeconds * 1000) : 0;
            time = time.AddMilliseconds(pause + _type.DrawGapMs(next, _random));
            var item = next == 1 ? focus : DrawItem(_shop, _type, next, state.Focus, context, focus, memory, _popularity, _random);
            state = next == 1 ? state.After(1, state.Focus, 0) : state.After(next, _shop.FocusOf(item, memory), item == focus ? 1 : 0);
            focus = item;
            Emit(visit, next, item, time);
        }

        // A session of searches alone has no item in focus: the memory then falls back to none, as the filter's does.
        _lastFocus = focus;
    }

    private static int DrawItem(PlantedShop shop, ShopperType type, int behavior, int focusCode, SessionContext context, int focus, int memory, double[]? popularity, Random random)
    {
        var (stay, back, _) = type.Moves(behavior, focusCode, context.Memory);
        var draw = random.NextDouble();
        if (draw < stay)
        {
            return focus;
        }

        if (draw < stay + back)
        {
            return memory;
        }

        var category = Pick(type.Category, random);
        return shop.Catalogue.Draw(category, Pick(type.Band[category], random), focus, memory, popularity, random);
    }

    private void Emit(Visit visit, int behavior, int focus, DateTimeOffset time)
    {
        var item = behavior == 1 ? null : _shop.Catalogue.Items[focus];
        _kept = behavior == 1 ? _kept : KeptAfter(behavior, focus, _kept);
        _events.Add(new ShopEvent
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{_userId}-e{_events.Count + 1}"),
            UserId = _userId,
            AnonymousId = visit.Cookie,
            SessionId = visit.SessionId,
            Behavior = (Behavior)behavior,
            Time = time,
            Sequence = _events.Count,
            ItemId = item?.ItemId,
            Category = item is null ? null : _shop.Catalogue.CategoryNames[item.Category],
            Brand = item?.Brand,
            Price = item?.Price,
            Currency = item is null ? null : _shop.File.Currency,
            Quantity = behavior is 3 or 4 ? (_random.NextDouble() < OneUnit ? 1 : 2) : null,
            OrderId = behavior == 4 ? string.Create(CultureInfo.InvariantCulture, $"{_userId}-o{++_orders}") : null,
            Query = behavior == 1 ? DrawQuery() : null,
            Device = visit.Device,
            Region = _columns["region"],
            Channel = visit.Channel,
            Consent = true,
        });
    }

    // The first word is the category, which tells of the type; whether a brand follows does not.
    private string DrawQuery()
    {
        var category = _shop.File.Catalogue.Categories[Pick(_type.Category)];
        return _random.NextDouble() < 0.5 ? category.Name : $"{category.Name} {category.Brands[_random.Next(category.Brands.Count)]}";
    }

    private Dictionary<string, string> DrawColumns(TypeSection type)
    {
        var band = PickWord(type.Ages).Split('-');
        var age = _random.Next(int.Parse(band[0], CultureInfo.InvariantCulture), int.Parse(band[1], CultureInfo.InvariantCulture) + 1);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["gender"] = PickWord(type.Genders),
            ["age"] = age.ToString(CultureInfo.InvariantCulture),
            ["occupation"] = PickWord(type.Occupations),
            ["region"] = PickWord(type.Regions),
            ["device_preference"] = PickWord(type.Devices),
        };
    }

    private static string BandOf(TypeSection type, int age)
    {
        foreach (var band in type.Ages.Keys)
        {
            var parts = band.Split('-');
            if (age >= int.Parse(parts[0], CultureInfo.InvariantCulture) && age <= int.Parse(parts[1], CultureInfo.InvariantCulture))
            {
                return band;
            }
        }

        throw new ArgumentException($"No age band of this shop holds {age}.", nameof(age));
    }

    private string PickWord(IReadOnlyDictionary<string, double> distribution)
    {
        var left = _random.NextDouble();
        var last = "";
        foreach (var (word, probability) in distribution)
        {
            if (probability <= 0)
            {
                continue;
            }

            last = word;
            left -= probability;
            if (left < 0)
            {
                break;
            }
        }

        return last;
    }

    private int Pick(double[] distribution) => Pick(distribution, _random);

    private static int Pick(ReadOnlySpan<double> distribution, Random random)
    {
        var left = random.NextDouble();
        var last = 0;
        for (var i = 0; i < distribution.Length; i++)
        {
            if (distribution[i] <= 0)
            {
                continue;
            }

            last = i;
            left -= distribution[i];
            if (left < 0)
            {
                break;
            }
        }

        return last;
    }

    // SplitMix64 over (seed, index): neighbours get unrelated streams (Steele et al. 2014).
    internal static int Mix(int seed, int index)
    {
        var z = unchecked((((ulong)(uint)seed << 32) | (uint)index) + 0x9E3779B97F4A7C15UL);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return (int)((z ^ (z >> 31)) & 0x7FFFFFFF);
    }

    private readonly record struct Visit(string SessionId, string Device, string Channel, string Cookie);
}
