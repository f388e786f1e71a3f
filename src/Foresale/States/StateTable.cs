using Foresale.Features;

namespace Foresale.States;

/// <summary>
/// What every learner reads: feature vectors, token histories and trajectories over them.
/// Made by the fold from events, or from a table of another domain.
/// </summary>
/// <remarks>
/// Letters: M states, F features, T tokens in all, K token fields, N nodes, A actions.
/// A node is a state at a point of a trajectory. Nodes of one trajectory stand together, in order of time.
/// For the session target a trajectory is an episode (a session, cut after each purchase) and each of its nodes is a row;
/// for user targets a trajectory is a window (as_of, as_of + H], its first node is the row and later nodes only serve the backup.
/// For labels and tables a trajectory is one node.
/// </remarks>
public sealed record StateTable
{
    /// <summary>The question.</summary>
    public required Target Target { get; init; }

    /// <summary>Words of the actions that the log has, in the order of the funnel; A of them. Empty for labels and tables.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Columns of <see cref="Features"/>.</summary>
    public required FeatureSchema Schema { get; init; }

    /// <summary>[M, F], row-major. NaN where a value is missing; the model's fills replace it.</summary>
    public required float[] Features { get; init; }

    /// <summary>Fields of <see cref="Tokens"/>; null for tables.</summary>
    public TokenSchema? TokenSchema { get; init; }

    /// <summary>[T, K], row-major: each shopper's events, oldest first, shopper after shopper.</summary>
    public int[] Tokens { get; init; } = [];

    /// <summary>The nodes of all trajectories.</summary>
    public required NodeTable Nodes { get; init; }

    /// <summary>Names of the shoppers, by <see cref="NodeTable.User"/>; row numbers for tables.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>Names of the items, by <see cref="NodeTable.Item"/>.</summary>
    public IReadOnlyList<string> ItemIds { get; init; } = [];

    /// <summary>Words for groups that the report slices by, such as <c>device</c> or <c>new_shopper</c>: name, then per node a word.</summary>
    public IReadOnlyDictionary<string, string[]> Segments { get; init; } = new Dictionary<string, string[]>(StringComparer.Ordinal);

    /// <summary>The column of a table that names its rows, by <see cref="NodeTable.User"/>; null where there is none. Learners do not see it.</summary>
    public Events.TableColumn? RowNames { get; init; }

    /// <summary>Settings of the fold that made the features; null for tables.</summary>
    public FoldSettings? Settings { get; init; }

    /// <summary>Columns of the table or of the label file as features; null where there are none.</summary>
    public TableEncoding? Encoding { get; init; }

    /// <summary>Where the slices lie in the log; null for tables and for scoring.</summary>
    public SplitPlan? Split { get; init; }

    /// <summary>Further horizons, shortest first, the target's own among them; empty where the target alone is asked.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = [];

    /// <summary>Shoppers without a row in scoring since they had no event in the 30 days before the instant: training asks about none like them.</summary>
    public int LeftOut { get; init; }

    /// <summary>Hash of everything above that a learner reads, in hex: equal data, equal hash.</summary>
    public required string DataHash { get; init; }

    /// <summary>Number of states, M.</summary>
    public int StateCount => Schema.Count == 0 ? 0 : Features.Length / Schema.Count;

    /// <summary>Feature vector of a state, F values.</summary>
    public Span<float> FeaturesOf(int state) => Features.AsSpan(state * Schema.Count, Schema.Count);

    /// <summary>What a row's outcome is by one of the <see cref="Horizons"/>: 1 bought within it, 0 not; NaN where the row's slice does not hold the whole of it, and at nodes that are no rows.</summary>
    /// <param name="horizon">Place among the horizons.</param>
    /// <param name="node">The node.</param>
    public float OutcomeWithin(int horizon, int node) =>
        !Nodes.IsRow[node] || Nodes.ObservedBins[node] <= horizon ? float.NaN : Nodes.BoughtBin[node] <= horizon ? 1f : 0f;

