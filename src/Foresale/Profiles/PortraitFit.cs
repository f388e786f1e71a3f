using Foresale.Events;
using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Which portraits are fitted.</summary>
public enum PortraitParts
{
    /// <summary>Segments of shoppers and factors of items.</summary>
    Both,

    /// <summary>Segments of shoppers only.</summary>
    Segments,

    /// <summary>Factors of items only.</summary>
    Factors,
}

/// <summary>How portraits are fitted, and what bounds their size.</summary>
public sealed record PortraitOptions
{
    /// <summary>Which of them.</summary>
    public PortraitParts Parts { get; init; }

    /// <summary>Factors of shoppers and items.</summary>
    public AlsOptions Factors { get; init; } = new();

    /// <summary>Segments of shoppers.</summary>
    public SegmentOptions Segments { get; init; } = new();

    /// <summary>The defaults, with one seed for all that is drawn.</summary>
    public static PortraitOptions Of(int seed) => new() { Factors = new AlsOptions { Seed = seed }, Segments = new SegmentOptions { Seed = seed } };

    /// <summary>Items with factors: those that most shoppers touched.</summary>
    public int MostItems { get; init; } = 20_000;

    /// <summary>Shoppers that factors are fitted on: those who came last. Others are folded in.</summary>
    public int MostShoppers { get; init; } = 50_000;

    /// <summary>With fewer touched pairs there are no factors.</summary>
    public int LeastPairs { get; init; } = 200;
}

/// <summary>What was fitted on the events before an instant.</summary>
/// <param name="Snapshot">What the fold reads.</param>
/// <param name="Segments">Segments with their lifts and silhouettes; null where there are none.</param>
/// <param name="Shoppers">Every shopper seen, as of the instant.</param>
/// <param name="Pairs">Who had touched what.</param>
public sealed record FittedPortraits(PortraitSnapshot Snapshot, FittedSegments? Segments, ShopperTraits Shoppers, Interactions Pairs)
{
    /// <summary>The same with segments numbered as those of a model that they are nearest to.</summary>
    /// <param name="model">Of as many segments over the same traits; null leaves the numbers.</param>
    public FittedPortraits NumberedAs(SegmentModel? model)
    {
        if (model is null || Segments is null)
        {
            return this;
        }

        var segments = SegmentAlignment.To(model, Segments);
        return this with { Segments = segments, Snapshot = Snapshot with { Segments = segments.Model } };
    }
}

/// <summary>Fits portraits at instants of a log, each on the events before it only.</summary>
/// <remarks>The states that segments are fitted on come from the one fold: replayed here once.</remarks>
public static class PortraitFit
{
    private const string Stage = "portraits";

    /// <summary>Fits at each instant. Segments and factors go on from the instant before, so that a segment keeps its number and a factor its meaning.</summary>
    /// <param name="dataset">The log.</param>
    /// <param name="settings">Of the fold whose states are segmented.</param>
    /// <param name="instants">Ascending; all but the last are midnights of the shop.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Receives events done; null where nobody looks.</param>
    /// <param name="cancellationToken">Looked at once a day of the log and once a sweep.</param>
    public static IReadOnlyList<FittedPortraits> At(
        IDataset dataset, FoldSettings settings, IReadOnlyList<DateTimeOffset> instants, PortraitOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        var seen = Observe(dataset, settings with { Portraits = null }, instants, options, progress, cancellationToken);
        if (seen.Count == 0)
        {
            return [];
        }

        // How many segments there are is part of the schema, which is fitted on the whole training slice like all settings.
        var traits = Traits.All.Where(t => seen[^1].Shoppers.IndexOf(t.Column) >= 0).ToList();
        string[] columns = [.. traits.Select(t => t.Column)];
        var last = options.Parts == PortraitParts.Factors ? null : SegmentFit.Fit(traits, seen[^1].Shoppers.Of(columns), options.Segments);
        var fitted = new List<FittedPortraits>(seen.Count);
        ItemFactors? factors = null;
        FittedSegments? segments = null;
        foreach (var (at, shoppers, pairs) in seen)
        {
            factors = options.Parts == PortraitParts.Segments || pairs.Pairs < options.LeastPairs ? factors : ImplicitAls.Fit(pairs, options.Factors, factors, cancellationToken).Factors();
            var own = last is null ? null : at == seen[^1].At ? last : SegmentFit.Fit(traits, shoppers.Of(columns), options.Segments, last.Model.Count);
            segments = own is not null && segments is not null ? SegmentAlignment.To(segments.Model, own) : own ?? segments;
            fitted.Add(new FittedPortraits(new PortraitSnapshot(at.ToUnixTimeMilliseconds(), factors, segments?.Model), segments, shoppers, pairs));
        }

        return fitted;
    }

    private static List<(DateTimeOffset At, ShopperTraits Shoppers, Interactions Pairs)> Observe(
        IDataset dataset, FoldSettings settings, IReadOnlyList<DateTimeOffset> instants, PortraitOptions options, IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Zone);
        var fold = new Fold(settings, dataset.ReadUsers(), dataset.ReadItems());
        var (token, counter) = (new int[fold.TokenSchema.Count], new InteractionCounter(options.Factors.Weights));
        var (users, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        var found = new List<(DateTimeOffset, ShopperTraits, Interactions)>();
        var waiting = new Queue<DateTimeOffset>(instants);
        var done = 0L;
        foreach (var day in dataset.Days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (waiting.TryPeek(out var instant) && DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime) is var its && (its < day || (its == day && waiting.Count > 1)))
            {
                Take(waiting.Dequeue());
            }

            if (waiting.Count == 0)
            {
                break;
            }

            fold.BeginDay(day);
            foreach (var shopEvent in dataset.ReadDay(day).Where(e => e.Arrival < instants[^1]))
            {
                fold.Apply(shopEvent, token);
                counter.Add(shopEvent);
                done++;
                if (known.Add(shopEvent.UserId))
                {
                    users.Add(shopEvent.UserId);
                }
            }

            progress?.Report(new StageProgress(Stage, done, dataset.Info.Events));
        }

        while (waiting.Count > 0)
        {
            Take(waiting.Dequeue());
        }

        return found;

        void Take(DateTimeOffset at) => found.Add((at, ShopperTraits.Read(fold, users, at), counter.Take(options.MostShoppers, options.MostItems)));
    }
}
