using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Repeat purchase by BG/NBD, the classic of marketing: what a shopper's orders alone say about their next one. For the target <c>user</c> only.
/// Shoppers without an order, of whom the model says nothing, get their share of buyers.
/// </summary>
public sealed class BgNbdLearner : ILearner
{
    private const int FewestRepeaters = 10; // four parameters are fitted on them
    private const double MillisecondsPerDay = 86_400_000;

    /// <inheritdoc/>
    IReadOnlyList<IIntentModel> ILearner.Fit(StateTable table, FitContext context, IReadOnlyList<IReadOnlyList<IIntentModel>> folds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folds);
        var model = folds.Count == 0 ? Fit(table, cancellationToken, Slice.Train) : Fit(table, cancellationToken, Slice.Train, Slice.Validation);
        return model is null ? [] : [model];
    }

    /// <summary>Fits on the last row of each shopper of the slices, as of the last of all rows.</summary>
    /// <returns>Null for another target than <c>user</c>, without columns of orders, or with fewer than ten shoppers who came back to buy.</returns>
    public static BgNbdModel? Fit(StateTable table, CancellationToken cancellationToken, params ReadOnlySpan<Slice> slices)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Target is not { Kind: TargetKind.User, HorizonDays: { } days } || OrderColumns.Find(table.Schema) is not { } columns)
        {
            return null;
        }

        var nodes = table.RowsOf(slices);
        OrderHistory? Of(int node) => columns.Read(table.FeaturesOf(table.Nodes.State[node]));
        var end = nodes.Length == 0 ? 0 : nodes.Max(node => table.Nodes.TimeMs[node]);

        // Who stays away has no rows after a month, but is watched until the last of them: without an order, or there would be rows.
        OrderHistory? AtEnd(int last) => Of(last) is { } history ? history with { Age = history.Age + ((end - table.Nodes.TimeMs[last]) / MillisecondsPerDay) } : null;
        var customers = nodes.GroupBy(node => table.Nodes.User[node]).Select(rows => AtEnd(rows.MaxBy(node => table.Nodes.TimeMs[node]))).OfType<OrderHistory>().ToList();
        if (customers.Count(c => c.Repeats > 0) < FewestRepeaters)
        {
            return null;
        }

        int[] never = Array.FindAll(nodes, node => table.Nodes.Weight[node] > 0 && Of(node) is null);
        var (total, bought) = (never.Sum(n => (double)table.Nodes.Weight[n]), never.Sum(n => (double)table.Nodes.Weight[n] * table.Nodes.Outcome[n]));
        return new BgNbdModel(BgNbdFit.Fit(customers, cancellationToken), columns, days, (float)((bought + .5) / (total + 1)));
    }
}

/// <summary>A fitted BG/NBD model.</summary>
public sealed class BgNbdModel : IIntentModel
{
    private readonly OrderColumns _columns;
    private readonly float _days;

    internal BgNbdModel(BgNbd parameters, OrderColumns columns, double days, float never) =>
        (Parameters, _columns, _days, NeverBought) = (parameters, columns, (float)days, never);

    /// <inheritdoc/>
    public string Name => "bg_nbd";

    /// <summary>The four parameters.</summary>
    public BgNbd Parameters { get; }

    /// <summary>Probability of a purchase by a shopper without an order.</summary>
    public float NeverBought { get; }

    /// <inheritdoc/>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        cancellationToken.ThrowIfCancellationRequested();
        var scores = new float[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            scores[i] = _columns.Read(table.FeaturesOf(table.Nodes.State[nodes[i]])) is { } history ? (float)Parameters.Buys(history, _days) : NeverBought;
        }

        return scores;
    }

    /// <inheritdoc/>
    public string AddTo(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string Number(double value) => graph.AddFloats("bg_nbd", [(float)value]);
        string Add(string x, string y) => graph.Add("Add", [x, y]);
        string Times(string x, string y) => graph.Add("Mul", [x, y]);
        string Over(string x, string y) => graph.Add("Div", [x, y]);
        string Power(string x, string y) => graph.Add("Exp", [Times(y, graph.Add("Log", [x]))]);
        string Column(int column) => graph.AddGather(OnnxGraph.FilledFeatures, graph.AddInts("column", [column]), axis: 1); // [N]

        var (zero, one, half) = (Number(0), Number(1), Number(.5));
        var orders = Column(_columns.Orders);
        var repeats = graph.Add("Max", [graph.Add("Sub", [orders, one]), zero]);
        var lastOrder = graph.Add("Where", [graph.Add("Greater", [repeats, half]), Times(repeats, graph.Add("Max", [Column(_columns.DaysBetween), zero])), zero]);
        var age = Add(lastOrder, graph.Add("Max", [Column(_columns.DaysSince), zero]));

        // As BgNbd.Buys.
        var (n, active) = (Add(Number(Parameters.R), repeats), Add(Number(Parameters.Alpha), age));
        var left = Times(Over(Number(Parameters.A), Add(Number(Parameters.B - 1), repeats)), Power(Over(active, Add(Number(Parameters.Alpha), lastOrder)), n));
        var odds = graph.Add("Where", [graph.Add("Greater", [repeats, half]), left, zero]);
        var orderIfActive = graph.Add("Sub", [one, Power(Over(active, Add(active, Number(_days))), n)]);
        return graph.Add("Where", [graph.Add("Greater", [orders, half]), Over(orderIfActive, Add(one, odds)), Number(NeverBought)]); // [N]
    }
}
