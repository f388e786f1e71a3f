using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Fusion;
using Foresale.States;

namespace Foresale.Learning.Horizons;

/// <summary>Decides on the calibration halves which hazards want a map.</summary>
public static class HorizonFit
{
    /// <summary>
    /// The model around a network's hazards. A hazard's map stays only where it lowers the hazard's log-loss beyond chance when it is fitted on one calibration half and judged on the other, both ways;
    /// it is then fitted once more on both. Bins that a half never observes keep their hazards as they are.
    /// </summary>
    /// <param name="learners">Fitted learners, one of them a network with hazards.</param>
    /// <param name="table">A table with filled features and horizons.</param>
    /// <param name="context">Seed of the bootstrap.</param>
    /// <param name="cancellationToken">Looked at once a batch.</param>
    /// <exception cref="UserFaultException">No learner is a network.</exception>
    public static HorizonModel Of(IEnumerable<IIntentModel> learners, StateTable table, FitContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(context);
        var network = IntentLearner.NetworkOf(learners)
            ?? throw new UserFaultException("--horizons", "they are answered by the network, and none is trained.", "Leave --no-networks out, or --horizons.");
        var (halfA, halfB) = (On(Slice.CalibrationA), On(Slice.CalibrationB));
        var target = table.Horizons.ToList().IndexOf(Horizon.Of(table.Target));
        return new HorizonModel(network, target, [.. halfA.Zip(halfB, (a, b) => MapOf(a, b, context.Seed))]);

        List<Predictions> On(Slice slice)
        {
            int[] nodes = [.. Enumerable.Range(0, table.Nodes.Count).Where(node => table.Nodes.Slice[node] == slice && HorizonLoss.IsAtRisk(table, node, 0))];
            var hazards = network.Hazards(table, nodes, cancellationToken);
            return [.. table.Horizons.Select((_, j) => AtRisk(table, nodes, hazards, j))];
        }
    }

    /// <summary>One hazard's map, by the two halves.</summary>
    internal static HazardMap MapOf(Predictions halfA, Predictions halfB, int seed)
    {
        if (FitOn(halfA) is not { } byA || FitOn(halfB) is not { } byB)
        {
            return HazardMap.None;
        }

        var gain = Gate.GainOf(Mapped(halfA, byB).With(Mapped(halfB, byA)), halfA.With(halfB), seed);
        return gain.IsAboveZero ? FitOn(halfA.With(halfB)) ?? HazardMap.None : HazardMap.None;
    }

    private static HazardMap? FitOn(Predictions rows) =>
        rows.Count > 0 && CalibrationFit.Of(rows) is { Reason: null, Slope: > 0 } fit ? new HazardMap(fit.Slope, fit.Intercept) : null;

    private static Predictions Mapped(Predictions rows, HazardMap map) =>
        rows with { Probability = Array.ConvertAll(rows.Probability, p => (float)Logit.Sigmoid(map.Apply((float)Logit.Of(p)))) };

    private static Predictions AtRisk(StateTable table, int[] nodes, float[] hazards, int horizon)
    {
        int[] places = [.. Enumerable.Range(0, nodes.Length).Where(i => HorizonLoss.IsAtRisk(table, nodes[i], horizon))];
        return new Predictions(
            table.Horizons[horizon].Word,
            Array.ConvertAll(places, i => (float)Logit.Sigmoid(hazards[(i * table.Horizons.Count) + horizon])),
            Array.ConvertAll(places, i => table.Nodes.BoughtBin[nodes[i]] == horizon ? 1f : 0f),
            Array.ConvertAll(places, i => table.Nodes.Weight[nodes[i]]),
            Array.ConvertAll(places, i => table.Nodes.User[nodes[i]]));
    }
}
