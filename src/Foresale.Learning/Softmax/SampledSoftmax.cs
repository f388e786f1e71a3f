using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Softmax;

/// <summary>
/// Cross-entropy over all items from some of them. With Z = exp(s_y) + sum over i != y of exp(s_i), the sum is estimated from K drawn items, each divided by
/// how often it is drawn on average (Bengio and Senecal 2008; as logits, s - ln(K q)): the estimate of Z is right on average. The true item stands
/// for itself and is taken out of the drawn ones.
/// </summary>
/// <remarks>Shapes: M = cases, K = drawn items, D = width. Scores are inner products.</remarks>
internal static class SampledSoftmax
{
    private const double Hidden = -1e9;

    /// <summary>Mean of ln Z - s_y: a scalar. Arguments as of <see cref="Losses"/>.</summary>
    public static Tensor Loss(Tensor states, Tensor positives, Tensor negatives, Tensor logExpected, (Tensor Case, Tensor Draw) collisions)
    {
        using var scope = NewDisposeScope();
        return Losses(states, positives, negatives, logExpected, collisions).mean().MoveToOuterDisposeScope();
    }

    /// <summary>ln Z - s_y of each case: [M].</summary>
    /// <param name="states">[M, D], divided by the temperature.</param>
    /// <param name="positives">[M, D] the true items.</param>
    /// <param name="negatives">[K, D] the drawn ones.</param>
    /// <param name="logExpected">[K] ln(K q).</param>
    /// <param name="collisions">Where a drawn item is the true one, from <see cref="Collisions"/>.</param>
    public static Tensor Losses(Tensor states, Tensor positives, Tensor negatives, Tensor logExpected, (Tensor Case, Tensor Draw) collisions)
    {
        using var scope = NewDisposeScope();
        var positive = (states * positives).sum(1); // [M]
        // The correction as one number more: [M, K] is too large to be written twice.
        var ones = torch.ones(states.shape[0], 1, device: states.device);
        var scores = cat([states, ones], 1).matmul(cat([negatives, logExpected.neg().unsqueeze(1)], 1).t()); // [M, K]
        scores.index_put_(full_like(collisions.Case, Numbers.Of(Hidden), dtype: ScalarType.Float32), [collisions.Case, collisions.Draw]);
        return (logaddexp(positive, scores.logsumexp(1)) - positive).MoveToOuterDisposeScope();
    }

    /// <summary>Pairs of a case and a draw of the same item, as int64 tensors of equal length.</summary>
    /// <param name="next">[M] true items.</param>
    /// <param name="drawn">[K] drawn items.</param>
    public static (Tensor Case, Tensor Draw) Collisions(long[] next, long[] drawn)
    {
        var draws = Enumerable.Range(0, drawn.Length).ToLookup(k => drawn[k], k => (long)k);
        var (cases, places) = (new List<long>(), new List<long>());
        for (var m = 0; m < next.Length; m++)
        {
            foreach (var k in draws[next[m]])
            {
                cases.Add(m);
                places.Add(k);
            }
        }

        return (tensor(cases.ToArray()), tensor(places.ToArray()));
    }
}
