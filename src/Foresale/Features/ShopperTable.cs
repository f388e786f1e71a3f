namespace Foresale.Features;

/// <summary>The shoppers of a fold, by name.</summary>
internal sealed class ShopperTable
{
    private readonly FoldSettings _settings;
    private readonly FeatureSet _features;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _users;
    private readonly SideEncoding _profiles;
    private readonly BlockPool<float> _values = new();
    private readonly BlockPool<PackedToken> _tokens = new();
    private readonly BlockPool<int> _slots = new();
    private readonly PairArena _pairs;
    private readonly NameTable _names = new();
    private readonly List<ShopperState?> _shoppers = []; // By entry; null for one who is not in memory.
    private readonly ShopperMemory? _memory;
    private int _last = -1; // Events come shopper by shopper: most are of the last one.

    /// <summary>Creates an empty table.</summary>
    /// <param name="settings">Fitted on the training slice.</param>
    /// <param name="features">Sizes of their state.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="store">Where shoppers are who were not there lately; null where all stay in memory.</param>
    public ShopperTable(FoldSettings settings, FeatureSet features, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users, ColdStore? store)
    {
        (_settings, _features, _users) = (settings, features, users);
        _profiles = new(settings.UserNumeric, settings.UserLevels);
        _pairs = new(features.PairStateSize);
        _memory = store is null ? null : new ShopperMemory(store, _shoppers, entry => Drop(entry, isForgotten: false));
    }

    /// <summary>Shoppers in memory.</summary>
    public int Count { get; private set; }

    /// <summary>Shoppers in memory of whom nothing is held outside.</summary>
    public int Unheld => _memory?.Unheld ?? Count;

    /// <summary>Bytes of states that changed since they were handed over; 0 where all stay in memory.</summary>
    public long ChangedBytes => _memory?.ChangedBytes ?? 0;

    /// <summary>Histories of a shopper in memory with an item that gave way to newer ones.</summary>
    public long SpilledPairs => _shoppers.Sum(s => (long)(s?.Pairs.Spilled ?? 0));

    /// <summary>A shopper's state; null for one never seen.</summary>
    public ShopperState? Find(string userId)
    {
        if (_names.Find(userId) is >= 0 and var entry)
        {
            var known = _shoppers[entry]!;
            known.Residence.Asked = true;
            return known;
        }

        return _memory?.Cold.Read(userId) is { } state ? Enter(userId, state) : null;
    }

    /// <summary>A shopper's state, made for one never seen; to be changed, and told of by <see cref="Changed"/>.</summary>
    public ShopperState FindOrAdd(string userId)
    {
        _last = _names.FindOrAdd(userId, _last);
        if (_last == _shoppers.Count)
        {
            _shoppers.Add(null);
        }

        if (_shoppers[_last] is { } known)
        {
            _memory?.Before(_last, known, userId);
            return known;
        }

        var shopper = _shoppers[_last] = Kept(userId);
        _memory?.Begin(shopper, _memory.Cold.Read(userId));
        return shopper;
    }

    /// <summary>The state that <see cref="FindOrAdd"/> gave last was changed.</summary>
    public void Changed(ShopperState shopper) => _memory?.Note(_last, shopper, isChanged: true);

    /// <summary>Removes a shopper and gives their memory back.</summary>
    /// <returns>False for one never seen.</returns>
    public bool Forget(string userId)
    {
        var entry = _names.Find(userId);
        if (entry >= 0)
        {
            _memory?.Before(entry, _shoppers[entry]!, userId);
        }

        var isHeld = _memory?.Cold.Forget(userId) ?? false;
        if (entry < 0)
        {
            return isHeld;
        }

        Drop(entry, isForgotten: true);
        return true;
    }

    /// <summary>All who changed until now are to be handed over as they stand now.</summary>
    public void BeginHandOver() => _memory?.BeginHandOver();

    /// <summary>Hands over more of those who are due, up to about so many bytes.</summary>
    /// <returns>Bytes handed over; 0 where nobody is due any more.</returns>
    public long HandOver(long most) => _memory?.HandOver(most, entry => _names[entry].ToString()) ?? 0;

    /// <summary>What was handed over is on the disk, or has to be handed over again.</summary>
    public void Saved(bool isWritten) => _memory?.Saved(isWritten);

    /// <summary>Writes a shopper; nothing for one never seen.</summary>
    public void Save(string userId, BinaryWriter writer) => Find(userId)?.Save(writer);

    /// <summary>The state of one who did nothing yet; not kept.</summary>
    public ShopperState Stranger(string userId) => New(userId, new float[_features.UserStateSize]);

    private ShopperState Enter(string userId, byte[] state)
    {
        var entry = _names.FindOrAdd(userId);
        if (entry == _shoppers.Count)
        {
            _shoppers.Add(null);
        }

        var shopper = _shoppers[entry] = Kept(userId);
        _memory!.Begin(shopper, state);
        _memory.Note(entry, shopper, isChanged: false);
        return shopper;
    }

    private void Drop(int entry, bool isForgotten)
    {
        var shopper = _shoppers[entry]!;
        _memory?.Remove(shopper, isForgotten);
        _values.Return(shopper.Values);
        shopper.Ring.Clear();
        shopper.Pairs.Clear();
        _shoppers[entry] = null;
        _names.Remove(entry);
        _last = _last == entry ? -1 : _last;
        Count--;
    }

    private ShopperState Kept(string userId)
    {
        var values = _values.Rent(_features.UserStateSize);
        values.AsSpan().Clear();
        Count++;
        return New(userId, values);
    }

    private ShopperState New(string userId, ArraySegment<float> values) => new(
        values,
        new TokenRing(_tokens, _settings.TokenLength),
        new PairTable(_pairs, _slots, _settings.UnboundedPairs),
        _profiles.Encode(_users.GetValueOrDefault(userId)));
}
