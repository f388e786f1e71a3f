using System.Runtime.InteropServices;
using Foresale.States;

namespace Foresale.Learning.Replay;

/// <summary>What one pass of the network reads: windows of tokens, and nodes that stand on them.</summary>
/// <remarks>Nodes of a segment stand together, its tail after them.</remarks>
internal sealed class ReplayBatch(StateTable table, ChunkPlanner planner)
{
    private readonly List<TokenWindow> _windows = [];
    private readonly List<Segment> _segments = [];
    private readonly List<int> _nodes = [];
    private readonly List<int> _windowOf = [];
    private readonly Dictionary<(int Begin, int Block), int> _placeOf = [];

    /// <summary>Windows of tokens, B.</summary>
    public ReadOnlySpan<TokenWindow> Windows => CollectionsMarshal.AsSpan(_windows);

    /// <summary>Segments, in the order of <see cref="Nodes"/>.</summary>
    public ReadOnlySpan<Segment> Segments => CollectionsMarshal.AsSpan(_segments);

    /// <summary>Nodes of all segments, N.</summary>
    public ReadOnlySpan<int> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>[N] window of each node.</summary>
    public ReadOnlySpan<int> WindowOf => CollectionsMarshal.AsSpan(_windowOf);

    /// <summary>Adds a segment; windows are shared with the segments before.</summary>
    public void Add(Segment segment)
    {
        _segments.Add(segment);
        for (var node = segment.First; node < segment.First + segment.Nodes; node++)
        {
            _nodes.Add(node);
            _windowOf.Add(WindowFor(node));
        }
    }

    private int WindowFor(int node)
    {
        var begin = planner.WindowBegin(node);
        var end = table.TokenSchema is null ? 0 : table.Nodes.TokenEnd[node];
        if (!_placeOf.TryGetValue((begin, planner.BlockOf(node)), out var place))
        {
            place = _windows.Count;
            _placeOf[(begin, planner.BlockOf(node))] = place;
            _windows.Add(new TokenWindow(begin, end));
        }
        else if (end > _windows[place].End)
        {
            _windows[place] = new TokenWindow(begin, end);
        }

        return place;
    }
}
