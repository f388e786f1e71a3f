using Foresale.Events;

namespace Foresale.Features;

/// <summary>The features that the settings call for, in the order of the vector: S_u, then S_g (item, then pair), then S_c.</summary>
internal sealed class FeatureSet
{
    // Bound delegates: an interface call at a place that sees thirty classes costs several times as much.
    private readonly (UserUpdate Update, int Size)[] _userUpdates;
    private readonly (PairUpdate Update, int Size)[] _pairUpdates;

    /// <summary>Chooses the features; depends on the settings only, so that offline and live agree.</summary>
    public FeatureSet(FoldSettings settings)
    {
        Actions = [.. settings.Actions.Select(word => Behaviors.TryParse(word, out var behavior)
            ? behavior
            : throw new UserFaultException("actions", $"'{word}' is no behavior.", "Use view, search, favorite, cart or purchase."))];
        User = [.. UserFeatures(settings, Actions)];
        Item = [.. ItemFeatures(settings, Actions)];
        Pair = [.. PairFeatures(settings, Actions)];
        Context = [.. ContextFeatures(settings)];
        FeatureColumn[] shopper = [.. User.SelectMany(f => f.Columns)];
        var segmented = (settings.Portraits ?? []).Where(s => s.Segments is not null).ToList();
        Segments = segmented.Count == 0 ? null : new SegmentColumns(segmented, shopper);
        Schema = new FeatureSchema([.. shopper, .. Segments?.Columns ?? [], .. Item.Concat<IFeature>(Pair).Concat(Context).SelectMany(f => f.Columns)]);
        UserStateSize = User.Sum(f => f.StateSize);
        PairStateSize = Pair.Sum(f => f.StateSize);
        AffinityOffset = Pair.TakeWhile(f => f is not PairAffinity).Sum(f => f.StateSize);
        _userUpdates = [.. User.Where(f => f.StateSize > 0).Select(f => ((UserUpdate)f.Update, f.StateSize))];
        _pairUpdates = [.. Pair.Where(f => f.StateSize > 0).Select(f => ((PairUpdate)f.Update, f.StateSize))];
    }

    /// <summary>Actions that the log has.</summary>
    public IReadOnlyList<Behavior> Actions { get; }

    /// <summary>Features of the shopper.</summary>
    public IUserFeature[] User { get; }

    /// <summary>Distances to segments, read after all other features of the shopper; null where there are none.</summary>
    public SegmentColumns? Segments { get; }

    /// <summary>Features of the item.</summary>
    public IItemFeature[] Item { get; }

    /// <summary>Features of shopper and item.</summary>
    public IPairFeature[] Pair { get; }

    /// <summary>Features of the moment.</summary>
    public IContextFeature[] Context { get; }

    /// <summary>Columns of all, in order.</summary>
    public FeatureSchema Schema { get; }

    /// <summary>Floats of a shopper's state.</summary>
    public int UserStateSize { get; }

    /// <summary>Where in a pair's state the weight of its events stands, where the fold has factors.</summary>
    public int AffinityOffset { get; }

    /// <summary>Floats of a pair's state.</summary>
    public int PairStateSize { get; }

    /// <summary>Snapshots with factors of items, ascending.</summary>
    public static IReadOnlyList<PortraitSnapshot> WithFactors(FoldSettings settings) => [.. (settings.Portraits ?? []).Where(s => s.Factors is not null)];

    /// <summary>Folds an event into a shopper's floats.</summary>
    public void UpdateUser(Span<float> state, in FoldEvent shopEvent)
    {
        var offset = 0;
        foreach (var (update, size) in _userUpdates)
        {
            update(state.Slice(offset, size), shopEvent);
            offset += size;
        }
    }

    /// <summary>Folds an event into a pair's floats.</summary>
    public void UpdatePair(Span<float> state, in FoldEvent shopEvent, in Decays decays)
    {
        var offset = 0;
        foreach (var (update, size) in _pairUpdates)
        {
            update(state.Slice(offset, size), shopEvent, decays);
            offset += size;
        }
    }

