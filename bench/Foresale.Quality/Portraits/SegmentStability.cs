using Foresale.Events;
using Foresale.Features;
using Foresale.Profiles;
using Foresale.Quality.Reporting;

namespace Foresale.Quality.Portraits;

/// <summary>How far segments are the same whatever seed draws them, and whatever shoppers they are fitted on.</summary>
/// <param name="Name">Of the data.</param>
/// <param name="Shoppers">Number of shoppers.</param>
/// <param name="Silhouettes">By number of segments, first seed.</param>
/// <param name="Names">Segments of the first seed with their shares.</param>
/// <param name="Seeds">Adjusted Rand index of every two seeds.</param>
/// <param name="Resampled">Adjusted Rand index of segments fitted on resampled shoppers with those of the first seed.</param>
/// <param name="Truth">Adjusted Rand index with the true types, one a seed; empty where there is no truth.</param>
internal sealed record SegmentStability(
    string Name, int Shoppers, IReadOnlyList<(int Segments, double Silhouette)> Silhouettes, IReadOnlyList<SegmentName> Names, double[] Seeds, double[] Resampled, double[] Truth)
{
    /// <summary>Fits and compares.</summary>
    public static SegmentStability Of(string name, IDataset log, IReadOnlyDictionary<string, string>? truth, StudyContext context, CancellationToken cancellationToken)
    {
        var end = log.Info.LastTime.AddMilliseconds(1);
        var shoppers = PortraitFit.At(log, Fold.FitSettings(log, end), [end], PortraitOptions.Of(1), context.Progress, cancellationToken)[^1].Shoppers;
        var traits = Traits.All.Where(t => shoppers.IndexOf(t.Column) >= 0).ToList();
        var values = shoppers.Of([.. traits.Select(t => t.Column)]);
        var fits = context.Seeds.Select(seed => SegmentFit.Fit(traits, values, new SegmentOptions { Seed = seed })!).ToList();
        var assigned = fits.Select(f => ShopPortrait.Assign(f.Model, shoppers)).ToList();
        var resampled = context.Seeds.Select(seed => SegmentFit.Fit(traits, Resample(values, traits.Count, seed), new SegmentOptions { Seed = seed })!);
        var words = (truth?.Values ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        int[] types = truth is null ? [] : [.. shoppers.Users.Select(user => words.IndexOf(truth[user]))];
        return new SegmentStability(
            name,
            shoppers.Users.Count,
            fits[0].Silhouettes,
            fits[0].Model.Names,
            [.. assigned.SelectMany((one, i) => assigned.Skip(i + 1).Select(two => AdjustedRand.Index(one, two)))],
            [.. resampled.Select(f => AdjustedRand.Index(assigned[0], ShopPortrait.Assign(f.Model, shoppers)))],
            truth is null ? [] : [.. assigned.Select(a => AdjustedRand.Index(a, types))]);
    }

    /// <summary>The tables of some data.</summary>
    public static IEnumerable<StudyTable> Tables(IReadOnlyList<SegmentStability> all)
    {
        yield return new StudyTable(
            "Silhouette by number of segments",
            "log",
            [.. all[0].Silhouettes.Select(s => ($"{s.Segments}", "F3"))],
            [.. all.Select(s => new StudyRow($"{s.Name}, {s.Shoppers:N0} shoppers", [.. s.Silhouettes.Select(v => (Figure)v.Silhouette)]))]);
        yield return new StudyTable(
            "Agreement of segments (adjusted Rand index)",
            "log",
            [("seeds", "F3"), ("resampled shoppers", "F3"), ("true types", "F3")],
            [.. all.Select(s => new StudyRow(s.Name, [Sample.MeanOf(s.Seeds), Sample.MeanOf(s.Resampled), s.Truth.Length == 0 ? double.NaN : Sample.MeanOf(s.Truth)]))]);
        foreach (var one in all)
        {
            yield return new StudyTable($"Segments of {one.Name}", "segment", [("share of shoppers", "P0")], [.. one.Names.Select(n => new StudyRow(n.Name, [n.Share]))]);
        }
    }

    private static float[] Resample(float[] values, int width, int seed)
    {
        var (random, count) = (new Random(seed), values.Length / width);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(count)).SelectMany(row => values[(row * width)..((row + 1) * width)])];
    }
}
