using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What the losses of one batch compare with; freed by the dispose scope that it was made in. All [N].</summary>
/// <param name="Target">y of the value head and of the critics.</param>
/// <param name="Value">Weight in the value head's loss.</param>
/// <param name="Critic">Weight in the critics' loss: nodes that a learnt action follows.</param>
/// <param name="Action">The action that follows, int64; 0 where <paramref name="Critic"/> is 0.</param>
/// <param name="Next">The next behavior with leave, int64; 0 where <paramref name="Behavior"/> is 0.</param>
/// <param name="Behavior">Weight in the behavior head's loss.</param>
/// <param name="Outcome">Observed outcome; 0 where <paramref name="Supervised"/> is 0.</param>
/// <param name="Supervised">Weight in the supervised head's loss: rows with a known outcome.</param>
internal sealed record BatchTargets(
    Tensor Target, Tensor Value, Tensor Critic, Tensor Action, Tensor Next, Tensor Behavior, Tensor Outcome, Tensor Supervised)
{
    /// <summary>Reads a batch's targets.</summary>
    /// <param name="table">The table.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="shape">Heads.</param>
    /// <param name="bootstrap">[N] pbar of each node; empty where there is no value head.</param>
    /// <param name="lambda">0..1.</param>
    /// <param name="device">Where the tensors go.</param>
    public static BatchTargets Of(StateTable table, ReplayBatch batch, IntentShape shape, ReadOnlySpan<float> bootstrap, float lambda, Device device)
    {
        var count = batch.Nodes.Length;
        var (target, value, critic, behavior) = (new float[count], new float[count], new float[count], new float[count]);
        var (outcome, supervised, action, next) = (new float[count], new float[count], new long[count], new long[count]);
        var weights = NodeWeights(table.Nodes, batch);
        var begin = 0;
        foreach (var segment in batch.Segments)
        {
            if (shape.HasValue)
            {
                Fill(table.Nodes, segment, bootstrap.Slice(begin, segment.Nodes), lambda, target.AsSpan(begin, segment.Nodes));
            }

            for (var i = 0; i < segment.Count; i++)
            {
                var (node, at) = (segment.First + i, begin + i);
                var (known, followed) = (table.Nodes.Outcome[node], table.Nodes.Action[node]);
                var weight = weights[at];
                (supervised[at], outcome[at]) = table.Nodes.IsRow[node] && !float.IsNaN(known) ? (weight, known) : (0f, 0f);
                (value[at], target[at]) = float.IsNaN(target[at]) ? (0f, 0f) : (weight, target[at]);
                (behavior[at], next[at]) = followed >= 0 && shape.Actions > 0 && table.Nodes.End[node] != NodeEnd.Truncated ? (weight, followed) : (0f, 0L);
                (critic[at], action[at]) = followed >= 0 && followed < shape.Actions && followed != shape.Purchase ? (value[at], followed) : (0f, 0L);
            }

            if (segment.HasTail)
            {
                target[begin + segment.Count] = 0f; // Its weights are 0.
            }

            begin += segment.Nodes;
        }

        return new BatchTargets(
            tensor(target, device: device), tensor(value, device: device), tensor(critic, device: device), tensor(action, device: device),
            tensor(next, device: device), tensor(behavior, device: device), tensor(outcome, device: device), tensor(supervised, device: device));
    }

    /// <summary>What each node of a batch weighs before any loss leaves it out: [N]; 0 for tails.</summary>
    public static float[] NodeWeights(NodeTable nodes, ReplayBatch batch)
    {
        var weights = new float[batch.Nodes.Length];
        var begin = 0;
        foreach (var segment in batch.Segments)
        {
            var share = ShareOfOthers(nodes, segment);
            for (var i = 0; i < segment.Count; i++)
            {
                weights[begin + i] = nodes.Weight[segment.First + i] * (nodes.IsRow[segment.First + i] ? 1f : share);
            }

            begin += segment.Nodes;
        }

        return weights;
    }

    /// <summary>The same with each loss's weights divided by what a batch has of them on average.</summary>
    public BatchTargets Over(MeanWeights mean) => this with
    {
        Value = Value.Times(1 / mean.Value),
        Critic = Critic.Times(1 / mean.Critic),
        Behavior = Behavior.Times(1 / mean.Behavior),
        Supervised = Supervised.Times(1 / mean.Supervised),
    };

    private static void Fill(NodeTable nodes, Segment segment, ReadOnlySpan<float> bootstrap, float lambda, Span<float> targets)
    {
        var ends = nodes.End.AsSpan(segment.First, segment.Nodes).ToArray();
        var last = bootstrap.ToArray();
        if (segment.HasTail)
        {
            // A cut of ours, not of the observation: at lambda = 1 the outcome itself is the target where it is known.
            ends[^1] = NodeEnd.Truncated;
            var known = nodes.Outcome[segment.First + segment.Count];
            last[^1] = lambda >= 1 && !float.IsNaN(known) ? known : last[^1];
        }

        LambdaTargets.Fill(ends, nodes.Action.AsSpan(segment.First, segment.Nodes), last, lambda, targets);
    }

    // The nodes of a segment that are no rows weigh together as much as one row: they only serve the backup, and there may be many. A window that is
    // taken up again on a later day has two segments, and the second one, which has no row, weighs as much again.
    private static float ShareOfOthers(NodeTable nodes, Segment segment)
    {
        var others = 0;
        for (var i = 0; i < segment.Count; i++)
        {
            others += nodes.IsRow[segment.First + i] ? 0 : 1;
        }

        return 1f / Math.Max(1, others);
    }
}