    private static IEnumerable<IUserFeature> UserFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        yield return new DecayedCounts(actions, HalfLives(settings));
        yield return new ShopperTotals();
        yield return new ShopperMix(settings, actions);
        yield return new SessionClock(settings.DayResolution);
        yield return new SessionCounts(actions);
        yield return new SessionVariety();
        yield return new CartBalance(HasPrices(settings));
        yield return new PurchaseRhythm();
        yield return new Corrections();
        yield return new DaysSinceAction(actions);
        foreach (var action in actions.Where(a => a is Behavior.Cart or Behavior.Purchase))
        {
            yield return new SessionSuccess(action);
        }

        foreach (var action in actions.Where(a => a == Behavior.Search))
        {
            yield return new EventShare(action);
        }

        if (!settings.DayResolution)
        {
            yield return new EventShare(behavior: null);
        }

        if (HasPrices(settings))
        {
            yield return new PricesViewed();
            yield return new Spending();
        }

        for (var back = 0; back < 3; back++)
        {
            yield return new LastBehavior(actions, back);
        }

        if (settings.Levels.TryGetValue(WordLevels.Detail, out var details))
        {
            for (var back = 0; back < 3; back++)
            {
                yield return new LastWord(WordLevels.Detail, details, token => token.Detail, back);
            }

            yield return new SessionDetails(details);
        }

        if (settings.Levels.TryGetValue(WordLevels.Query, out var queries))
        {
            yield return new LastWord(WordLevels.Query, queries, token => token.Query, back: 0);
        }

        if (!settings.DayResolution)
        {
            yield return new EventRuns();
            yield return new EventBursts();
        }

        yield return new InterestSpread("item", token => token.ItemOne);
        if (settings.HasCategories)
        {
            yield return new InterestSpread("category", token => token.Category);
        }

        if (settings.HasBrands)
        {
            yield return new InterestSpread("brand", token => token.Brand);
        }

        yield return new ProfileColumns(settings);
    }

    private static IEnumerable<IItemFeature> ItemFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        yield return new ItemAge();
        yield return new ItemPopularity();
        yield return new Conversion("item", actions);
        if (settings.HasCategories)
        {
            yield return new Conversion("category", actions);
        }

        if (settings.HasBrands)
        {
            yield return new Conversion("brand", actions);
        }

        if (HasPrices(settings))
        {
            yield return new ItemPrice();
        }

        yield return new CatalogueColumns(settings);
    }

    private static IEnumerable<IPairFeature> PairFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        yield return new PairCounts(actions, HalfLife.Day);
        yield return new PairCounts(actions, HalfLife.Week);
        yield return new PairCounts(actions, HalfLife.Month);
        yield return new PairHistory();
        yield return new PairPurchases();
        if (settings.HasCategories)
        {
            yield return new GroupInterest("category", ofCategory: true, settings, actions);
        }

        if (settings.HasBrands)
        {
            yield return new GroupInterest("brand", ofCategory: false, settings, actions);
        }

        if (HasPrices(settings))
        {
            yield return new PriceChange();
        }

        if (WithFactors(settings) is [.., { Factors: { } factors }])
        {
            yield return new PairAffinity(factors.Weights);
        }
    }

    private static IEnumerable<IContextFeature> ContextFeatures(FoldSettings settings)
    {
        if (settings.HasCalendar && !settings.DayResolution)
        {
            yield return new HourColumns();
        }

        if (settings.HasCalendar)
        {
            yield return new WeekdayColumns();
            yield return new CalendarColumns(settings);
        }

        foreach (var field in WordLevels.Fields.Where(f => settings.Levels.ContainsKey(f)))
        {
            yield return new WordColumns(field, settings.Levels[field]);
        }
    }

    private delegate void UserUpdate(Span<float> state, in FoldEvent shopEvent);

    private delegate void PairUpdate(Span<float> state, in FoldEvent shopEvent, in Decays decays);

    private static bool HasPrices(FoldSettings settings) => settings.PriceDeciles.Count > 0;

    // A log of days cannot tell an hour from a day.
    private static HalfLife[] HalfLives(FoldSettings settings) =>
        settings.DayResolution ? [HalfLife.Day, HalfLife.Week, HalfLife.Month] : [HalfLife.Hour, HalfLife.Day, HalfLife.Week, HalfLife.Month];
}
