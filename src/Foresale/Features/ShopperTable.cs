namespace Foresale.Features;

/// <summary>The shoppers of a fold, by name.</summary>
/// <param name="settings">Fitted on the training slice.</param>
/// <param name="features">Sizes of their state.</param>
/// <param name="users">User side file, by user.</param>
internal sealed class ShopperTable(FoldSettings settings, FeatureSet features, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users)
{
    private readonly SideEncoding _profiles = new(settings.UserNumeric, settings.UserLevels);
    private readonly BlockPool<float> _values = new();
    private readonly BlockPool<PackedToken> _tokens = new();
    private readonly BlockPool<int> _slots = new();
    private readonly PairArena _pairs = new(features.PairStateSize);
    private readonly NameTable _names = new();
    private readonly List<ShopperState> _shoppers = [];
    private int _last = -1; // Events come shopper by shopper: most are of the last one.

    /// <summary>Shoppers seen.</summary>
    public int Count => _shoppers.Count;

    /// <summary>Histories of a shopper with an item that gave way to newer ones.</summary>
    public long SpilledPairs => _shoppers.Sum(s => (long)s.Pairs.Spilled);

    /// <summary>A shopper's state; null for one never seen.</summary>
    public ShopperState? Find(string userId) => _names.Find(userId) is >= 0 and var entry ? _shoppers[entry] : null;

    /// <summary>A shopper's state, made for one never seen.</summary>
    public ShopperState FindOrAdd(string userId)
    {
        _last = _names.FindOrAdd(userId, _last);
        if (_last == _shoppers.Count)
        {
            var values = _values.Rent(features.UserStateSize);
            values.AsSpan().Clear();
            _shoppers.Add(New(userId, values));
        }

        return _shoppers[_last];
    }

    /// <summary>The state of one who did nothing yet; not kept.</summary>
    public ShopperState Stranger(string userId) => New(userId, new float[features.UserStateSize]);

    private ShopperState New(string userId, ArraySegment<float> values) => new(
        values,
        new TokenRing(_tokens, settings.TokenLength),
        new PairTable(_pairs, _slots, settings.UnboundedPairs),
        _profiles.Encode(users.GetValueOrDefault(userId)));
}
