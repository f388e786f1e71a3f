using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// The horizons' loss: the likelihood of a discrete survival time (Gensheimer and Narasimhan 2019, Singer and Willett 1993). Bin j is what horizon j adds to the one before; its hazard h_j is the
/// probability of buying in it given that the shopper did not before. A row pays -ln(1 - h_i) for each observed bin before its order and -ln h_j for the bin of the order, if that is observed.
/// </summary>
/// <remarks>J = horizons, N = nodes of a batch. Bins that the slice's end cuts off cost nothing, with an order in them or without (docs/adr/0012-horizons.md).</remarks>
internal sealed class HorizonLoss
{
    private readonly StateTable _table;
    private readonly Device _device;
    private readonly double _meanWeight;

    /// <summary>Counts what a batch weighs.</summary>
    /// <param name="table">A table with horizons.</param>
    /// <param name="batches">One pass.</param>
    /// <param name="device">Where tensors go.</param>
    public HorizonLoss(StateTable table, ReadOnlySpan<ReplayBatch> batches, Device device)
    {
        (_table, _device) = (table, device);
        var sum = 0.0;
        foreach (var batch in batches)
        {
            foreach (var node in batch.Nodes)
            {
                sum += WeightOf(node);
            }
        }

        _meanWeight = sum > 0 ? sum / batches.Length : 1;
    }

    /// <summary>Log-odds of each bin's hazard among the rows at risk of it in some slices, half a row added everywhere: [J].</summary>
    public static float[] Start(StateTable table, ReadOnlySpan<Slice> slices)
    {
        var horizons = table.Horizons.Count;
        var (bought, atRisk) = (new double[horizons], new double[horizons]);
        for (var node = 0; node < table.Nodes.Count; node++)
        {
            for (var j = 0; slices.Contains(table.Nodes.Slice[node]) && j < horizons && IsAtRisk(table, node, j); j++)
            {
                atRisk[j]++;
                bought[j] += table.Nodes.BoughtBin[node] == j ? 1 : 0;
            }
        }

        return [.. bought.Zip(atRisk, (b, n) => (float)Logit.Of((b + .5) / (n + 1)))];
    }

    /// <summary>Nats a row, over the batch's mean weight: hazards [N, J] log-odds -> [].</summary>
    public Tensor Of(Tensor hazards, ReplayBatch batch)
    {
        using var scope = NewDisposeScope();
        var horizons = _table.Horizons.Count;
        var (bought, weight) = (new float[batch.Nodes.Length * horizons], new float[batch.Nodes.Length * horizons]);
        for (var i = 0; i < batch.Nodes.Length; i++)
        {
            var node = batch.Nodes[i];
            for (var j = 0; j < horizons && IsAtRisk(_table, node, j); j++)
            {
                weight[(i * horizons) + j] = WeightOf(node);
                bought[(i * horizons) + j] = _table.Nodes.BoughtBin[node] == j ? 1f : 0f;
            }
        }

        long[] shape = [batch.Nodes.Length, horizons];
        return IntentLosses.LogLoss(hazards, tensor(bought, shape, device: _device), tensor(weight, shape, device: _device)).Times(1 / _meanWeight).MoveToOuterDisposeScope();
    }

    /// <summary>Whether a row says something about a bin's hazard: all of the bin was observed, and no order came before it.</summary>
    public static bool IsAtRisk(StateTable table, int node, int horizon) =>
        table.Nodes.IsRow[node] && horizon < table.Nodes.ObservedBins[node] && table.Nodes.BoughtBin[node] >= horizon;

    private float WeightOf(int node) => _table.Nodes.IsRow[node] && _table.Nodes.ObservedBins[node] > 0 ? _table.Nodes.Weight[node] : 0f;
}
