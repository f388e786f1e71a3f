using Foresale.Learning.Replay;
using Foresale.Learning.Tests.Agents;
using Foresale.States;

namespace Foresale.Learning.Tests.Replay;

/// <summary>TokenShop's L is 6.</summary>
public class ReplayTests
{
    private static readonly StateTable Table = TokenShop.Table(shoppers: 80, longest: 30, seed: 1);

    [Fact]
    public void A_pass_holds_each_training_node_once()
    {
        var batches = Replay(nodesPerChunk: int.MaxValue).Draw(new Random(1));

        var drawn = batches.SelectMany(b => b.Nodes.ToArray()).Order().ToArray();

        Assert.Equal(Table.AllNodes().Where(n => Table.Nodes.Slice[n] == Slice.Train), drawn);
    }

    [Fact]
    public void A_state_sees_at_least_L_tokens_and_at_most_two_L_or_its_whole_history()
    {
        foreach (var batch in Replay(int.MaxValue).Draw(new Random(1)))
        {
            for (var i = 0; i < batch.Nodes.Length; i++)
            {
                var (node, window) = (batch.Nodes[i], batch.Windows[batch.WindowOf[i]]);
                var (history, seen) = (Table.Nodes.TokenEnd[node] - Table.Nodes.TokenBegin[node], Table.Nodes.TokenEnd[node] - window.Begin);
                Assert.InRange(seen, Math.Min(history, 6), Math.Min(history, 12));
                Assert.True(Table.Nodes.TokenEnd[node] <= window.End && window.Length <= 12);
            }
        }
    }

    [Fact]
    public void Nodes_of_a_segment_stand_together()
    {
        foreach (var batch in Replay(int.MaxValue).Draw(new Random(1)))
        {
            var expected = batch.Segments.ToArray().SelectMany(s => Enumerable.Range(s.First, s.Nodes));
            Assert.Equal(expected, batch.Nodes.ToArray());
        }
    }

    [Fact]
    public void Few_nodes_a_chunk_draw_other_segments_each_time()
    {
        var replay = Replay(nodesPerChunk: 3);

        var (one, two) = (Nodes(replay.Draw(new Random(1))), Nodes(replay.Draw(new Random(2))));

        Assert.True(one.Count < Nodes(Replay(int.MaxValue).Draw(new Random(1))).Count);
        Assert.False(one.SetEquals(two));
    }

    [Fact]
    public void The_same_seed_draws_the_same_batches()
    {
        string[] Draw(int seed) => [.. Replay(3).Draw(new Random(seed)).Select(b => string.Join(',', b.Nodes.ToArray()))];

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
    }

    [Fact]
    public void A_very_long_trajectory_is_cut_and_bootstraps_at_the_cut()
    {
        var table = Some.Table([.. Enumerable.Range(0, 1000).Select(_ => new float[1])], new float[1000]);
        var ends = table.Nodes.End.Select((_, i) => i == 999 ? NodeEnd.NotBought : NodeEnd.Continues).ToArray();
        table = table with { Nodes = table.Nodes with { End = ends } };

        var chunks = new ChunkPlanner(table).Trajectories(Slice.Train);

        Assert.Equal([new Segment(0, 512, HasTail: true), new Segment(512, 488, HasTail: false)], chunks.SelectMany(c => c.Segments));
    }

    [Fact]
    public void A_lone_truncated_node_is_left_out()
    {
        var table = Some.Table([[0f], [1f]], [0, 0]);
        table = table with { Nodes = table.Nodes with { End = [NodeEnd.Truncated, NodeEnd.NotBought] } };

        Assert.Equal([new Segment(1, 1, HasTail: false)], new ChunkPlanner(table).Trajectories(Slice.Train).SelectMany(c => c.Segments));
    }

    [Fact]
    public void Scores_read_exactly_the_last_L_tokens()
    {
        var nodes = Table.AllNodes();
        var seen = new HashSet<int>();
        foreach (var (windows, rows, windowOf) in RingWindows.Plan(Table, nodes, windowsPerBatch: 7, nodesPerBatch: 40))
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var node = nodes[rows[i]];
                Assert.Equal(Math.Max(Table.Nodes.TokenBegin[node], Table.Nodes.TokenEnd[node] - 6), windows[windowOf[i]].Begin);
                Assert.True(seen.Add(node));
            }
        }

        Assert.Equal(nodes.Length, seen.Count);
    }

    private static TrajectoryReplay Replay(int nodesPerChunk)
    {
        var planner = new ChunkPlanner(Table);
        return new TrajectoryReplay(Table, planner, planner.Trajectories(Slice.Train), batch: 16, nodesPerChunk);
    }

    private static HashSet<int> Nodes(ReplayBatch[] batches) => [.. batches.SelectMany(b => b.Nodes.ToArray())];
}
