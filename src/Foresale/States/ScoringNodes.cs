namespace Foresale.States;

/// <summary>Nodes that are scored and nothing else: each a trajectory of one, with nothing known of what follows.</summary>
internal static class ScoringNodes
{
    /// <summary>A node after each event, session after session.</summary>
    public static NodeList AfterEachEvent(EventTape tape, IReadOnlyList<string?> names)
    {
        var (places, begin) = tape.GroupBy(tape.Subject, names.Count);
        var nodes = new NodeList();
        for (var session = 0; session < names.Count; session++)
        {
            for (var i = begin[session]; i < begin[session + 1]; i++)
            {
                Add(nodes, tape.State[places[i]], weight: 1f);
                nodes.Name(tape.EventId[places[i]], names[session], i - begin[session] + 1);
            }
        }

        return nodes;
    }

    /// <summary>A node on each state.</summary>
    public static NodeList OneEach(int states)
    {
        var nodes = new NodeList();
        for (var state = 0; state < states; state++)
        {
            Add(nodes, state, weight: 1f);
        }

        return nodes;
    }

    private static void Add(NodeList nodes, int state, float weight)
    {
        nodes.Add(state, timeLeft: 1f, action: -1, NodeEnd.Truncated, isRow: true);
        nodes.Close(float.NaN, weight, Slice.None);
    }
}
