using Foresale.States;

namespace Foresale.Learning.Replay;

/// <summary>Draws batches of chunks. The same seed draws the same batches.</summary>
/// <param name="table">The table.</param>
/// <param name="planner">Where windows lie.</param>
/// <param name="chunks">What to draw from.</param>
/// <param name="batch">Trajectories a batch; also the most windows a batch.</param>
/// <param name="nodesPerChunk">Nodes of one chunk at most, but one segment at least: where more stand on it, segments are drawn.</param>
internal sealed class TrajectoryReplay(StateTable table, ChunkPlanner planner, IReadOnlyList<Chunk> chunks, int batch, int nodesPerChunk)
{
    // A batch of few long histories wastes the machine; so does one of very different lengths.
    private const int LeastWindows = 16;
    private const int BatchesSortedTogether = 8;

    /// <summary>Segments of all chunks.</summary>
    public int Segments { get; } = chunks.Sum(c => c.Segments.Length);

    /// <summary>Batches of one pass.</summary>
    public ReplayBatch[] Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var order = chunks.ToArray();
        random.Shuffle(order);
        var batches = new List<ReplayBatch>();
        foreach (var group in order.Chunk(batch * BatchesSortedTogether))
        {
            Fill(group.OrderBy(HistoryLength).ThenBy(c => c.Segments[0].First).Select(c => Drawn(c, random)), batches);
        }

        var shuffled = batches.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>All chunks with all their segments, from short to long histories.</summary>
    public ReplayBatch[] All()
    {
        var batches = new List<ReplayBatch>();
        Fill(chunks.OrderBy(HistoryLength).ThenBy(c => c.Segments[0].First).Select(c => c.Segments), batches);
        return [.. batches];
    }

    private int HistoryLength(Chunk chunk)
    {
        var node = chunk.Segments[^1].First;
        return table.Nodes.TokenEnd[node] - planner.WindowBegin(node);
    }

    private void Fill(IEnumerable<Segment[]> drawn, List<ReplayBatch> batches)
    {
        ReplayBatch? next = null;
        foreach (var segments in drawn)
        {
            next ??= new ReplayBatch(table, planner);
            foreach (var segment in segments)
            {
                next.Add(segment);
            }

            if (next.Windows.Length >= batch || (next.Segments.Length >= batch && (next.Windows.Length >= LeastWindows || table.TokenSchema is null)))
            {
                batches.Add(next);
                next = null;
            }
        }

        if (next is not null)
        {
            batches.Add(next);
        }
    }

    private Segment[] Drawn(Chunk chunk, Random random)
    {
        if (chunk.Nodes <= nodesPerChunk || chunk.Segments.Length == 1)
        {
            return chunk.Segments;
        }

        var segments = chunk.Segments.ToArray();
        random.Shuffle(segments);
        var (nodes, count) = (0, 0);
        while (count < segments.Length && (count == 0 || nodes + segments[count].Nodes <= nodesPerChunk))
        {
            nodes += segments[count++].Nodes;
        }

        return segments[..count];
    }
}
