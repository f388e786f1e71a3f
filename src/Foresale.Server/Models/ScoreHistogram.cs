using Foresale.Scoring;

namespace Foresale.Server.Models;

/// <summary>Scores counted between fixed cuts. A score on a cut counts above it. Not safe for several threads.</summary>
/// <param name="cuts">Inner cuts, ascending, none twice.</param>
internal sealed class ScoreHistogram(IReadOnlyList<float> cuts)
{
    private readonly long[] _counts = new long[cuts.Count + 1];

    /// <summary>Inner cuts, ascending.</summary>
    public IReadOnlyList<float> Cuts => cuts;

    /// <summary>Scores in each bin, one more than there are cuts.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Scores in all.</summary>
    public long Total => _counts.Sum();

    /// <summary>An empty one with the deciles of scores as cuts; equal ones are one cut.</summary>
    /// <param name="sorted">Scores, ascending, at least one.</param>
    public static ScoreHistogram OfDeciles(IReadOnlyList<float> sorted) =>
        new([.. Enumerable.Range(1, 9).Select(d => sorted[d * (sorted.Count - 1) / 10]).Distinct().Order()]);

    /// <summary>What a model's own calibration slice counts between its deciles.</summary>
    public static ScoreHistogram OfCalibration(ModelManifest manifest)
    {
        var histogram = OfDeciles(manifest.Quantiles);
        foreach (var quantile in manifest.Quantiles)
        {
            histogram.Add(quantile);
        }

        return histogram;
    }

    /// <summary>Another with the same cuts, empty.</summary>
    public ScoreHistogram Empty() => new(cuts);

    /// <summary>Counts a score.</summary>
    public void Add(float score)
    {
        var bin = 0;
        while (bin < cuts.Count && score >= cuts[bin])
        {
            bin++;
        }

        _counts[bin]++;
    }

    /// <summary>Takes counts over, such as ones from a file.</summary>
    public void Add(IReadOnlyList<long> counts)
    {
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            _counts[bin] += counts[bin];
        }
    }

    /// <summary>
    /// The population stability index of two distributions over the same bins: sum of (p - q) ln(p / q), &gt;= 0; below .1 they are taken for equal, above .2 for different. Half a score is
    /// added to each bin, so that an empty one does not make it infinite.
    /// </summary>
    /// <returns>Null where one of them has no score.</returns>
    public static double? Psi(ScoreHistogram one, ScoreHistogram other)
    {
        if (one.Total == 0 || other.Total == 0)
        {
            return null;
        }

        var bins = one.Counts.Count;
        var (ones, others) = (one.Total + (.5 * bins), other.Total + (.5 * bins));
        return Enumerable.Range(0, bins).Sum(b =>
        {
            var (p, q) = ((one.Counts[b] + .5) / ones, (other.Counts[b] + .5) / others);
            return (p - q) * Math.Log(p / q);
        });
    }
}
