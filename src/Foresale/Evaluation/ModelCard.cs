using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>One slice of the data as the model card lists it.</summary>
/// <param name="Name">train, validation, calibration A, calibration B, test.</param>
/// <param name="Rows">Rows with a known outcome.</param>
/// <param name="Users">Distinct users.</param>
/// <param name="BaseRate">Weighted share of buyers, 0..1; NaN without rows.</param>
/// <param name="From">First instant, UTC; null for tables.</param>
/// <param name="To">Last instant, UTC; null for tables.</param>
public sealed record SplitInfo(string Name, int Rows, int Users, double BaseRate, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Counts the slices of a table, in their order; those without rows are left out.</summary>
    public static IReadOnlyList<SplitInfo> Of(StateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        (Slice Slice, string Name)[] slices =
        [
            (Slice.Train, "train"), (Slice.Validation, "validation"), (Slice.CalibrationA, "calibration A"), (Slice.CalibrationB, "calibration B"), (Slice.Test, "test"),
        ];
        return [.. slices.Select(s => OfRows(table, s.Name, table.RowsOf(s.Slice))).Where(s => s.Rows > 0)];
    }

    private static SplitInfo OfRows(StateTable table, string name, int[] rows)
    {
        var nodes = table.Nodes;
        var weight = rows.Sum(r => (double)nodes.Weight[r]);
        var bought = rows.Sum(r => (double)nodes.Weight[r] * nodes.Outcome[r]);
        var hasTime = table.Target.Kind != TargetKind.Table && rows.Length > 0;
        return new SplitInfo(
            name,
            rows.Length,
            rows.Select(r => nodes.User[r]).Distinct().Count(),
            bought / weight,
            hasTime ? DateTimeOffset.FromUnixTimeMilliseconds(rows.Min(r => nodes.TimeMs[r])) : null,
            hasTime ? DateTimeOffset.FromUnixTimeMilliseconds(rows.Max(r => nodes.TimeMs[r])) : null);
    }
}

/// <summary>What a reader must know before using the model (Mitchell et al. 2019).</summary>
public sealed record ModelCard
{
    /// <summary>Name of the model or its data, as the report's title shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The question.</summary>
    public required Target Target { get; init; }

    /// <summary>Version of Foresale that made it.</summary>
    public required string Version { get; init; }

    /// <summary>Seed of the run.</summary>
    public int Seed { get; init; }

    /// <summary>Hash of the states it was trained on.</summary>
    public required string DataHash { get; init; }

    /// <summary>When it was made, UTC; null where the run was asked to leave no time behind.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The slices, in time.</summary>
    public IReadOnlyList<SplitInfo> Splits { get; init; } = [];

    /// <summary>Settings of the run, by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it is for; one sentence each.</summary>
    public IReadOnlyList<string> IntendedUse
    {
        get => field ?? UseOf(Target.Kind);
        init;
    }

    /// <summary>What it cannot do; one sentence each.</summary>
    public IReadOnlyList<string> Limits
    {
        get => field ?? LimitsOf(Target.Kind);
        init;
    }

    /// <summary>What a score is the probability of, as a clause: <c>the shopper buys in this session</c>.</summary>
    public string Goal => Target.Kind switch
    {
        TargetKind.Session when Target.HorizonEvents is 1 => "the shopper's next event is the purchase",
        TargetKind.Session when Target.HorizonEvents is { } events => FormattableString.Invariant($"the shopper buys within the next {events} events of the session"),
        TargetKind.Session => "the shopper buys in this session",
        TargetKind.User => FormattableString.Invariant($"the shopper buys anything within {Target.HorizonDays:0.##} days"),
        TargetKind.UserItem => FormattableString.Invariant($"the shopper buys this item within {Target.HorizonDays:0.##} days"),
        TargetKind.Labels => "the label file's answer is yes",
        _ => "the row's label is positive",
    };

    private static string[] LimitsOf(TargetKind kind) =>
    [
        .. kind == TargetKind.Table
            ? (string[])["A probability is not uplift: a high score says that a row is likely to be positive, not that an action would change that.", "Scores describe rows like those of the table; after a change of what it was drawn from, evaluate again before trusting them."]
            : ["Intent is not uplift: a high score says that a shopper is likely to buy, not that an offer would change that.", "Scores describe the period of the log; after a change of prices, season or traffic, evaluate again before trusting them."],
        "Not for credit, employment, insurance or any decision about a person's rights.",
    ];

    private static string[] UseOf(TargetKind kind) => kind == TargetKind.Table
        ? ["Ranking rows of such a table by how likely their label is positive, and weighing a decision by that probability.", "Rows drawn like those of the training data."]
        : ["Ranking a shop's own shoppers by how likely they are to buy, and weighing a decision by that probability.", "Shops, periods and channels like those of the training data."];
}
