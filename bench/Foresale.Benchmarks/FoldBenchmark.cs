using BenchmarkDotNet.Attributes;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.Benchmarks;

/// <summary>
/// The fold on one core, all features on. One operation is one event, so 1,000 ns an operation is 1 M events a second. Folding an event
/// (<see cref="Apply"/>) is: names to entries, the token, the state of every shopper and pair feature, the day's counters of item, category and brand,
/// and at midnight their publication. Reading the feature vector is another operation (<see cref="Read"/>), done once a decision, not once an event.
/// The log: 5,000 sessions of ten events on each of ten days by 5,000 shoppers (100 events each) or 25,000 (20 each), 20,000 items of
/// 50 categories and 200 brands. <see cref="Apply"/> begins with an empty fold: making and growing every shopper's state is in its figure.
/// </summary>
[MemoryDiagnoser]
public class FoldBenchmark
{
    public const int Events = Days * EventsADay;
    public const int Reads = 10_000;
    private const int Days = 10;
    private const int EventsADay = 50_000;
    private static readonly DateOnly s_firstDay = new(2026, 3, 1);
    private readonly ShopEvent[][] _log = new ShopEvent[Days][];
    private readonly (string User, string Item, DateTimeOffset At)[] _reads = new (string, string, DateTimeOffset)[Reads];
    private FoldSettings _settings = null!;
    private Fold _warm = null!;
    private float[] _features = null!;

    [Params(5_000, 25_000)]
    public int Shoppers { get; set; } = 5_000;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var day = 0; day < Days; day++)
        {
            _log[day] = Day(random, day);
        }

        var dataset = new MemoryDataset([.. _log.SelectMany(e => e)]);
        _settings = Fold.FitSettings(dataset, DateTimeOffset.MaxValue);
        _warm = NewFold();
        Replay(_warm);
        _features = new float[_warm.Schema.Count];
        for (var i = 0; i < _reads.Length; i++)
        {
            var shopEvent = _log[^1][random.Next(EventsADay)];
            _reads[i] = (shopEvent.UserId, shopEvent.ItemId!, new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero));
        }

        Console.WriteLine($"// {_warm.Schema.Count} columns");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public Fold Apply()
    {
        var fold = NewFold();
        Replay(fold);
        return fold;
    }

    [Benchmark(OperationsPerInvoke = Reads)]
    public float Read()
    {
        var sum = 0f;
        foreach (var (user, item, at) in _reads)
        {
            _warm.Read(user, item, at, _features);
            sum += _features[0];
        }

        return sum;
    }

    private ShopEvent[] Day(Random random, int day)
    {
        var events = new ShopEvent[EventsADay];
        var start = new DateTimeOffset(s_firstDay.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);
        Behavior[] mix = [Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.Search, Behavior.Favorite, Behavior.Cart, Behavior.Cart, Behavior.Purchase, Behavior.Uncart];
        for (var i = 0; i < EventsADay; i += 10)
        {
            var user = random.Next(Shoppers);
            var at = start.AddSeconds(random.Next(80_000));
            var last = (int)(20_000 * Math.Pow(random.NextDouble(), 3));
            for (var j = i; j < i + 10; j++)
            {
                last = random.Next(3) == 0 ? last : (int)(20_000 * Math.Pow(random.NextDouble(), 3));
                at = at.AddSeconds(random.Next(1, 300));
                events[j] = new ShopEvent
                {
                    EventId = "e",
                    UserId = $"user-{user}",
                    Behavior = mix[random.Next(mix.Length)],
                    Time = at,
                    Sequence = j,
                    SessionId = $"session-{day}-{i}",
                    ItemId = $"item-{last}",
                    Category = $"category-{last % 50}",
                    Brand = $"brand-{last % 200}",
                    Price = 5 + (last % 997),
                    Device = (user % 3) switch { 0 => "phone", 1 => "desktop", _ => "tablet" },
                    Region = $"region-{user % 10}",
                    Channel = (user % 2) switch { 0 => "ads", _ => "direct" },
                    Detail = (j % 4) switch { 0 => "image", 1 => "rating", 2 => "info", _ => "deal" },
                };
            }
        }

        return [.. events.OrderBy(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Time)];
    }

    private Fold NewFold() => new(
        _settings,
        new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal),
        new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal));

    private void Replay(Fold fold)
    {
        Span<int> token = stackalloc int[fold.TokenSchema.Count];
        for (var day = 0; day < Days; day++)
        {
            fold.BeginDay(s_firstDay.AddDays(day));
            foreach (var shopEvent in _log[day])
            {
                fold.Apply(shopEvent, token);
            }
        }
    }
}
