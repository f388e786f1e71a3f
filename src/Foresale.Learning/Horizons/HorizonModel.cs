using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Export;
using Foresale.States;

namespace Foresale.Learning.Horizons;

/// <summary>A straight map of a hazard's log-odds, scale x + shift (Platt 1999).</summary>
/// <param name="Scale">&gt; 0; 1 where nothing was to be corrected.</param>
/// <param name="Shift">0 likewise.</param>
public readonly record struct HazardMap(double Scale, double Shift)
{
    /// <summary>Leaves the hazard as it is.</summary>
    public static HazardMap None { get; } = new(1, 0);

    internal float Apply(float logOdds) => ((float)Scale * logOdds) + (float)Shift;
}

/// <summary>Probabilities of several horizons, nested and around the intent that ships, whichever learner or fusion that is of.</summary>
/// <remarks>Shapes: N nodes, J horizons.</remarks>
/// <param name="network">A network with hazards.</param>
/// <param name="target">The target's place among its horizons, T.</param>
/// <param name="maps">[J] maps of the hazards.</param>
public sealed class HorizonModel(TrainedIntent network, int target, IReadOnlyList<HazardMap> maps)
{
    /// <summary>Name of the graph's output: [N, J].</summary>
    public const string Output = "horizons";

    /// <summary>The horizons' words, shortest first.</summary>
    public IReadOnlyList<string> Words => network.Shape.Horizons;

    /// <summary>[J] maps of the hazards.</summary>
    public IReadOnlyList<HazardMap> Maps { get; } = maps;

    /// <summary>Probabilities: [N, J], row-major.</summary>
    /// <param name="table">A table with filled features.</param>
    /// <param name="nodes">N nodes.</param>
    /// <param name="intent">[N] what ships says of them; null gives the hazards' own probabilities.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    public float[] Predict(StateTable table, ReadOnlySpan<int> nodes, float[]? intent, CancellationToken cancellationToken)
    {
        var (count, width) = (nodes.Length, Maps.Count);
        var values = network.Hazards(table, nodes, cancellationToken);
        for (var place = 0; place < values.Length; place++)
        {
            values[place] = Maps[place % width].Apply(values[place]);
        }

        for (var i = 0; i < count; i++)
        {
            var row = values.AsSpan(i * width, width);
            HorizonCurve.Fill(row.ToArray(), intent is null ? -1 : target, intent?[i] ?? 0f, row);
        }

        return values;
    }

    /// <summary>Adds the probabilities to a graph, as <see cref="Predict"/> has them.</summary>
    /// <param name="graph">A graph that holds the intent.</param>
    /// <param name="intent">Name of the intent, [N].</param>
    /// <returns>Name of the value that holds them, [N, J].</returns>
    public string AddTo(OnnxGraph graph, string intent)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var count = Maps.Count;
        var scaled = graph.Add("Mul", [network.AddHazards(graph), graph.AddFloats("hazard_scale", [.. Maps.Select(m => (float)m.Scale)], 1, count)]);
        var hazards = graph.Add("Add", [scaled, graph.AddFloats("hazard_shift", [.. Maps.Select(m => (float)m.Shift)], 1, count)]);
        var kept = graph.Add("Sigmoid", [graph.Add("Neg", [hazards])]); // [N, J] 1 - h
        var (one, shipped) = (graph.AddFloats("one", [1f]), graph.AddUnsqueeze(intent, 1));
        string[] keeps = [.. Enumerable.Range(0, count).Select(j => graph.AddGather(kept, graph.AddInts("bin", [j], 1), axis: 1))]; // [N, 1] each
        return graph.AddConcat([.. Shorter(graph, keeps, one, shipped), shipped, .. Longer(graph, keeps, one, shipped)], axis: 1);
    }

    // I P_j / P_T.
    private List<string> Shorter(OnnxGraph graph, string[] keeps, string one, string intent)
    {
        if (target == 0)
        {
            return [];
        }

        var bought = Products(graph, keeps[..(target + 1)]).ConvertAll(survival => graph.Add("Sub", [one, survival]));
        var divisor = graph.Add("Max", [bought[target], graph.AddFloats("least", [HorizonCurve.Least])]);
        return [.. bought[..target].Select(p => graph.Add("Mul", [intent, graph.Add("Div", [p, divisor])]))];
    }

    // I + (1 - I) (1 - S_j / S_T).
    private IEnumerable<string> Longer(OnnxGraph graph, string[] keeps, string one, string intent) =>
        target + 1 == keeps.Length ? [] : Products(graph, keeps[(target + 1)..])
            .Select(beyond => graph.Add("Add", [intent, graph.Add("Mul", [graph.Add("Sub", [one, intent]), graph.Add("Sub", [one, beyond])])]));

    private static List<string> Products(OnnxGraph graph, string[] factors)
    {
        List<string> products = [factors[0]];
        foreach (var factor in factors[1..])
        {
            products.Add(graph.Add("Mul", [products[^1], factor]));
        }

        return products;
    }
}
