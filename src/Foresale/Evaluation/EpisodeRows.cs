using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>Where rows stand in their sessions: what early detection needs beside predictions. One entry a row.</summary>
/// <param name="Position">Events of the session that the row has folded, from 1.</param>
/// <param name="IsLastButOne">True at the row that has folded all events of the episode but its last; the last may be the purchase.</param>
public sealed record EpisodeRows(int[] Position, bool[] IsLastButOne)
{
    /// <summary>Reads the places from a table of the session target: its trajectories are episodes.</summary>
    /// <param name="table">The states.</param>
    /// <param name="rows">Nodes, ascending.</param>
    public static EpisodeRows Of(StateTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        var count = table.Nodes.Count;
        var beforeEnd = new bool[count];
        var start = 0;
        for (var node = 0; node < count; node++)
        {
            if (table.Nodes.End[node] != NodeEnd.Continues)
            {
                // A purchase is the event after the last node; without one the last node has folded the last event.
                var wanted = table.Nodes.End[node] == NodeEnd.Bought ? node : node - 1;
                if (wanted >= start)
                {
                    beforeEnd[wanted] = true;
                }

                start = node + 1;
            }
        }

        return new EpisodeRows(Pick(table.Nodes.Step, rows), Pick(beforeEnd, rows));
    }

    /// <summary>One number an episode, whose rows share its outcome; null for targets whose rows do not.</summary>
    /// <param name="table">The states.</param>
    /// <param name="rows">Nodes.</param>
    public static int[]? ClustersOf(StateTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Target is not { Kind: TargetKind.Session, HorizonEvents: null })
        {
            return null;
        }

        var clusters = new int[table.Nodes.Count];
        for (var node = 1; node < clusters.Length; node++)
        {
            clusters[node] = clusters[node - 1] + (table.Nodes.End[node - 1] == NodeEnd.Continues ? 0 : 1);
        }

        return Pick(clusters, rows);
    }

    private static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
