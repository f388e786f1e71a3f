using BenchmarkDotNet.Attributes;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.Benchmarks;

/// <summary>
/// The fold on one core, all features on. One operation is one event, so 1,000 ns an operation is 1 M events a second. Folding an event
/// (<see cref="Apply"/>) is: names to entries, the token, the state of every shopper and pair feature, the day's counters of item, category and brand,
/// and at midnight their publication; and beside it making the event, which <see cref="Make"/> measures alone. Reading the feature vector is another
/// operation (<see cref="Read"/>), done once a decision, not once an event. 5,000 shoppers have 100 events each, 25,000 have 20.
/// <see cref="Apply"/> begins with an empty fold: making and growing every shopper's state is in its figure.
/// </summary>
[MemoryDiagnoser]
public class FoldBenchmark
{
    public const int Events = FoldLog.Events;
    public const int Reads = 10_000;
    private readonly (string User, string Item, DateTimeOffset At)[] _reads = new (string, string, DateTimeOffset)[Reads];
    private FoldLog _log = null!;
    private FoldSettings _settings = null!;
    private Fold _warm = null!;
    private float[] _features = null!;

    [Params(5_000, 25_000)]
    public int Shoppers { get; set; } = 5_000;

    [GlobalSetup]
    public void Setup()
    {
        _log = new FoldLog(Shoppers, seed: 1);
        _settings = Fold.FitSettings(new MemoryDataset([.. Enumerable.Range(0, FoldLog.Days).SelectMany(_log.Read)]), DateTimeOffset.MaxValue);
        _warm = Apply();
        _features = new float[_warm.Schema.Count];
        var (random, last) = (new Random(1), _log.Read(FoldLog.Days - 1).ToArray());
        for (var i = 0; i < _reads.Length; i++)
        {
            var shopEvent = last[random.Next(last.Length)];
            _reads[i] = (shopEvent.UserId, shopEvent.ItemId!, new DateTimeOffset(FoldLog.DayOf(FoldLog.Days), TimeOnly.MinValue, TimeSpan.Zero));
        }

        Console.WriteLine($"// {_warm.Schema.Count} columns");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public Fold Apply()
    {
        var fold = new Fold(
            _settings,
            new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal),
            new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal));
        Span<int> token = stackalloc int[fold.TokenSchema.Count];
        for (var day = 0; day < FoldLog.Days; day++)
        {
            fold.BeginDay(FoldLog.DayOf(day));
            foreach (var shopEvent in _log.Read(day))
            {
                fold.Apply(shopEvent, token);
            }
        }

        return fold;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long Make()
    {
        var sum = 0L;
        for (var day = 0; day < FoldLog.Days; day++)
        {
            foreach (var shopEvent in _log.Read(day))
            {
                sum += shopEvent.Sequence;
            }
        }

        return sum;
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
}
