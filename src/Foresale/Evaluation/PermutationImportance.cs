using Foresale.Features;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>What a group of inputs is worth to a model.</summary>
/// <param name="Name">Name of the feature or group.</param>
/// <param name="LogLossIncrease">Mean rise of log-loss, in nats, when the group's values are shuffled among rows; near 0 or below: not used.</param>
/// <param name="StandardError">Of that mean, over shoppers and shuffles together; NaN with one row.</param>
public sealed record ImportanceRow(string Name, double LogLossIncrease, double StandardError)
{
    // Three errors: of some two hundred inputs that are worth nothing, chance lifts one in four reports above it.
    private const double Errors = 3;

    // A rise that is sure and smaller than this, in nats, changes no ranking that anybody acts on.
    private const double Least = .0002;

    /// <summary>True where the rise is beyond what chance shows, and large enough to matter.</summary>
    public bool IsBeyondNoise => LogLossIncrease > Errors * StandardError && LogLossIncrease >= Least;
}

/// <summary>How to shuffle.</summary>
public sealed record ImportanceOptions
{
    /// <summary>Most rows that are scored; a seeded sample of more.</summary>
    public int MaxRows { get; init; } = 1000;

    /// <summary>Most rows for the parts of the state: a part is a few shuffles, so it can have more rows than single inputs.</summary>
    public int MaxPartRows { get; init; } = 2_500;

    /// <summary>Shuffles of each group, &gt;= 1.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>Equal seeds give equal figures.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Groups of feature columns that are shuffled together, by name; null for each column by itself, the columns of one word list (<c>device=phone</c>, ...) together.</summary>
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

    // Scored together, since copies of a row that read the same tokens encode them once.
    private const int GroupsPerCall = 16;

    /// <summary>Groups of the parts of the state: the shopper, the item, the moment.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<int>> ByStatePart(FeatureSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return Enumerable.Range(0, schema.Count)
            .GroupBy(i => schema.Columns[i].Group switch { FeatureGroup.User => "S_u shopper", FeatureGroup.Item => "S_g item", _ => "S_c moment" }, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, IReadOnlyList<int> (g) => [.. g], StringComparer.Ordinal);
    }

    /// <summary>What whole parts of the state are worth, all inputs of a part shuffled together; empty where the state has one part only.</summary>
    /// <param name="table">The states, filled.</param>
    /// <param name="rows">Nodes to score.</param>
    /// <param name="score">The model.</param>
    /// <param name="options">Rows, repeats, seed; groups are the parts.</param>
    /// <param name="cancellationToken">Looked at once a shuffle.</param>
    public static IReadOnlyList<ImportanceRow> OfParts(StateTable table, ReadOnlySpan<int> rows, TableScorer score, ImportanceOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        var parts = ByStatePart(table.Schema);
        return parts.Count + (table.TokenSchema is null ? 0 : 1) < 2 ? [] : Compute(table, rows, score, options with { Groups = parts, MaxRows = options.MaxPartRows }, cancellationToken);
    }

    /// <summary>Shuffles one group after the other.</summary>
    /// <param name="table">The states, filled.</param>
    /// <param name="rows">Nodes to score; their outcomes must be known.</param>
    /// <param name="score">The model. It is called with tables of copies of the sampled rows only.</param>
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
        var whole = Losses(part, score(part));
        var groups = GroupsOf(table, options);
        var result = new List<ImportanceRow>(groups.Count);
        foreach (var few in groups.Chunk(GroupsPerCall))
        {
            var rises = few.Select(_ => new double[sample.Length]).ToArray();
            for (var repeat = 0; repeat < options.Repeats; repeat++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                StateTable[] shuffled = [.. few.Select(g => Shuffled(part, g.Columns, Permutation(sample.Length, random)))];
                var stacked = StateSample.Stack(shuffled);
                var losses = Losses(stacked, score(stacked));
                for (var i = 0; i < losses.Length; i++)
                {
                    rises[i / sample.Length][i % sample.Length] += (losses[i] - whole[i % sample.Length]) / options.Repeats;
                }
            }

            result.AddRange(few.Zip(rises, (g, rise) => RowOf(g.Name, part, rise)));
            options.Progress?.Report(new StageProgress("importance", result.Count, groups.Count));
        }

        return [.. result.OrderByDescending(r => r.LogLossIncrease).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }

    private static StateTable Shuffled(StateTable part, IReadOnlyList<int>? columns, int[] order) =>
        columns is null ? StateSample.ShuffleHistory(part, order) : StateSample.ShuffleColumns(part, columns, order);

    // Rows of one shopper are no independent draws: the error is over shoppers, or over rows where all are one shopper's.
    private static ImportanceRow RowOf(string name, StateTable part, double[] rise)
    {
        var nodes = part.Nodes;
        var total = nodes.Weight.Sum(w => (double)w);
        var mean = rise.Select((r, i) => r * nodes.Weight[i]).Sum() / total;
        var byRow = nodes.User.Distinct().Count() == 1;
        var sums = Enumerable.Range(0, rise.Length).GroupBy(i => byRow ? i : nodes.User[i]).Select(g => g.Sum(i => nodes.Weight[i] * (rise[i] - mean))).ToList();
        var error = sums.Count < 2 ? double.NaN : Math.Sqrt(sums.Sum(s => s * s) * sums.Count / (sums.Count - 1)) / total;
        return new ImportanceRow(name, mean, error);
    }

    private static List<(string Name, IReadOnlyList<int>? Columns)> GroupsOf(StateTable table, ImportanceOptions options)
    {
        List<(string, IReadOnlyList<int>?)> groups = options.Groups is null
            ? [.. Enumerable.Range(0, table.Schema.Count).GroupBy(i => table.Schema.Columns[i].Name.Split('=')[0], StringComparer.Ordinal).Select(g => (g.Key, (IReadOnlyList<int>?)[.. g]))]
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

    private static double[] Losses(StateTable table, float[] scores) =>
        [.. scores.Select((score, i) =>
        {
            var p = Math.Clamp(score, Metrics.Clip, 1 - Metrics.Clip);
            var y = table.Nodes.Outcome[i];
            return -((y * Math.Log(p)) + ((1 - y) * Math.Log(1 - p)));
        })];
}
