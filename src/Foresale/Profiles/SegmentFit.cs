using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>How segments are fitted.</summary>
public sealed record SegmentOptions
{
    /// <summary>Fewest segments tried, &gt;= 2. Two would often win, and say no more than "busy or not".</summary>
    public int Least { get; init; } = 3;

    /// <summary>Most segments tried.</summary>
    public int Most { get; init; } = 8;

    /// <summary>Runs of k-means of which the best is kept.</summary>
    public int Restarts { get; init; } = 20;

    /// <summary>With fewer shoppers there are no segments.</summary>
    public int LeastShoppers { get; init; } = 50;

    /// <summary>Shoppers fitted on where there are more, drawn by seed.</summary>
    public int MostShoppers { get; init; } = 20_000;

    /// <summary>Draws shoppers, first centres and the sample of silhouettes.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Segments with what they were chosen by.</summary>
/// <param name="Model">What the fold reads.</param>
/// <param name="Lifts">[K] each segment's traits, the most lifted first.</param>
/// <param name="Silhouettes">Mean silhouette by number of segments tried.</param>
public sealed record FittedSegments(SegmentModel Model, IReadOnlyList<IReadOnlyList<TraitLift>> Lifts, IReadOnlyList<(int Segments, double Silhouette)> Silhouettes);

/// <summary>Segments of shoppers: k-means over standardised traits, their number chosen by silhouette.</summary>
public static class SegmentFit
{
    /// <summary>Fits; null where the shoppers are too few.</summary>
    /// <param name="traits">[T].</param>
    /// <param name="values">[N, T] raw values of the traits' columns; NaN where one is missing.</param>
    /// <param name="options">How.</param>
    /// <param name="segments">K where it is fixed; null chooses it.</param>
    public static FittedSegments? Fit(IReadOnlyList<Trait> traits, float[] values, SegmentOptions options, int? segments = null)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(options);
        if (traits.Count == 0 || values.Length / traits.Count < Math.Max(options.LeastShoppers, options.Most))
        {
            return null;
        }

        var raw = Sample(values, traits.Count, options);
        TraitScale[] scales = [.. traits.Select((trait, t) => Scale(trait, Column(raw, traits.Count, t)))];
        var points = Coordinates(scales, raw);
        var tried = new List<(int Segments, double Silhouette, Clustering Found)>();
        for (var k = segments ?? options.Least; k <= (segments ?? options.Most); k++)
        {
            var found = KMeans.Fit(points, scales.Length, k, options.Restarts, options.Seed);
            tried.Add((k, Silhouette.Mean(points, scales.Length, found.Assignment, seed: options.Seed), found));
        }

        var best = tried.MaxBy(t => t.Silhouette).Found;
        var lifts = Lifts(traits, scales, best.Centres);
        var shares = Enumerable.Range(0, lifts.Count).Select(k => best.Assignment.Count(a => a == k) / (double)best.Assignment.Length);
        var model = new SegmentModel(scales, best.Centres, [.. SegmentNames.Of(lifts).Zip(shares, (name, share) => new SegmentName(name, share))]);
        // Largest first: a list reads so, and the order does not depend on the restart that won.
        int[] order = [.. Enumerable.Range(0, model.Count).OrderByDescending(k => model.Names[k].Share).ThenBy(k => model.Names[k].Name, StringComparer.Ordinal)];
        return new FittedSegments(Reordered(model, order), [.. order.Select(k => lifts[k])], [.. tried.Select(t => (t.Segments, t.Silhouette))]);
    }

    /// <summary>Coordinates of shoppers, [N, T] to [N, T].</summary>
    /// <param name="scales">[T].</param>
    /// <param name="values">Raw values.</param>
    public static float[] Coordinates(IReadOnlyList<TraitScale> scales, float[] values)
    {
        ArgumentNullException.ThrowIfNull(scales);
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select((value, i) => scales[i % scales.Count].Of(value))];
    }

    /// <summary>The same segments in another order.</summary>
    internal static SegmentModel Reordered(SegmentModel model, int[] order)
    {
        var width = model.Traits.Count;
        return model with { Centres = [.. order.SelectMany(k => model.Centres[(k * width)..((k + 1) * width)])], Names = [.. order.Select(k => model.Names[k])] };
    }

    private static List<IReadOnlyList<TraitLift>> Lifts(IReadOnlyList<Trait> traits, TraitScale[] scales, float[] centres) =>
    [
        .. Enumerable.Range(0, centres.Length / traits.Count).Select(k => (IReadOnlyList<TraitLift>)
            [.. traits.Select((trait, t) => LiftOf(trait, scales[t], centres[(k * traits.Count) + t])).OrderByDescending(l => Math.Abs(l.Lift))]),
    ];

    // Counts and shares are 0 or more, so a mean of 0 is 0 for everyone.
    private static TraitLift LiftOf(Trait trait, TraitScale scale, float lift) => new(trait, lift, IsNone: scale.Mean + (lift * scale.Deviation) < 1e-4);

    private static TraitScale Scale(Trait trait, IEnumerable<float> values)
    {
        var plain = new TraitScale(trait.Column, trait.Log, 0, 1);
        double[] known = [.. values.Where(v => !float.IsNaN(v)).Select(v => (double)plain.Transform(v))];
        if (known.Length == 0)
        {
            return plain;
        }

        var mean = known.Average();
        var deviation = Math.Sqrt(known.Average(v => (v - mean) * (v - mean)));
        return plain with { Mean = (float)mean, Deviation = deviation > 1e-6 ? (float)deviation : 1f };
    }

    private static IEnumerable<float> Column(float[] values, int width, int column)
    {
        for (var i = column; i < values.Length; i += width)
        {
            yield return values[i];
        }
    }

    private static float[] Sample(float[] values, int width, SegmentOptions options)
    {
        var count = values.Length / width;
        if (count <= options.MostShoppers)
        {
            return values;
        }

        var rows = Enumerable.Range(0, count).ToArray();
        new Random(options.Seed).Shuffle(rows);
        return [.. rows.Take(options.MostShoppers).Order().SelectMany(row => values[(row * width)..((row + 1) * width)])];
    }
}
