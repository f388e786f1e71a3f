using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What a batch of a pass weighs in each loss on average; each &gt; 0.</summary>
/// <remarks>
/// A loss is divided by this and not by the weight of its own batch: sessions with a purchase are longer, so a batch with many of them has more
/// nodes, and its own mean would let their rows weigh less than one (docs/adr/0003).
/// </remarks>
internal sealed record MeanWeights(double Value, double Critic, double Behavior, double Supervised)
{
    /// <summary>Means over the batches of one pass.</summary>
    public static MeanWeights Of(StateTable table, IntentShape shape, ReadOnlySpan<ReplayBatch> batches)
    {
        var sums = new double[4];
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var targets = BatchTargets.Of(table, batch, shape, new float[batch.Nodes.Length], 1, CPU);
            Tensor[] weights = [targets.Value, targets.Critic, targets.Behavior, targets.Supervised];
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += weights[i].sum().item<float>();
            }
        }

        var count = batches.Length;
        var means = Array.ConvertAll(sums, s => s > 0 ? s / count : 1); // a loss that no node has is 0, whatever divides it
        return new MeanWeights(means[0], means[1], means[2], means[3]);
    }
}
