using System.Runtime.InteropServices;
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
    private const double MsPerDay = 86_400_000.0;
    private readonly FoldSettings _settings;
    private readonly FeatureSet _features;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _users;
    private readonly SideEncoding _profiles;
    private readonly ItemCatalogue _catalogue;
    private readonly ItemSnapshot _snapshot;
    private readonly Tokenizer _tokenizer;
    private readonly LocalClock _clock;
    private readonly WordLevels _levels;
    private readonly Dictionary<string, ShopperState> _shoppers = new(StringComparer.Ordinal);
    private readonly float[] _newPair;
    private DateOnly? _day;
    private string? _lastUserId;
    private ShopperState? _lastShopper;

    /// <summary>Creates an empty fold.</summary>
    /// <param name="settings">Fitted on the training slice.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="items">Item side file, by item.</param>
    public Fold(
        FoldSettings settings,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        _settings = settings;
        _features = new FeatureSet(settings);
        _users = users;
        _profiles = new SideEncoding(settings.UserNumeric, settings.UserLevels);
        _catalogue = new ItemCatalogue(settings, items);
        _snapshot = new ItemSnapshot(settings, _catalogue);
        _tokenizer = new Tokenizer(settings, _catalogue);
        _clock = new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(settings.Zone));
        _levels = new WordLevels(settings);
        _newPair = new float[_features.PairStateSize];
    }

    /// <summary>Columns of the feature vector.</summary>
    public FeatureSchema Schema => _features.Schema;

    /// <summary>Fields of a token.</summary>
    public TokenSchema TokenSchema => _tokenizer.Schema;

    /// <summary>Shoppers seen.</summary>
    public int ShopperCount => _shoppers.Count;

    /// <summary>Histories of a shopper with an item that gave way to newer ones.</summary>
    public long SpilledPairs => _shoppers.Values.Sum(s => (long)s.Pairs.Spilled);

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
    public void Apply(ShopEvent shopEvent, Span<int> token)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        if (_day is null)
        {
            throw NoDay();
        }

        var shopper = ShopperOf(shopEvent.UserId);
        var first = shopper.Events == 0;
        var timeMs = shopEvent.Time.ToUnixTimeMilliseconds();
        timeMs = first ? timeMs : Math.Max(timeMs, shopper.LastEventMs);
        var local = _clock.At(timeMs);
        var days = first ? 0 : (timeMs - shopper.LastEventMs) / MsPerDay;
        var decays = Decays.Over(days);
        var newSession = first || !string.Equals(shopEvent.SessionId, shopper.SessionId, StringComparison.Ordinal);
        var newDay = first || local.Day != shopper.LastDay;
        BeginEvent(shopper, shopEvent, timeMs, local, newSession, newDay);

        var item = shopEvent.ItemId is null ? -1 : _catalogue.Items.FindOrAdd(shopEvent.ItemId);
        var slot = shopper.Pairs.Find(item);
        var focus = Resolve(shopper, item, slot, timeMs);
        var category = shopEvent.Category is null ? focus.Category : _catalogue.Categories.FindOrAdd(shopEvent.Category);
        var brand = shopEvent.Brand is null ? focus.Brand : _catalogue.Brands.FindOrAdd(shopEvent.Brand);
        var reported = shopEvent.Price is { } price ? (float)price : float.NaN;
        var seen = slot >= 0;
        var spilled = default(PairHeader);
        if (!seen && item >= 0)
        {
            slot = shopper.Pairs.Add(item, out spilled);
        }

        var quantity = shopEvent.Quantity is { } units ? (float)units : 1f;
        var seenInSession = seen && shopper.Pairs.Header(slot).LastSession == shopper.Sessions;
        var (cartUnits, cartValue) = MoveCart(shopper, shopEvent.Behavior, slot, quantity, float.IsNaN(reported) ? focus.Price : reported);
        var facts = new FoldEvent
        {
            Behavior = shopEvent.Behavior,
            Item = item,
            Price = float.IsNaN(reported) ? focus.Price : reported,
            Quantity = quantity,
            First = first,
            NewSession = newSession,
            NewDay = newDay,
            NewOrder = IsNewOrder(shopper, shopEvent, timeMs),
            SeenItem = seen,
            SeenInSession = seenInSession,
            Night = local.Hour is >= 22 or < 6,
            CartUnits = cartUnits - spilled.CartUnits,
            CartValue = cartValue - (spilled.CartUnits * ValueOrZero(spilled.CartPrice)),
            DaysSincePrevious = days,
            Decays = decays,
        };

        var packed = _tokenizer.Token(facts, category, brand, item >= 0 && item == shopper.LastItem, local);
        packed.CopyTo(token);
        shopper.Ring.Add(packed);
        FoldShopper(shopper, facts);
        if (item >= 0)
        {
            FoldPair(shopper, slot, facts, timeMs, local.Day, category, brand, reported);
            shopper.LastItem = item;
        }

        _snapshot.Add(shopEvent, item, category, brand, timeMs, reported);
        shopper.LastEventMs = timeMs;
    }

    /// <summary>The state S = [S_u, S_g, S_c] of a shopper at an instant, after all events folded so far. Changes nothing.</summary>
    /// <param name="userId">The shopper; one never seen reads as new.</param>
    /// <param name="itemId">The item in focus; null for none.</param>
    /// <param name="at">The instant, at or after the shopper's last event. Device, region and channel are those of that event.</param>
    /// <param name="features">Receives F values; NaN where one is missing.</param>
    public void Read(string userId, string? itemId, DateTimeOffset at, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(userId);
        if (!_shoppers.TryGetValue(userId, out var shopper))
        {
            shopper = NewShopper(userId);
        }

        var known = shopper.Events > 0;
        var atMs = at.ToUnixTimeMilliseconds();
        atMs = known ? Math.Max(atMs, shopper.LastEventMs) : atMs;
        var daysSinceLast = known ? (atMs - shopper.LastEventMs) / MsPerDay : 0;
        var item = itemId is null ? -1 : _catalogue.Items.Find(itemId);
        var slot = shopper.Pairs.Find(item);
        var focus = itemId is null ? Focus.None : Resolve(shopper, item, slot, atMs);
        var moment = new Moment
        {
            Shopper = shopper,
            Focus = focus,
            AtMs = atMs,
            Local = _clock.At(atMs),
            DaysSinceLast = daysSinceLast,
            Decays = Decays.Over(daysSinceLast),
        };
        ReadAll(moment, features);
    }

    /// <summary>The shopper's last events as the encoder reads them, oldest first, at most L.</summary>
    /// <param name="userId">The shopper; one never seen has none.</param>
    /// <param name="tokens">Receives up to L x K fields.</param>
    /// <returns>Events written.</returns>
    public int ReadTokens(string userId, Span<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(userId);
        if (!_shoppers.TryGetValue(userId, out var shopper))
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

    /// <summary>Fits the settings on the events of a dataset before an instant (the end of the training slice).</summary>
    /// <exception cref="UserFaultException">No event lies before the instant.</exception>
    public static FoldSettings FitSettings(IDataset dataset, DateTimeOffset before) => FoldSettingsFit.Fit(dataset, before);

    private static InvalidOperationException NoDay() => new("No day was begun. Call BeginDay before the first event.");

    private static float ValueOrZero(float value) => float.IsNaN(value) ? 0f : value;

    private static bool IsNewOrder(ShopperState shopper, ShopEvent shopEvent, long timeMs)
    {
        if (shopEvent.Behavior != Behavior.Purchase)
        {
            return false;
        }

        // Rows without an order's name are one order where they come at one instant.
        var same = shopper.LastPurchaseMs != long.MinValue
            && (shopEvent.OrderId is null ? shopper.LastOrderId is null && shopper.LastPurchaseMs == timeMs : string.Equals(shopEvent.OrderId, shopper.LastOrderId, StringComparison.Ordinal));
        shopper.LastPurchaseMs = timeMs;
        shopper.LastOrderId = shopEvent.OrderId;
        return !same;
    }

    // Taking out of the cart, and buying, undo only what is in it: a purchase without a cart leaves the balance alone.
    private static (float Units, float Value) MoveCart(ShopperState shopper, Behavior behavior, int slot, float quantity, float price)
    {
        if (slot < 0)
        {
            return (0f, 0f);
        }

        ref var pair = ref shopper.Pairs.Header(slot);
        switch (behavior)
        {
            case Behavior.Cart:
                var value = (pair.CartUnits * ValueOrZero(pair.CartPrice)) + (quantity * ValueOrZero(price));
                pair.CartUnits += quantity;
                pair.CartPrice = value / pair.CartUnits;
                return (quantity, quantity * ValueOrZero(price));
            case Behavior.Uncart or Behavior.Purchase:
                var taken = Math.Min(quantity, pair.CartUnits);
                pair.CartUnits -= taken;
                return (-taken, -taken * ValueOrZero(pair.CartPrice));
            default:
                return (0f, 0f);
        }
    }

    private void BeginEvent(ShopperState shopper, ShopEvent shopEvent, long timeMs, LocalTime local, bool newSession, bool newDay)
    {
        if (shopper.Events == 0)
        {
            shopper.FirstEventMs = timeMs;
        }

        if (newSession)
        {
            shopper.SessionId = shopEvent.SessionId;
            shopper.SessionStartMs = timeMs;
            shopper.Sessions++;
            shopper.SessionEvents = 0;
        }

        if (newDay)
        {
            var passed = shopper.Events == 0 ? 64 : local.Day - shopper.LastDay;
            shopper.DayMask = (passed >= 64 ? 0 : shopper.DayMask << passed) | 1;
            shopper.LastDay = local.Day;
            shopper.ActiveDays++;
        }

        shopper.Events++;
        shopper.SessionEvents++;
        _levels.Set(shopper, shopEvent);
    }

    private void FoldShopper(ShopperState shopper, in FoldEvent facts)
    {
        shopper.PriceSum = Decays.Fade(shopper.PriceSum, facts.Decays.Week);
        shopper.PriceWeight = Decays.Fade(shopper.PriceWeight, facts.Decays.Week);
        if (facts.Behavior == Behavior.View && !float.IsNaN(facts.Price))
        {
            shopper.PriceSum += facts.Price;
            shopper.PriceWeight += 1f;
        }

        _features.UpdateUser(shopper.Values, facts);
    }

    private void FoldPair(ShopperState shopper, int slot, in FoldEvent facts, long timeMs, int day, int category, int brand, float reported)
    {
        ref var pair = ref shopper.Pairs.Header(slot);
        var decays = pair.Touches == 0 ? Decays.None : Decays.Over((timeMs - pair.LastMs) / MsPerDay);
        _features.UpdatePair(shopper.Pairs.Values(slot), facts, decays);

        pair.FirstMs = pair.Touches == 0 ? timeMs : pair.FirstMs;
        pair.SessionTouches = pair.LastSession == shopper.Sessions ? pair.SessionTouches + 1 : 1;
        pair.ActiveDays += pair.LastDay == day ? 0 : 1;
        pair.Touches++;
        pair.LastMs = timeMs;
        pair.LastDay = day;
        pair.LastSession = shopper.Sessions;
        pair.LastEvent = shopper.Events;
        pair.Category = category;
        pair.Brand = brand;
        if (!float.IsNaN(reported))
        {
            pair.FirstPrice = float.IsNaN(pair.FirstPrice) ? reported : pair.FirstPrice;
            pair.Price = reported;
        }
    }

    private Focus Resolve(ShopperState shopper, int item, int slot, long atMs)
    {
        if (item < 0)
        {
            return Focus.None with { Named = true };
        }

        var row = _catalogue.At(item, atMs);
        var category = row?.Category ?? -1;
        var brand = row?.Brand ?? -1;
        var price = float.NaN;
        if (slot >= 0)
        {
            ref var pair = ref shopper.Pairs.Header(slot);
            category = category >= 0 ? category : pair.Category;
            brand = brand >= 0 ? brand : pair.Brand;
            price = pair.Price;
        }

        category = category >= 0 ? category : _snapshot.CategoryOf(item);
        brand = brand >= 0 ? brand : _snapshot.BrandOf(item);
        price = float.IsNaN(price) ? _snapshot.PriceOf(item) : price;
        return new Focus
        {
            Named = true,
            Item = item,
            Category = category,
            Brand = brand,
            Pair = slot,
            Price = float.IsNaN(price) ? row?.Price ?? float.NaN : price,
            CategoryToken = _tokenizer.Category(category),
            BrandToken = _tokenizer.Brand(brand),
            Catalogue = row?.Values,
        };
    }

    private void ReadAll(in Moment moment, Span<float> features)
    {
        var column = 0;
        var offset = 0;
        foreach (var feature in _features.User)
        {
            feature.Read(moment.Shopper.Values.AsSpan(offset, feature.StateSize), moment, features.Slice(column, feature.Columns.Count));
            offset += feature.StateSize;
            column += feature.Columns.Count;
        }

        foreach (var feature in _features.Item)
        {
            feature.Read(_snapshot, moment, features.Slice(column, feature.Columns.Count));
            column += feature.Columns.Count;
        }

        var slot = moment.Focus.Pair;
        ReadOnlySpan<float> values = slot < 0 ? _newPair : moment.Shopper.Pairs.Values(slot);
        var decays = slot < 0 ? Decays.None : Decays.Over((moment.AtMs - moment.Shopper.Pairs.Header(slot).LastMs) / MsPerDay);
        offset = 0;
        foreach (var feature in _features.Pair)
        {
            feature.Read(values.Slice(offset, feature.StateSize), moment, decays, features.Slice(column, feature.Columns.Count));
            offset += feature.StateSize;
            column += feature.Columns.Count;
        }

        foreach (var feature in _features.Context)
        {
            feature.Read(moment, features.Slice(column, feature.Columns.Count));
            column += feature.Columns.Count;
        }
    }

    private ShopperState ShopperOf(string userId)
    {
        // Events come shopper by shopper: most are of the last one.
        if (_lastShopper is null || !string.Equals(userId, _lastUserId, StringComparison.Ordinal))
        {
            ref var shopper = ref CollectionsMarshal.GetValueRefOrAddDefault(_shoppers, userId, out _);
            _lastShopper = shopper ??= NewShopper(userId);
            _lastUserId = userId;
        }

        return _lastShopper;
    }

    private ShopperState NewShopper(string userId) => new(
        _features.UserStateSize,
        _settings.TokenLength,
        _features.PairStateSize,
        _settings.UnboundedPairs,
        _profiles.Encode(_users.GetValueOrDefault(userId)));
}