    /// <summary>Nodes that are rows of a slice with a known outcome, ascending: what baselines fit on and tables report.</summary>
    public int[] RowsOf(params ReadOnlySpan<Slice> slices)
    {
        var rows = new List<int>();
        for (var node = 0; node < Nodes.Count; node++)
        {
            if (Nodes.IsRow[node] && !float.IsNaN(Nodes.Outcome[node]) && slices.Contains(Nodes.Slice[node]))
            {
                rows.Add(node);
            }
        }

        return [.. rows];
    }
}

/// <summary>Nodes as parallel arrays of length N.</summary>
public sealed record NodeTable
{
    /// <summary>Row of <see cref="StateTable.Features"/>. Several nodes may share a state (they differ in <see cref="TimeLeft"/>).</summary>
    public required int[] State { get; init; }

    /// <summary>First token of the shopper's history.</summary>
    public required int[] TokenBegin { get; init; }

    /// <summary>One past the last token that this state has folded; equal to <see cref="TokenBegin"/> for an empty history.</summary>
    public required int[] TokenEnd { get; init; }

    /// <summary>Share of the horizon that is left, 1 at a row of a user target; 1 everywhere for the other targets.</summary>
    public required float[] TimeLeft { get; init; }

    /// <summary>
    /// Next behavior as an index into <see cref="StateTable.Actions"/>; A for leave (or the horizon's end); -1 where it is unknown or
    /// a correction (such a node has no behavior and no Q loss, and y_t = y_{t+1}).
    /// </summary>
    public required sbyte[] Action { get; init; }

    /// <summary>How the node is followed.</summary>
    public required NodeEnd[] End { get; init; }

    /// <summary>Monte-Carlo outcome: 1 bought, 0 not; NaN where the label window is censored.</summary>
    public required float[] Outcome { get; init; }

    /// <summary>Weight in losses and metrics, &gt;= 0. It must not depend on anything after the node (docs/adr/0003).</summary>
    public required float[] Weight { get; init; }

    /// <summary>Slice of the node's trajectory.</summary>
    public required Slice[] Slice { get; init; }

    /// <summary>True where the node is a row: something that is scored and reported.</summary>
    public required bool[] IsRow { get; init; }

    /// <summary>Shopper, an index into <see cref="StateTable.UserIds"/>.</summary>
    public required int[] User { get; init; }

    /// <summary>Item in focus, an index into <see cref="StateTable.ItemIds"/>; -1 for none.</summary>
    public required int[] Item { get; init; }

    /// <summary>Instant of the state, Unix milliseconds UTC.</summary>
    public required long[] TimeMs { get; init; }

    /// <summary>Event after which the state stands; null for states at an as_of instant and for tables.</summary>
    public required string?[] EventId { get; init; }

    /// <summary>Session of that event; null likewise.</summary>
    public required string?[] SessionId { get; init; }

    /// <summary>Place of the node in its session, 1 for the first event; 0 where there is no session. Feeds early detection.</summary>
    public required int[] Step { get; init; }

    /// <summary>The last node of the trajectory that a node is on.</summary>
    public int LastOf(int node)
    {
        while (node + 1 < Count && End[node] == NodeEnd.Continues)
        {
            node++;
        }

        return node;
    }

    /// <summary>First of the table's horizons that holds the row's next order, J where none is known to; empty where no horizons were asked.</summary>
    public sbyte[] BoughtBin { get; init; } = [];

    /// <summary>
    /// How many horizons, from the shortest on, the row's slice holds to their end. A later one is censored: nothing is known of it, not even where the
    /// order lies in the part that was seen. 0 at nodes that are no rows; empty where no horizons were asked.
    /// </summary>
    public sbyte[] ObservedBins { get; init; } = [];

    /// <summary>Number of nodes, N.</summary>
    public int Count => State.Length;
}
