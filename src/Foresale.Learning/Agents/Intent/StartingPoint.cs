using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What is known before the network has looked at anything: where its output layers begin.</summary>
/// <param name="LogOdds">Log-odds of the training rows' base rate.</param>
/// <param name="BehaviorShares">[A + 1] shares of the next behaviors, leave last; empty where there are no actions.</param>
internal sealed record StartingPoint(double LogOdds, float[] BehaviorShares)
{
    /// <summary>Counts over slices; half a row is added everywhere, so that nothing is impossible.</summary>
    public static StartingPoint Of(StateTable table, IntentShape shape, params ReadOnlySpan<Slice> slices)
    {
        double bought = 0, rows = 0, weight = 0;
        foreach (var node in table.RowsOf(slices))
        {
            bought += table.Nodes.Weight[node] * table.Nodes.Outcome[node];
            weight += table.Nodes.Weight[node];
            rows++;
        }

        // Smoothed by rows, not by weights: those of sessions add up to less.
        var rate = ((weight > 0 ? bought / weight * rows : 0) + .5) / (rows + 1);
        return new StartingPoint(Logit.Of(rate), Shares(table, shape, slices));
    }

    private static float[] Shares(StateTable table, IntentShape shape, ReadOnlySpan<Slice> slices)
    {
        if (shape.Actions == 0)
        {
            return [];
        }

        var shares = Enumerable.Repeat(.5, shape.Actions + 1).ToArray();
        for (var node = 0; node < table.Nodes.Count; node++)
        {
            if (table.Nodes.Action[node] >= 0 && slices.Contains(table.Nodes.Slice[node]))
            {
                shares[table.Nodes.Action[node]]++;
            }
        }

        var total = shares.Sum();
        return Array.ConvertAll(shares, s => (float)(s / total));
    }
}
