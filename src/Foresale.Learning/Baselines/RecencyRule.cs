using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>
/// "Who showed interest last buys next": a logistic map of one number, log(1 + time since the last cart, favorite or view, whichever is
/// latest), with a probability of its own for shoppers that never did. For user-item targets the time is about the item.
/// </summary>
/// <remarks>
/// Columns are found by their names (RecencyColumns). For a table without any such column there is no rule of recency: the learner gives no model.
/// </remarks>
public sealed class RecencyLearner : ILearner
{
    // Weak: it keeps two coefficients finite where interest separates buyers perfectly.
    private const double Penalty = .1;

    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folds);
        return RecencyColumns.Find(table.Schema, table.Target) is null ? []
            : [folds.Count == 0 ? Fit(table, cancellationToken, Slice.Train) : Fit(table, cancellationToken, Slice.Train, Slice.Validation)];
    }

    /// <summary>Fits on slices; without a dated column the base rate.</summary>
    public static RecencyModel Fit(StateTable table, CancellationToken cancellationToken, params ReadOnlySpan<Slice> slices)
    {
        ArgumentNullException.ThrowIfNull(table);
        var all = FeatureRows.Of(table, slices);
        var columns = RecencyColumns.Find(table.Schema, table.Target);
        if (columns is null || !all.HasBothOutcomes)
        {
            return new RecencyModel(new RecencyColumns([], []), (float)Logit.Of(all.BaseRate), 0, 0, []);
        }

        var inputs = new float[all.Count * 2];
        for (var i = 0; i < all.Count; i++)
        {
            (inputs[2 * i], inputs[(2 * i) + 1]) = RecencyModel.Inputs(columns, all.Row(i));
        }

        var rows = new FeatureRows(inputs, [.. Enumerable.Range(0, all.Count)], all.Outcome, all.Weight, 2);
        var scale = Standardizer.Fit(rows, mayBend: false);
        var b = new NewtonLogistic(rows, scale).Fit(Penalty, start: null, cancellationToken);

        // Back to the numbers as they are: two inputs never reach the standardiser's limits but in its tails, where the line goes on.
        var (slope, never) = (b[1] * scale.InverseScale[0], b[2] * scale.InverseScale[1]);
        var intercept = b[0] - (slope * scale.Mean[0]) - (never * scale.Mean[1]);
        return new RecencyModel(columns, (float)intercept, (float)slope, (float)never, [.. columns.Columns.Select(j => table.Schema.Columns[j].Name)]);
    }
}

/// <summary>A fitted recency rule.</summary>
public sealed class RecencyModel : IIntentModel
{
    // Stands for never; any time in any unit is below it.
    private const float Never = 1e18f;

    private readonly RecencyColumns _columns;

    internal RecencyModel(RecencyColumns columns, float intercept, float slope, float never, IReadOnlyList<string> names)
    {
        (_columns, Intercept, Slope, NeverShift, ColumnNames) = (columns, intercept, slope, never, names);
    }

    /// <inheritdoc/>
    public string Name => "recency";

    /// <summary>Names of the columns of which the smallest counts; empty where the table has none.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Log-odds at the instant of the interest.</summary>
    public float Intercept { get; }

    /// <summary>Change of the log-odds with log(1 + time); below 0 where interest fades.</summary>
    public float Slope { get; }

    /// <summary>What never having shown interest adds to the log-odds at the instant of it.</summary>
    public float NeverShift { get; }

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken) =>
        Array.ConvertAll(PredictLogOdds(table, nodes, cancellationToken), score => (float)Logit.Sigmoid(score));

    /// <inheritdoc/>
    public float[] PredictLogOdds(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        cancellationToken.ThrowIfCancellationRequested();
        var scores = new float[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (time, never) = Inputs(_columns, table.FeaturesOf(table.Nodes.State[nodes[i]]));
            scores[i] = Intercept + (Slope * time) + (NeverShift * never);
        }

        return scores;
    }

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("Sigmoid", [graph.LogOddsOf(this)]);
    }

    /// <inheritdoc/>
    public string AddLogOddsTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (_columns.Columns.Length == 0)
        {
            return graph.AddConstantPerRow("recency", Intercept);
        }

        var (zero, one, never) = (graph.AddFloats("zero", [0f]), graph.AddFloats("one", [1f]), graph.AddFloats("never", [Never]));
        var half = graph.AddFloats("half", [.5f]);
        var times = new List<string>();
        for (var i = 0; i < _columns.Columns.Length; i++)
        {
            var time = graph.Add("Max", [Column(graph, _columns.Columns[i]), zero]);
            times.Add(_columns.Flags[i] < 0 ? time : graph.Add("Where", [graph.Add("Greater", [Column(graph, _columns.Flags[i]), half]), never, time]));
        }

        var latest = times.Count == 1 ? times[0] : graph.Add("Min", times);
        var isNever = graph.Add("GreaterOrEqual", [latest, never]);
        var seen = graph.Add("Add", [graph.Add("Mul", [graph.Add("Log", [graph.Add("Add", [latest, one])]), graph.AddFloats("slope", [Slope])]), graph.AddFloats("intercept", [Intercept])]);
        return graph.Add("Where", [isNever, graph.AddFloats("never_score", [Intercept + NeverShift]), seen]); // [N]
    }

    /// <summary>log(1 + time) and 0, or 0 and 1 for never.</summary>
    internal static (float Time, float Never) Inputs(RecencyColumns columns, ReadOnlySpan<float> x)
    {
        var latest = Never;
        for (var i = 0; i < columns.Columns.Length; i++)
        {
            if (columns.Flags[i] < 0 || x[columns.Flags[i]] <= .5f)
            {
                latest = Math.Min(latest, Math.Max(x[columns.Columns[i]], 0));
            }
        }

        return latest >= Never ? (0, 1) : (MathF.Log(1 + latest), 0);
    }

    private static string Column(OnnxGraph graph, int column) =>
        graph.AddGather(OnnxGraph.FilledFeatures, graph.AddInts("column", [column]), axis: 1); // scalar index: [N]
}
