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
    private readonly List<ShopperState?> _shoppers = []; // By entry; null for one who was forgotten.
    private int _last = -1; // Events come shopper by shopper: most are of the last one.

    /// <summary>Shoppers seen and not forgotten.</summary>
    public int Count { get; private set; }

    /// <summary>Histories of a shopper with an item that gave way to newer ones.</summary>
    public long SpilledPairs => _shoppers.Sum(s => (long)(s?.Pairs.Spilled ?? 0));

    /// <summary>Names of all of them.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, _shoppers.Count).Where(entry => _shoppers[entry] is not null).Select(entry => _names[entry].ToString());

    /// <summary>A shopper's state; null for one never seen.</summary>
    public ShopperState? Find(string userId) => _names.Find(userId) is >= 0 and var entry ? _shoppers[entry] : null;

    /// <summary>A shopper's state, made for one never seen.</summary>
    public ShopperState FindOrAdd(string userId)
    {
        _last = _names.FindOrAdd(userId, _last);
        if (_last == _shoppers.Count)
        {
            _shoppers.Add(null);
        }

        return _shoppers[_last] ??= Kept(userId);
    }

    /// <summary>Removes a shopper and gives their memory back.</summary>
    /// <returns>False for one never seen.</returns>
    public bool Forget(string userId)
    {
        if (_names.Find(userId) is not (>= 0 and var entry))
        {
            return false;
        }

        var shopper = _shoppers[entry]!;
        _values.Return(shopper.Values);
        shopper.Ring.Clear();
        shopper.Pairs.Clear();
        _shoppers[entry] = null;
        _names.Remove(entry);
        (_last, Count) = (-1, Count - 1);
        return true;
    }

    /// <summary>Writes all shoppers.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(Count);
        for (var entry = 0; entry < _shoppers.Count; entry++)
        {
            if (_shoppers[entry] is { } shopper)
            {
                writer.Write(_names[entry].ToString());
                shopper.Save(writer);
            }
        }
    }

    /// <summary>Adds the shoppers of another table.</summary>
    public void Load(BinaryReader reader)
    {
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            FindOrAdd(reader.ReadString()).Load(reader);
        }
    }

    /// <summary>The state of one who did nothing yet; not kept.</summary>
    public ShopperState Stranger(string userId) => New(userId, new float[features.UserStateSize]);

    private ShopperState Kept(string userId)
    {
        var values = _values.Rent(features.UserStateSize);
        values.AsSpan().Clear();
        Count++;
        return New(userId, values);
    }

    private ShopperState New(string userId, ArraySegment<float> values) => new(
        values,
        new TokenRing(_tokens, settings.TokenLength),
        new PairTable(_pairs, _slots, settings.UnboundedPairs),
        _profiles.Encode(users.GetValueOrDefault(userId)));
}
