using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// The one fold: replaying a log in order and serving live traffic both run it, so a feature has one implementation.
/// Days ascend; within a day a shopper's events come in order; shoppers may come in any order, since a shopper's state reads
/// nobody else's, only item counters published at midnight.
/// </summary>
/// <remarks>Not safe for several threads; a shard has one fold.</remarks>
public sealed class Fold
{
    /// <summary>Milliseconds of a day.</summary>
    internal const double MsPerDay = 86_400_000.0;

    /// <summary>Most events of a guest that a login tells once more under the known name: more than any score reads.</summary>
    public const int MostTold = 200;
    private readonly FeatureSet _features;
    private readonly ItemCatalogue _catalogue;
    private readonly ItemSnapshot _snapshot;
    private readonly Tokenizer _tokenizer;
    private readonly LocalClock _clock;
    private readonly EventInterpreter _interpreter;
    private readonly ShopperTable _shoppers;
    private readonly FocusResolver _focus;
    private readonly VectorReader _reader;
    private readonly TasteReader? _taste;
    private DateOnly? _day;
    private int _published, _put; // times

    /// <summary>Creates an empty fold.</summary>
    /// <param name="settings">Fitted on the training slice.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="items">Item side file, by item.</param>
    /// <param name="store">Where shoppers are who were not there lately; null where all stay in memory.</param>
    public Fold(
        FoldSettings settings,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items,
        ColdStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        _features = new FeatureSet(settings);
        _catalogue = new ItemCatalogue(settings, items);
        _snapshot = new ItemSnapshot(settings, _catalogue);
        _tokenizer = new Tokenizer(settings, _catalogue);
        _clock = new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(settings.Zone));
        _shoppers = new ShopperTable(settings, _features, users, store);
        _focus = new FocusResolver(_catalogue, _snapshot, _tokenizer);
        _interpreter = new EventInterpreter(_catalogue, new WordLevels(settings), _focus, settings.DayResolution);
        _reader = new VectorReader(_features, _snapshot);
        var withFactors = FeatureSet.WithFactors(settings);
        _taste = withFactors.Count == 0 ? null : new TasteReader(withFactors, _catalogue.Items, _features.AffinityOffset);
    }

    /// <summary>Columns of the feature vector.</summary>
    public FeatureSchema Schema => _features.Schema;

    /// <summary>Fields of a token.</summary>
    public TokenSchema TokenSchema => _tokenizer.Schema;

    /// <summary>Shoppers in memory: all that were seen, where the fold has no store.</summary>
    public int ShopperCount => _shoppers.Count;

    /// <summary>Shoppers in memory of whom the store holds nothing.</summary>
    public int UnheldShoppers => _shoppers.Unheld;

    /// <summary>Bytes of states that changed since they were handed over to the store; 0 where there is none.</summary>
    public long ChangedBytes => _shoppers.ChangedBytes;

    /// <summary>Histories of a shopper in memory with an item that gave way to newer ones.</summary>
    public long SpilledPairs => _shoppers.SpilledPairs;

    /// <summary>Starts a day: item counters of all earlier days become the snapshot that reads see.</summary>
    /// <exception cref="ArgumentException">The day is not after the one before.</exception>
    public void BeginDay(DateOnly day) => BeginDay(day, []);

    /// <summary>Starts a day, with what other shards counted on the day that ends.</summary>
    /// <param name="day">The day that begins, after the one before.</param>
    /// <param name="otherShards">Each other shard's <see cref="TakeDay"/>.</param>
    /// <exception cref="ArgumentException">The day is not after the one before, or a shard's counts are of another day.</exception>
    public void BeginDay(DateOnly day, IReadOnlyList<DayCounters> otherShards)
    {
        ArgumentNullException.ThrowIfNull(otherShards);
        if (_day is { } current)
        {
            if (day <= current)
            {
                throw new ArgumentException($"Day {day:O} is not after {current:O}.", nameof(day));
            }

            foreach (var shard in otherShards)
            {
                if (shard.Day != current)
                {
                    throw new ArgumentException($"Counts of {shard.Day:O} came at the end of {current:O}.", nameof(otherShards));
                }

                _snapshot.Add(shard);
            }

            _snapshot.Publish(current.DayNumber, day.DayNumber);
            _published++;
        }

        _day = day;
    }

    /// <summary>What this fold counted today so far: other shards need it at midnight.</summary>
    /// <exception cref="InvalidOperationException">No day was begun.</exception>
    public DayCounters TakeDay() => _snapshot.TakeDay(_day ?? throw NoDay());

    /// <summary>Folds one event in.</summary>
    /// <param name="shopEvent">The shopper's next event.</param>
    /// <param name="token">Receives the event's token, K fields.</param>
    /// <exception cref="InvalidOperationException">No day was begun.</exception>
    public void Apply(ShopEvent shopEvent, Span<int> token) => Apply(shopEvent, token, isRetold: false);

    /// <summary>Folds one event in.</summary>
    /// <param name="shopEvent">The shopper's next event.</param>
    /// <param name="token">Receives the event's token, K fields.</param>
    /// <param name="isRetold">True for an event that was folded before under another name of the shopper: items do not count it again.</param>
    /// <exception cref="InvalidOperationException">No day was begun.</exception>
    public void Apply(ShopEvent shopEvent, Span<int> token, bool isRetold)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        if (_day is null)
        {
            throw NoDay();
        }

        var shopper = _shoppers.FindOrAdd(shopEvent.UserId);
        var timeMs = shopEvent.Happened.ToUnixTimeMilliseconds();
        timeMs = shopper.Events == 0 ? timeMs : Math.Max(timeMs, shopper.LastEventMs);
        var local = _clock.At(timeMs);
        var facts = _interpreter.Interpret(shopper, shopEvent, timeMs, local, out var told);
        var packed = _tokenizer.Token(facts, told.Category, told.Brand, local);
        packed.CopyTo(token);
        shopper.Ring.Add(packed);
        shopper.SeePrice(facts);
        _features.UpdateUser(shopper.Values, facts);
        if (told.Item >= 0)
        {
            FoldPair(shopper, told, facts, timeMs, local.Day);
        }

        if (!isRetold)
        {
            _snapshot.Add(shopEvent, told, timeMs);
        }

        shopper.LastEventMs = timeMs;
        _shoppers.Changed(shopper);
    }

    /// <summary>The state S = [S_u, S_g, S_c] of a shopper at an instant, after all events folded so far. Changes nothing.</summary>
    /// <param name="userId">The shopper; one never seen reads as new.</param>
    /// <param name="itemId">The item in focus; null for none.</param>
    /// <param name="at">The instant, at or after the shopper's last event. Device, region and channel are those of that event.</param>
    /// <param name="features">Receives F values; NaN where one is missing.</param>
    public void Read(string userId, string? itemId, DateTimeOffset at, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(userId);
        var shopper = _shoppers.Find(userId) ?? _shoppers.Stranger(userId);
        var known = shopper.Events > 0;
        var atMs = at.ToUnixTimeMilliseconds();
        atMs = known ? Math.Max(atMs, shopper.LastEventMs) : atMs;
        var daysSinceLast = known ? (atMs - shopper.LastEventMs) / MsPerDay : 0;
        var item = itemId is null ? -1 : _catalogue.Items.Find(itemId);
        var slot = shopper.Pairs.Find(item);
        var focus = itemId is null ? Focus.None : _focus.Resolve(shopper, item, slot, atMs);
        var moment = new Moment
        {
            Shopper = shopper,
            Focus = focus,
            AtMs = atMs,
            Local = _clock.At(atMs),
            DaysSinceLast = daysSinceLast,
            Decays = Decays.Over(daysSinceLast),
            Taste = _taste,
        };
        _reader.Read(moment, features);
    }

    /// <summary>Where a shopper stands; null for one never seen.</summary>
    public ShopperGlance? Glance(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return _shoppers.Find(userId) is { } shopper
            ? new ShopperGlance(shopper.Events, shopper.SessionId, shopper.SessionEvents, DateTimeOffset.FromUnixTimeMilliseconds(shopper.LastArrivalMs), LastEventNamesItem(shopper) ? _catalogue.Items.Name(shopper.LastItem).ToString() : null)
            : null;
    }

    /// <summary>The shopper's last events as the encoder reads them, oldest first, at most L.</summary>
    /// <param name="userId">The shopper; one never seen has none.</param>
    /// <param name="tokens">Receives up to L x K fields.</param>
    /// <returns>Events written.</returns>
    public int ReadTokens(string userId, Span<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(userId);
        if (_shoppers.Find(userId) is not { } shopper)
        {
            return 0;
        }

        var fields = TokenSchema.Count;
        for (var i = 0; i < shopper.Ring.Count; i++)
        {
            shopper.Ring.Last(shopper.Ring.Count - 1 - i).CopyTo(tokens.Slice(i * fields, fields));
        }

        return shopper.Ring.Count;
    }

    /// <summary>Takes a newer row of an item's side file.</summary>
    /// <param name="itemId">The item.</param>
    /// <param name="row">The whole row, valid from now on.</param>
    public void PutItem(string itemId, ItemRow row)
    {
        ArgumentException.ThrowIfNullOrEmpty(itemId);
        ArgumentNullException.ThrowIfNull(row);
        _catalogue.Put(itemId, row);
        _put++;
    }

    /// <summary>Forgets a shopper: their name and state are overwritten. What items counted of them stays.</summary>
    /// <returns>False for one never seen.</returns>
    public bool Forget(string userId)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return _shoppers.Forget(userId);
    }

    /// <summary>All shoppers who changed until now are to be handed over to the store, as they stand now: who changes or is forgotten before that is handed over first.</summary>
    public void BeginHandOver() => _shoppers.BeginHandOver();

    /// <summary>Hands over more of those who are due. They stay in memory until <see cref="Saved"/>.</summary>
    /// <param name="most">Bytes, about: one more than fit is handed over.</param>
    /// <returns>Bytes handed over; 0 where nobody is due any more.</returns>
    public long HandOver(long most) => _shoppers.HandOver(most);

    /// <summary>Says what became of what was handed over.</summary>
    /// <param name="isWritten">True where the store can read it from now on; false where it has to be handed over again.</param>
    public void Saved(bool isWritten) => _shoppers.Saved(isWritten);

    /// <summary>Rises with each change of a part; a part that changes with each event has none: it always counts as changed.</summary>
    public int? VersionOf(FoldPart part) => part switch
    {
        FoldPart.Published => _published,
        FoldPart.Catalogue => _put,
        _ => null,
    };

    /// <summary>Writes a part of what the fold holds beside shoppers. A fold of the same settings that loads all parts, with the same shoppers, goes on as this one would, bit for bit.</summary>
    public void Save(FoldPart part, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (part)
        {
            case FoldPart.Today:
                writer.Write(Schema.Hash);
                writer.Write(_day?.DayNumber ?? -1);
                _snapshot.SaveToday(writer);
                break;
            case FoldPart.Published:
                _snapshot.SavePublished(writer);
                break;
            case FoldPart.Catalogue:
                _catalogue.Save(writer);
                break;
        }
    }

    /// <summary>Writes one shopper; nothing for one never seen.</summary>
    public void Save(string userId, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(userId);
        ArgumentNullException.ThrowIfNull(writer);
        _shoppers.Save(userId, writer);
    }

    /// <summary>Reads what a fold wrote.</summary>
    /// <param name="settings">Those of the fold that wrote it.</param>
    /// <param name="users">User side file: of shoppers who are new from here on.</param>
    /// <param name="store">Where that fold's shoppers are.</param>
    /// <param name="readerOf">Readers at the beginning of what <see cref="Save(FoldPart, BinaryWriter)"/> wrote.</param>
    /// <exception cref="InvalidDataException">It was written with other features.</exception>
    public static Fold Load(FoldSettings settings, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users, ColdStore? store, Func<FoldPart, BinaryReader> readerOf)
    {
        ArgumentNullException.ThrowIfNull(readerOf);
        var fold = new Fold(settings, users, new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal), store);
        var today = readerOf(FoldPart.Today);
        if (today.ReadString() is var hash && !string.Equals(hash, fold.Schema.Hash, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"The snapshot was written with features {hash}, and these settings call for {fold.Schema.Hash}.");
        }

        var day = today.ReadInt32();
        fold._day = day < 0 ? null : DateOnly.FromDayNumber(day);
        fold._snapshot.Load(today, readerOf(FoldPart.Published));
        fold._catalogue.Load(readerOf(FoldPart.Catalogue));
        return fold;
    }

    /// <summary>Fits the settings on the events of a dataset before an instant (the end of the training slice).</summary>
    /// <exception cref="UserFaultException">No event lies before the instant.</exception>
    public static FoldSettings FitSettings(IDataset dataset, DateTimeOffset before) => FoldSettingsFit.Fit(dataset, before);

    private static bool LastEventNamesItem(ShopperState shopper) => shopper.Ring.Last(0).SeenItem >= Tokenizer.First;

    private static InvalidOperationException NoDay() => new("No day was begun. Call BeginDay before the first event.");

    private void FoldPair(ShopperState shopper, in Told told, in FoldEvent facts, long timeMs, int day)
    {
        ref var pair = ref shopper.Pairs.Header(told.Slot);
        var decays = pair.Touches == 0 ? Decays.None : pair.LastMs == shopper.LastEventMs ? facts.Decays : Decays.Over((timeMs - pair.LastMs) / MsPerDay);
        _features.UpdatePair(shopper.Pairs.Values(told.Slot), facts, decays);
        pair.Touch(shopper, timeMs, day);
        pair.Tell(told.Category, told.Brand, told.Price);
        shopper.LastItem = told.Item;
    }
}

/// <summary>Where a shopper stands after all events folded so far.</summary>
/// <param name="Events">Events of the shopper.</param>
/// <param name="SessionId">The session of the last one.</param>
/// <param name="SessionEvents">Events of that session.</param>
/// <param name="LastArrival">When the last one arrived.</param>
/// <param name="ItemId">The item of the last one; null where it named none.</param>
public readonly record struct ShopperGlance(int Events, string? SessionId, int SessionEvents, DateTimeOffset LastArrival, string? ItemId);
