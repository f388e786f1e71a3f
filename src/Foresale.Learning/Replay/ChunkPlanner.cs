using Foresale.States;

namespace Foresale.Learning.Replay;

/// <summary>
/// Lays trajectories on the histories of their shoppers. A history is cut into blocks of L tokens; a state in block b is read from a
/// window that begins with block b - 1, which only warms the encoder up (the first block begins at the history's start). So each state
/// sees between L and 2L tokens, or all there are, and one pass over a window serves all states of its block.
/// </summary>
/// <remarks>L = tokens that a score reads.</remarks>
internal sealed class ChunkPlanner(StateTable table)
{
    private const int LongestSegment = 512; // Nodes. Longer trajectories are cut and bootstrap at the cut.
    private readonly NodeTable _nodes = table.Nodes;
    private readonly int _length = table.TokenSchema?.Length ?? 0;

    /// <summary>Whole trajectories of slices.</summary>
    public List<Chunk> Trajectories(params ReadOnlySpan<Slice> slices)
    {
        var segments = new List<Segment>();
        for (var first = 0; first < _nodes.Count;)
        {
            var end = _nodes.LastOf(first) + 1;
            if (slices.Contains(_nodes.Slice[first]))
            {
                Cut(first, end, segments);
            }

            first = end;
        }

        return Lay(segments);
    }

    /// <summary>Single nodes, such as the rows of a slice.</summary>
    public List<Chunk> Rows(ReadOnlySpan<int> nodes)
    {
        var segments = new List<Segment>(nodes.Length);
        foreach (var node in nodes)
        {
            segments.Add(new Segment(node, 1, HasTail: false));
        }

        return Lay(segments);
    }

    /// <summary>Where the window of a node's block begins, as a place in the tokens.</summary>
    public int WindowBegin(int node)
    {
        var block = BlockOf(node);
        return _length == 0 ? 0 : _nodes.TokenBegin[node] + (Math.Max(0, block - 1) * _length);
    }

    /// <summary>The block that holds a node's last token; 0 for an empty history.</summary>
    public int BlockOf(int node) => _length == 0 ? 0 : Math.Max(0, _nodes.TokenEnd[node] - _nodes.TokenBegin[node] - 1) / _length;

    private void Cut(int first, int end, List<Segment> segments)
    {
        for (; first < end; first += LongestSegment)
        {
            var count = Math.Min(LongestSegment, end - first);

            // Alone, a truncated node teaches nothing.
            if (count > 1 || _nodes.End[first] != NodeEnd.Truncated)
            {
                segments.Add(new Segment(first, count, HasTail: first + count < end));
            }
        }
    }

    private List<Chunk> Lay(List<Segment> segments)
    {
        if (_length == 0)
        {
            return segments.ConvertAll(s => new Chunk([s]));
        }

        var chunks = new List<Chunk>();
        var ordered = segments.OrderBy(s => _nodes.User[s.First]).ThenBy(s => BlockOf(s.First)).ThenBy(s => _nodes.TokenEnd[s.First]).ThenBy(s => s.First).ToList();
        for (var i = 0; i < ordered.Count;)
        {
            var begin = i;
            while (i < ordered.Count && _nodes.User[ordered[i].First] == _nodes.User[ordered[begin].First] && BlockOf(ordered[i].First) == BlockOf(ordered[begin].First))
            {
                i++;
            }

            chunks.Add(new Chunk([.. ordered[begin..i]]));
        }

        return chunks;
    }
}
