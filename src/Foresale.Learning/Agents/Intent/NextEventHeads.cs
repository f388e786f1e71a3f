using Foresale.Learning.Critics;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Softmax;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Heads that only training has: the next item and the gap until the next event. They stand beside the network, which is saved and served without them.
/// </summary>
/// <remarks>
/// An item's output vector is the sum of its rows in the encoder's own table (weights tied: Press and Wolf 2017; Inan et al. 2017). So every item that is
/// learnt as an answer is learnt as an input too, which is what an auxiliary loss is for, and hashed items need no table of their own. The gap is a choice
/// of the token's buckets: gaps lie in heaps (seconds within a page, days between visits) that one mean would fall between.
/// Shapes: M = nodes, H = trunk width, D = encoder width, G = buckets, K = drawn items.
/// </remarks>
internal sealed class NextEventHeads : Module
{
    private readonly Linear? _item;
    private readonly Linear? _gap;

    /// <summary>Creates heads with freshly drawn weights.</summary>
    /// <param name="trunkWidth">H.</param>
    /// <param name="encoderWidth">D.</param>
    /// <param name="hasItems">Whether there is an item head.</param>
    /// <param name="gapShares">[G] shares of the gaps, where the head begins; empty for no such head.</param>
    public NextEventHeads(int trunkWidth, int encoderWidth, bool hasItems, ReadOnlySpan<float> gapShares)
        : base(nameof(NextEventHeads))
    {
        _item = hasItems ? Linear(trunkWidth, encoderWidth) : null;
        _gap = gapShares.Length > 0 ? Linear(trunkWidth, gapShares.Length) : null;
        RegisterComponents();
        if (_gap is not null)
        {
            Heads.Start(_gap, Array.ConvertAll(gapShares.ToArray(), MathF.Log));
        }
    }

    /// <summary>Cross-entropy of the items, over all of them from K drawn ones: [M].</summary>
    /// <param name="trunk">[M, H].</param>
    /// <param name="tokens">The encoder's tables.</param>
    /// <param name="items">The items.</param>
    /// <param name="next">[M] number of the true one, 1..V.</param>
    /// <param name="drawn">[K] numbers of the drawn ones, and ln(K q) of each.</param>
    public Tensor ItemLosses(Tensor trunk, TokenEmbedding tokens, NextEvents items, long[] next, (long[] Items, float[] LogExpected) drawn)
    {
        using var scope = NewDisposeScope();
        return SampledSoftmax.Losses(
            _item!.call(trunk),
            tokens.SumOf(Rows(items, next, trunk.device), items.ItemFields),
            tokens.SumOf(Rows(items, drawn.Items, trunk.device), items.ItemFields),
            tensor(drawn.LogExpected, device: trunk.device),
            SampledSoftmax.Collisions(next, drawn.Items)).MoveToOuterDisposeScope();
    }

    /// <summary>Cross-entropy of the gaps: trunk [M, H], buckets [M] -> [M].</summary>
    public Tensor GapLosses(Tensor trunk, long[] gaps)
    {
        using var scope = NewDisposeScope();
        return functional.cross_entropy(_gap!.call(trunk), tensor(gaps, device: trunk.device), reduction: Reduction.None).MoveToOuterDisposeScope();
    }

    // Both hashes of items: [M, 2].
    private static Tensor Rows(NextEvents items, long[] numbers, Device device)
    {
        var rows = new long[2 * numbers.Length];
        for (var m = 0; m < numbers.Length; m++)
        {
            items.ItemTokens.AsSpan(2 * (int)(numbers[m] - 1), 2).CopyTo(rows.AsSpan(2 * m));
        }

        return tensor(rows, [numbers.Length, 2], device: device);
    }
}
