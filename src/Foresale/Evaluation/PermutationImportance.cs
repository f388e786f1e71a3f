using Foresale.Features;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>What a group of inputs is worth to a model.</summary>
/// <param name="Name">Name of the feature or group.</param>
/// <param name="LogLossIncrease">Mean rise of log-loss, in nats, when the group's values are shuffled among rows; near 0 or below: not used.</param>
/// <param name="Deviation">Standard deviation of that over the shuffles; NaN where there was one.</param>
public sealed record ImportanceRow(string Name, double LogLossIncrease, double Deviation);

/// <summary>How to shuffle.</summary>
public sealed record ImportanceOptions
{
    /// <summary>Most rows that are scored; a seeded sample of more.</summary>
    public int MaxRows { get; init; } = 4000;

    /// <summary>Shuffles of each group, &gt;= 1.</summary>
    public int Repeats { get; init; } = 3;

    /// <summary>Equal seeds give equal figures.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Groups of feature columns that are shuffled together, by name; null for each column by itself.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>>? Groups { get; init; }

    /// <summary>Receives progress; null where nobody looks.</summary>
    public IProgress<StageProgress>? Progress { get; init; }
}

/// <summary>Scores all nodes of a table, in their order.</summary>
/// <returns>Probabilities, 0..1.</returns>
public delegate float[] TableScorer(StateTable table);

/// <summary>Permutation importance (Breiman 2001): the rise of log-loss when inputs are shuffled among rows, the model unchanged.</summary>
public static class PermutationImportance
{
    /// <summary>Name of the group that holds each shopper's whole token sequence.</summary>
    public const string History = "event history";

    /// <summary>Groups of the parts of the state: the shopper, the item, the moment.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> ByStatePart(FeatureSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Enumerable.Range(0, schema.Count)
            .GroupBy(i => schema.Columns[i].Group switch { FeatureGroup.User => "S_u shopper", FeatureGroup.Item => "S_g item", _ => "S_c moment" }, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<int> (g) => [.. g], StringComparer.Ordinal);
    }

    /// <summary>Shuffles one group after the other.</summary>
    /// <param name="table">The states, filled.</param>
    /// <param name="rows">Nodes to score; their outcomes must be known.</param>
    /// <param name="score">The model. It is called once, then once a group and shuffle, with a table of the sampled rows only.</param>
    /// <param name="options">Rows, repeats, seed, groups.</param>
    /// <param name="cancellationToken">Looked at once a shuffle.</param>
    /// <returns>Most important first.</returns>
    public static IReadOnlyList<ImportanceRow> Compute(StateTable table, ReadOnlySpan<int> rows, TableScorer score, ImportanceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(options);
        var random = new Random(options.Seed);
        var sample = Sample(rows, options.MaxRows, random);
        var part = StateSample.Of(table, sample);
        var whole = LogLoss(part, score(part));
        var groups = GroupsOf(table, options);
        var result = new List<ImportanceRow>(groups.Count);
        foreach (var (name, columns) in groups)
        {
            var rises = new double[options.Repeats];
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var order = Permutation(sample.Length, random);
                var shuffled = columns is null ? StateSample.ShuffleHistory(part, order) : StateSample.ShuffleColumns(part, columns, order);
                rises[repeat] = LogLoss(part, score(shuffled)) - whole;
            }

            var mean = rises.Average();
            var deviation = rises.Length < 2 ? double.NaN : Math.Sqrt(rises.Sum(r => (r - mean) * (r - mean)) / (rises.Length - 1));
            result.Add(new ImportanceRow(name, mean, deviation));
            options.Progress?.Report(new StageProgress("importance", result.Count, groups.Count));
        }

        return [.. result.OrderByDescending(r => r.LogLossIncrease).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }

    private static List<(string Name, IReadOnlyList<int>? Columns)> GroupsOf(StateTable table, ImportanceOptions options)
    {
        List<(string, IReadOnlyList<int>?)> groups = options.Groups is null
            ? [.. table.Schema.Columns.Select((c, i) => (c.Name, (IReadOnlyList<int>?)[i]))]
            : [.. options.Groups.Select(g => (g.Key, (IReadOnlyList<int>?)g.Value))];
        if (table.TokenSchema is not null)
        {
            groups.Add((History, null));
        }

        return groups;
    }

    private static int[] Sample(ReadOnlySpan<int> rows, int most, Random random)
    {
        var all = rows.ToArray();
        if (all.Length <= most)
        {
            return all;
        }

        random.Shuffle(all);
        var sample = all[..most];
        Array.Sort(sample);
        return sample;
    }

    private static int[] Permutation(int count, Random random)
    {
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        return order;
    }

    private static double LogLoss(StateTable table, float[] scores)
    {
        var (loss, total) = (0.0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var p = Math.Clamp(scores[i], Metrics.Clip, 1 - Metrics.Clip);
            var y = table.Nodes.Outcome[i];
            loss -= table.Nodes.Weight[i] * ((y * Math.Log(p)) + ((1 - y) * Math.Log(1 - p)));
            total += table.Nodes.Weight[i];
        }

        return loss / total;
    }
}
