namespace Foresale.Learning.Softmax;

/// <summary>
/// Draws wrong items: a share of the draws takes every item alike, the rest goes by clicks^.75 (Mikolov et al. 2013, section 2.2). Draw k takes the item
/// under a random point of the k-th of K equal parts of the distribution: each item is drawn K q times on average as in independent draws, but hardly ever twice.
/// </summary>
internal sealed class NegativeSampler
{
    private const double Power = .75;
    private readonly double[] _upTo; // cumulative q
    private readonly float[] _logExpected; // ln(K q)

    /// <summary>Makes the distribution.</summary>
    /// <param name="clicks">[N] clicks of each item.</param>
    /// <param name="draws">K.</param>
    /// <param name="uniformShare">In 0..1; above 0 where an item without clicks is to be drawn.</param>
    public NegativeSampler(int[] clicks, int draws, double uniformShare)
    {
        Draws = draws;
        var weight = Array.ConvertAll(clicks, c => Math.Pow(c, Power));
        var total = Math.Max(weight.Sum(), 1);
        _upTo = new double[clicks.Length];
        _logExpected = new float[clicks.Length];
        double sum = 0;
        for (var i = 0; i < clicks.Length; i++)
        {
            var q = (uniformShare / clicks.Length) + ((1 - uniformShare) * weight[i] / total);
            _upTo[i] = sum += q;
            _logExpected[i] = (float)Math.Log(draws * q);
        }
    }

    /// <summary>K.</summary>
    public int Draws { get; }

    /// <summary>Draws K items.</summary>
    /// <returns>Their numbers, 1..N, and ln(K q) of each.</returns>
    public (long[] Items, float[] LogExpected) Draw(Random random)
    {
        var items = new long[Draws];
        var log = new float[Draws];
        for (var k = 0; k < Draws; k++)
        {
            var place = Array.BinarySearch(_upTo, (k + random.NextDouble()) / Draws * _upTo[^1]);
            var item = Math.Min(place < 0 ? ~place : place, _upTo.Length - 1);
            (items[k], log[k]) = (item + 1, _logExpected[item]);
        }

        return (items, log);
    }
}
