using Foresale.States;

namespace Foresale.Quality.Ablations;

/// <summary>What a learner is told of a session whose end it did not see.</summary>
internal enum Treatment
{
    /// <summary>Observation ends there: no outcome; temporal differences bootstrap.</summary>
    Truncated,

    /// <summary>Nothing: the session is left out.</summary>
    Dropped,

    /// <summary>That nothing was bought.</summary>
    Negative,
}

/// <summary>Hides ends of sessions from training and validation; every other slice stays as it is.</summary>
internal static class HiddenOutcomes
{
    private const int Halvings = 40;

    /// <summary>Ends the observation of a share of the sessions early: with the same chance after each event, whatever follows.</summary>
    /// <param name="table">A session table.</param>
    /// <param name="share">Of the sessions to cut, 0..1.</param>
    /// <param name="treatment">What is told of them.</param>
    /// <param name="seed">Of the draws; equal seeds cut equally, whatever the treatment.</param>
    public static StateTable Cut(StateTable table, double share, Treatment treatment, int seed)
    {
        var episodes = Episodes(table).ToList();
        var chance = ChanceOf(share, episodes);
        var random = new Random(seed);
        return Hide(table, treatment, episodes.Select(e => (e.First, e.Last, Cut: Enumerable.Range(e.First, e.Last - e.First + 1).FirstOrDefault(_ => random.NextDouble() < chance, -1))));
    }

    /// <summary>Hides how all but a share of the sessions ended; what shoppers did until then stays.</summary>
    public static StateTable Unlabelled(StateTable table, double labelled, Treatment treatment, int seed)
    {
        var random = new Random(seed);
        return Hide(table, treatment, Episodes(table).Select(e => (e.First, e.Last, Cut: random.NextDouble() < labelled ? -1 : e.Last)));
    }

    // The chance after each event that cuts the wanted share.
    private static double ChanceOf(double share, List<(int First, int Last)> episodes)
    {
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < Halvings; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = episodes.Average(e => 1 - Math.Pow(1 - middle, e.Last - e.First + 1)) < share ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static StateTable Hide(StateTable table, Treatment treatment, IEnumerable<(int First, int Last, int Cut)> episodes)
    {
        var nodes = table.Nodes with { End = [.. table.Nodes.End], Action = [.. table.Nodes.Action], Outcome = [.. table.Nodes.Outcome], Slice = [.. table.Nodes.Slice] };
        foreach (var (first, last, cut) in episodes.Where(e => e.Cut >= 0))
        {
            var kept = treatment is Treatment.Dropped ? first : cut + 1;
            nodes.Slice.AsSpan(kept, last + 1 - kept).Clear(); // Slice.None
            if (treatment is Treatment.Dropped)
            {
                continue;
            }

            var isNegative = treatment is Treatment.Negative;
            nodes.Outcome.AsSpan(first, cut + 1 - first).Fill(isNegative ? 0 : float.NaN);
            (nodes.End[cut], nodes.Action[cut]) = isNegative ? (NodeEnd.NotBought, (sbyte)table.Actions.Count) : (NodeEnd.Truncated, (sbyte)-1);
        }

        return table with { Nodes = nodes };
    }

    private static IEnumerable<(int First, int Last)> Episodes(StateTable table)
    {
        for (var first = 0; first < table.Nodes.Count; first++)
        {
            var last = first;
            while (table.Nodes.End[last] is NodeEnd.Continues)
            {
                last++;
            }

            if (table.Nodes.Slice[first] is Slice.Train or Slice.Validation)
            {
                yield return (first, last);
            }

            first = last;
        }
    }
}
