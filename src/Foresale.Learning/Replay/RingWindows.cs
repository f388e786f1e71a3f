using Foresale.States;

namespace Foresale.Learning.Replay;

/// <summary>
/// The rule of every score: the state after token t has read tokens t - L + 1 .. t from a zero state, as the live ring holds them.
/// Nodes whose history is at most L long share one pass over its beginning; others have a window each (equal ones shared).
/// </summary>
internal static class RingWindows
{
    /// <summary>Batches that hold each node once.</summary>
    /// <param name="table">The table.</param>
    /// <param name="nodes">Nodes to score.</param>
    /// <param name="windowsPerBatch">Windows of one batch at most.</param>
    /// <param name="nodesPerBatch">Nodes of one batch, but those of a window stay together.</param>
    public static IEnumerable<(TokenWindow[] Windows, int[] Rows, int[] WindowOf)> Plan(StateTable table, int[] nodes, int windowsPerBatch, int nodesPerBatch)
    {
        var groups = Groups(table, nodes);
        var (windows, rows, windowOf) = (new List<TokenWindow>(), new List<int>(), new List<int>());
        foreach (var (window, members) in groups)
        {
            if (windows.Count == windowsPerBatch || (rows.Count > 0 && rows.Count + members.Count > nodesPerBatch))
            {
                yield return ([.. windows], [.. rows], [.. windowOf]);
                windows.Clear();
                rows.Clear();
                windowOf.Clear();
            }

            rows.AddRange(members);
            windowOf.AddRange(Enumerable.Repeat(windows.Count, members.Count));
            windows.Add(window);
        }

        if (rows.Count > 0)
        {
            yield return ([.. windows], [.. rows], [.. windowOf]);
        }
    }

    // Windows from short to long, so that a batch has little padding. Rows are places in the list of nodes.
    private static List<(TokenWindow Window, List<int> Rows)> Groups(StateTable table, int[] nodes)
    {
        var length = table.TokenSchema?.Length ?? 0;
        var byKey = new Dictionary<(int Begin, int End), List<int>>();
        var longest = new Dictionary<int, int>();
        for (var row = 0; row < nodes.Length; row++)
        {
            var (begin, end) = length == 0 ? (0, 0) : (table.Nodes.TokenBegin[nodes[row]], table.Nodes.TokenEnd[nodes[row]]);
            var isShort = end - begin <= length;
            var key = isShort ? (begin, -1) : (end - length, end);
            if (isShort)
            {
                longest[begin] = Math.Max(longest.GetValueOrDefault(begin, begin), end);
            }

            if (!byKey.TryGetValue(key, out var rows))
            {
                byKey[key] = rows = [];
            }

            rows.Add(row);
        }

        return
        [
            .. byKey.Select(p => (Window: new TokenWindow(p.Key.Begin, p.Key.End < 0 ? longest[p.Key.Begin] : p.Key.End), Rows: p.Value))
                .OrderBy(g => g.Window.Length).ThenBy(g => g.Window.Begin).ThenBy(g => g.Rows[0]),
        ];
    }
}
