using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.Learning.Softmax;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>A loss of a batch, node by node.</summary>
/// <param name="Name">For curves.</param>
/// <param name="Weight">In the total.</param>
/// <param name="ByNode">[N], times the node's weight, divided by what a batch has of such weights on average.</param>
internal sealed record NodeLoss(string Name, double Weight, Tensor ByNode);

/// <summary>The losses of what comes next: the heads, their targets, and the items that are drawn against the true ones.</summary>
internal sealed class NextEventLosses : IDisposable
{
    private const int MostDraws = 256; // Shared by the some hundred nodes of a batch.
    private const double UniformShare = .5;
    private readonly NodeTable _nodes;
    private readonly NextEvents _next;
    private readonly NegativeSampler? _sampler;
    private readonly double _itemMean = 1, _gapMean = 1;
    private Random _random = new(0);

    /// <summary>Creates fresh heads.</summary>
    /// <param name="table">The table.</param>
    /// <param name="network">What they stand on; it has an encoder.</param>
    /// <param name="slices">Slices that are trained on.</param>
    /// <param name="pass">The batches of one pass: what a batch weighs on average.</param>
    public NextEventLosses(StateTable table, IntentNetwork network, Slice[] slices, ReplayBatch[] pass)
    {
        (_nodes, _next) = (table.Nodes, new NextEvents(table, slices));
        var shares = Enumerable.Repeat(.5f, _next.GapBuckets).ToArray();
        double items = 0, gaps = 0;
        foreach (var batch in pass)
        {
            var weights = BatchTargets.NodeWeights(_nodes, batch);
            for (var i = 0; i < weights.Length; i++)
            {
                var (node, gap) = (batch.Nodes[i], _next.GapAfter(batch.Nodes[i]));
                items += _next.ItemAfter(node) > 0 ? weights[i] : 0;
                gaps += gap >= 0 ? weights[i] : 0;
                if (gap >= 0)
                {
                    shares[gap]++;
                }
            }
        }

        var total = shares.Sum();
        (HasItems, HasGaps) = (items > 0, gaps > 0);
        (_itemMean, _gapMean) = (Math.Max(items, 1e-12) / pass.Length, Math.Max(gaps, 1e-12) / pass.Length);
        _sampler = HasItems ? new NegativeSampler(_next.Counts, Math.Min(MostDraws, _next.Counts.Length), UniformShare) : null;
        Heads = new NextEventHeads(network.HiddenWidth, network.Encoder!.Width, HasItems, HasGaps ? Array.ConvertAll(shares, s => s / total) : []);
    }

    /// <summary>The heads.</summary>
    public NextEventHeads Heads { get; }

    /// <summary>True where items follow training nodes.</summary>
    public bool HasItems { get; }

    /// <summary>True where training nodes are followed by an event.</summary>
    public bool HasGaps { get; }

    /// <summary>Lets the draws depend on a seed alone from here on.</summary>
    public void Seed(int seed) => _random = new Random(seed);

    /// <summary>The losses that have something to learn from and a weight above 0.</summary>
    /// <param name="network">The network.</param>
    /// <param name="trunk">[N, H] of the batch's nodes.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="itemWeight">Of the next item.</param>
    /// <param name="gapWeight">Of the gap.</param>
    public List<NodeLoss> Of(IntentNetwork network, Tensor trunk, ReplayBatch batch, double itemWeight, double gapWeight)
    {
        var losses = new List<NodeLoss>();
        var weights = BatchTargets.NodeWeights(_nodes, batch);
        if (HasItems && itemWeight > 0 && Places(batch, weights, _next.ItemAfter, least: 1) is { Places.Length: > 0 } items)
        {
            var drawn = _sampler!.Draw(_random);
            losses.Add(Spread("next item", itemWeight, trunk, items, _itemMean, picked => Heads.ItemLosses(picked, network.Encoder!.Tokens, _next, items.Values, drawn)));
        }

        if (HasGaps && gapWeight > 0 && Places(batch, weights, _next.GapAfter, least: 0) is { Places.Length: > 0 } gaps)
        {
            losses.Add(Spread("gap", gapWeight, trunk, gaps, _gapMean, picked => Heads.GapLosses(picked, gaps.Values)));
        }

        return losses;
    }

    /// <inheritdoc/>
    public void Dispose() => Heads.Dispose();

    // The nodes of a batch that have a target.
    private static (long[] Places, long[] Values, float[] Weights) Places(ReplayBatch batch, float[] weights, Func<int, int> targetOf, int least)
    {
        var (places, values, weight) = (new List<long>(), new List<long>(), new List<float>());
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0 && targetOf(batch.Nodes[i]) is var value && value >= least)
            {
                places.Add(i);
                values.Add(value);
                weight.Add(weights[i]);
            }
        }

        return ([.. places], [.. values], [.. weight]);
    }

    // Losses of some nodes as losses of all: [M] -> [N], 0 elsewhere.
    private static NodeLoss Spread(string name, double weight, Tensor trunk, (long[] Places, long[] Values, float[] Weights) targets, double mean, Func<Tensor, Tensor> losses)
    {
        using var scope = NewDisposeScope();
        var places = tensor(targets.Places, device: trunk.device);
        var weighted = losses(trunk.index_select(0, places)) * tensor(targets.Weights, device: trunk.device);
        var byNode = zeros(trunk.shape[0], device: trunk.device).index_add(0, places, weighted, Numbers.One);
        return new NodeLoss(name, weight, byNode.Times(1 / mean).MoveToOuterDisposeScope());
    }
}
