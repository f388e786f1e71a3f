using Foresale.Events;
using Foresale.Features;
using Foresale.Live;
using Foresale.Scoring;
using Foresale.Simulation;
using Foresale.States;
using Foresale.Tests.Features;

namespace Foresale.Tests.Live;

/// <summary>The built-in shop served by some shards: events go to their shopper's in order of arrival, and days begin for all at once.</summary>
internal sealed class LiveShop
{
    public static readonly MemoryDataset Log = PlantedShop.Load().Generate(400, 5).ToDataset();

    public static readonly ModelManifest Manifest = new()
    {
        Version = "test",
        Target = new Target(TargetKind.Session),
        Actions = ["view", "search", "favorite", "cart", "purchase"],
        Fold = Fold.FitSettings(Log, Log.Info.FirstTime.AddDays(30)),
        Features = [],
        FeatureHash = "",
        Missing = new MissingValues { RawCount = 0, Fills = [], Flagged = [] },
        Seed = 1,
        Options = new Dictionary<string, string>(StringComparer.Ordinal),
        DataHash = "",
        SourceHash = "",
        Learners = [],
        Ships = "fusion",
        FusionWeights = new Dictionary<string, double>(StringComparer.Ordinal),
        BaseRate = .1,
        Threshold = .5,
        Quantiles = [],
        Metrics = new Dictionary<string, double>(StringComparer.Ordinal),
    };

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(Log.Info.Zone);
    private readonly ColdStore _store;
    private readonly Shard[] _shards;
    private DateOnly? _day;
    private long _position;

    public LiveShop(int shards, long bytes = long.MaxValue)
    {
        _store = new ColdStore(new MemoryColdShoppers(), bytes);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new Shard(Manifest, Log.ReadUsers(), Log.ReadItems(), _store))];
    }

    public static ShopEvent[] InOrderOfArrival => [.. Log.Days.SelectMany(Log.ReadDay).OrderBy(e => e.Arrival).ThenBy(e => e.Sequence)];

    public Shard ShardOf(string userId) => _shards[(int)(UserHash.Share(userId) * _shards.Length)];

    public LiveShop Do(ShopEvent shopEvent)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(shopEvent.Arrival, _zone).DateTime);
        if (day != _day)
        {
            var counted = _shards.Select(s => _day is null ? null : s.TakeDay()).ToList();
            for (var i = 0; i < _shards.Length; i++)
            {
                _shards[i].BeginDay(day, [.. counted.Where((c, j) => c is not null && j != i)!], _position);
            }

            (_day, _position) = (day, _position + 1);
        }

        ShardOf(shopEvent.UserId).Apply(shopEvent, _position++);
        return this;
    }

    public LiveShop Restart()
    {
        Snapshot();
        for (var i = 0; i < _shards.Length; i++)
        {
            var shard = _shards[i];
            _shards[i] = Shard.Load(Manifest, Log.ReadUsers(), _store, part =>
            {
                var bytes = new MemoryStream();
                shard.Save(part, new BinaryWriter(bytes));
                bytes.Position = 0;
                return new BinaryReader(bytes);
            });
        }

        return this;
    }

    public LiveShop Snapshot()
    {
        foreach (var shard in _shards)
        {
            shard.BeginHandOver();
            shard.HandOver(long.MaxValue);
            shard.Saved(isWritten: true);
        }

        return this;
    }
}
