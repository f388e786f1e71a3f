using System.Text.Json.Serialization;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>What the model that ships is worth at one horizon, on the test rows whose slice holds the whole of it.</summary>
/// <param name="Horizon">As options name it: <c>10e</c>, <c>session</c>, <c>7d</c>.</param>
/// <param name="Metrics">Figures; the threshold is one half, since none was chosen.</param>
/// <param name="Reliability">Share of buyers over mean score.</param>
public sealed record HorizonResult(string Horizon, MetricSet Metrics, IReadOnlyList<ReliabilityBin> Reliability)
{
    /// <summary>True where the log-loss is no lower than that of the rows' own base rate, given to each of them.</summary>
    [JsonIgnore]
    public bool IsNoBetter => Metrics.BaseRate is > 0 and < 1 && Metrics.LogLoss >= Metrics.LogLossOfBaseRate;

    /// <summary>One result a horizon, shortest first; a horizon that no test row sees the end of has no rows and undefined figures.</summary>
    /// <param name="table">The states, with horizons.</param>
    /// <param name="scored">Their rows with probabilities of the horizons; none gives no result.</param>
    /// <param name="seed">Seed of the floors.</param>
    public static IReadOnlyList<HorizonResult> Of(StateTable table, ScoredRows scored, int seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(scored);
        return scored.Horizons is null ? [] : [.. table.Horizons.Select((horizon, j) => Of(horizon, Known(table, scored, j), seed))];
    }

    /// <summary>Probabilities beside outcomes, of the rows whose outcome by a horizon is known.</summary>
    /// <param name="table">The states, with horizons.</param>
    /// <param name="scored">Rows with probabilities of the horizons.</param>
    /// <param name="horizon">Place among the table's horizons.</param>
    public static Predictions Known(StateTable table, ScoredRows scored, int horizon)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(scored);
        int[] places = [.. Enumerable.Range(0, scored.Rows.Length).Where(i => !float.IsNaN(table.OutcomeWithin(horizon, scored.Rows[i])))];
        var rows = Array.ConvertAll(places, i => scored.Rows[i]);
        return new Predictions(
            table.Horizons[horizon].Word,
            Array.ConvertAll(places, i => scored.Horizons![(i * table.Horizons.Count) + horizon]),
            Array.ConvertAll(rows, row => table.OutcomeWithin(horizon, row)),
            Array.ConvertAll(rows, row => table.Nodes.Weight[row]),
            Array.ConvertAll(rows, row => table.Nodes.User[row]))
        {
            Cluster = table.Horizons[horizon].Days is { } days ? Spans(table, rows, days) : EpisodeRows.ClustersOf(table, rows),
        };
    }

    private static HorizonResult Of(Horizon horizon, Predictions known, int seed) => new(horizon.Word, Evaluation.Metrics.Compute(known, threshold: .5, seed), ReliabilityCurve.Of(known));

    // Rows of a shopper within one span of the horizon's length mostly wait for the same order.
    private static int[] Spans(StateTable table, int[] rows, double days)
    {
        var numbers = new Dictionary<(int User, int Item, long Span), int>();
        return Array.ConvertAll(rows, row =>
        {
            var item = table.Target.Kind == TargetKind.UserItem ? table.Nodes.Item[row] : -1;
            var key = (table.Nodes.User[row], item, (long)(table.Nodes.TimeMs[row] / (days * TimeSpan.MillisecondsPerDay)));
            return numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count;
        });
    }
}
