using Foresale.Events;

namespace Foresale.Features;

/// <summary>The features that the settings call for, in the order of the vector: S_u, then S_g (item, then pair), then S_c.</summary>
internal sealed class FeatureSet
{
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
        Schema = new FeatureSchema([.. User.Concat<IFeature>(Item).Concat(Pair).Concat(Context).SelectMany(f => f.Columns)]);
        UserStateSize = User.Sum(f => f.StateSize);
        PairStateSize = Pair.Sum(f => f.StateSize);
    }

    /// <summary>Actions that the log has.</summary>
    public IReadOnlyList<Behavior> Actions { get; }

    /// <summary>Features of the shopper.</summary>
    public IUserFeature[] User { get; }

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

    /// <summary>Floats of a pair's state.</summary>
    public int PairStateSize { get; }

    private static IEnumerable<IUserFeature> UserFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        foreach (var halfLife in HalfLives(settings))
        {
            yield return new DecayedCounts(actions, halfLife);
        }

        yield return new SessionCounts(actions);
    }

    private static IEnumerable<IItemFeature> ItemFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        yield return new ItemPopularity();
    }

    private static IEnumerable<IPairFeature> PairFeatures(FoldSettings settings, IReadOnlyList<Behavior> actions)
    {
        yield return new PairCounts(actions, HalfLife.Day);
        yield return new PairCounts(actions, HalfLife.Month);
    }

    private static IEnumerable<IContextFeature> ContextFeatures(FoldSettings settings)
    {
        yield return new WeekdayColumns();
    }

    // A log of days cannot tell an hour from a day.
    private static HalfLife[] HalfLives(FoldSettings settings) =>
        settings.DayResolution ? [HalfLife.Day, HalfLife.Week, HalfLife.Month] : [HalfLife.Hour, HalfLife.Day, HalfLife.Week, HalfLife.Month];
}
