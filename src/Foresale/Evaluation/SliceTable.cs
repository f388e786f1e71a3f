using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>A learner's figures on the rows that share a word.</summary>
/// <param name="Segment">What is cut by: <c>device</c>.</param>
/// <param name="Word">The group: <c>mobile</c>.</param>
/// <param name="Metrics">Figures on its rows.</param>
/// <param name="Slope">Calibration slope with its interval, by which the group is judged as the whole model is.</param>
public sealed record SliceRow(string Segment, string Word, MetricSet Metrics, Interval Slope)
{
    /// <summary>Whether the group's probabilities mean what they say.</summary>
    public CalibrationVerdict Verdict => CalibrationVerdicts.Of(Metrics, Slope);
}

/// <summary>Figures by group, to see whom a model serves badly.</summary>
public static class SliceTable
{
    /// <summary>Most groups of a segment; smaller ones go together as <see cref="Other"/>.</summary>
    public const int MaxWords = 10;

    /// <summary>The word of the groups that are too many to show.</summary>
    public const string Other = "(other)";

    /// <summary>The word of rows whose group is not known.</summary>
    public const string Unknown = "(unknown)";

    /// <summary>Cuts a learner's rows by each segment.</summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="segments">By name, a word for each row; empty or null is unknown.</param>
    /// <param name="threshold">As in <see cref="Metrics.Compute"/>.</param>
    /// <param name="options">Draws and seed of the slopes' intervals.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    public static IReadOnlyList<SliceRow> Of(Predictions predictions, IReadOnlyDictionary<string, string[]> segments, double threshold, BootstrapOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentNullException.ThrowIfNull(options);
        return [.. segments.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => Groups(predictions, s.Value).Select(g => RowOf(s.Key, g.Word, Pick(predictions, g.Rows))))];

        SliceRow RowOf(string segment, string word, Predictions rows)
        {
            var slope = ClusterBootstrap.Run([rows], options with { Progress = null }, cancellationToken).IntervalOf(rows.Learner, Metric.CalibrationSlope);
            return new SliceRow(segment, word, Metrics.Compute(rows, threshold), slope);
        }
    }

    /// <summary>Segments of some nodes of a table, as <see cref="Of"/> takes them.</summary>
    public static IReadOnlyDictionary<string, string[]> SegmentsOf(StateTable table, IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Segments.ToDictionary(s => s.Key, s => rows.Select(row => s.Value[row]).ToArray(), StringComparer.Ordinal);
    }

    private static List<(string Word, int[] Rows)> Groups(Predictions all, string[] words)
    {
        var groups = Enumerable.Range(0, words.Length)
            .GroupBy(i => string.IsNullOrEmpty(words[i]) ? Unknown : words[i], StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(i => (double)all.Weight[i])).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Word: g.Key, Rows: g.ToArray()))
            .ToList();
        if (groups.Count > MaxWords)
        {
            var rest = groups.Skip(MaxWords - 1).SelectMany(g => g.Rows).Order().ToArray();
            groups = [.. groups.Take(MaxWords - 1), (Other, rest)];
        }

        return groups;
    }

    private static Predictions Pick(Predictions all, int[] rows) => new(
        all.Learner,
        [.. rows.Select(i => all.Probability[i])],
        [.. rows.Select(i => all.Outcome[i])],
        [.. rows.Select(i => all.Weight[i])],
        [.. rows.Select(i => all.User[i])])
    {
        Cluster = all.Cluster is { } cluster ? [.. rows.Select(i => cluster[i])] : null,
    };
}
