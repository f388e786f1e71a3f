using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Something near, with how near it is.</summary>
/// <param name="Name">Of the shopper or item.</param>
/// <param name="Similarity">Cosine of the two vectors less what all have in common, -1..1; for an item to be liked, the affinity.</param>
public sealed record Neighbour(string Name, double Similarity);

/// <summary>Vectors of shoppers, folded in when they are first asked for, and what is near to whom.</summary>
/// <remarks>
/// Letters: U shoppers, I items, D factors. Factors that are drawn towards 0 all point much the same way, to what is popular and who is busy, so that any two are alike by
/// a cosine of .9 and more. The direction of their mean is taken out of every vector before likeness is measured.
/// </remarks>
public sealed class Neighbours
{
    /// <summary>Items that fewer shoppers touched are nobody's neighbour: those of one shopper are alike by having that shopper alone.</summary>
    public const int LeastShoppers = 5;

    private readonly ItemFactors _factors;
    private readonly Interactions _pairs;
    private readonly int[] _rowOf;
    private readonly int[] _shoppersOf; // [I] by row of factors.
    private readonly Lazy<double[][]> _items;
    private readonly Lazy<(double[][] Vectors, double[] Common)> _shoppers; // Items alone need no shopper.

    /// <summary>Of items, and of shoppers who touched some.</summary>
    /// <param name="factors">Of items.</param>
    /// <param name="pairs">Who touched what; items without factors are passed over.</param>
    public Neighbours(ItemFactors factors, Interactions pairs)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(pairs);
        (_factors, _pairs) = (factors, pairs);
        _rowOf = [.. pairs.Items.Select(item => factors.Find(item))];
        _shoppersOf = new int[factors.Items.Count];
        for (var item = 0; item < _rowOf.Length; item++)
        {
            if (_rowOf[item] >= 0)
            {
                _shoppersOf[_rowOf[item]] = pairs.ShoppersOf(item);
            }
        }

        _items = new Lazy<double[][]>(() =>
        {
            double[][] vectors = [.. Enumerable.Range(0, factors.Items.Count).Select(Widened)];
            var common = Common(vectors);
            return Array.ConvertAll(vectors, v => Without(v, common));
        });
        _shoppers = new Lazy<(double[][], double[])>(() =>
        {
            double[][] vectors = [.. Enumerable.Range(0, pairs.Users.Count).Select(user => factors.FoldIn(Known(user)))];
            var common = Common(vectors);
            return (Array.ConvertAll(vectors, v => Without(v, common)), common);
        });
    }

    /// <summary>Shoppers of most alike taste.</summary>
    /// <param name="user">The shopper's name, who is not their own neighbour; needs not be among the pairs.</param>
    /// <param name="touched">Rows of factors that the shopper touched, with their weights.</param>
    /// <param name="most">Most of them.</param>
    public IReadOnlyList<Neighbour> Shoppers(string user, IReadOnlyList<(int Row, double Weight)> touched, int most)
    {
        var (all, common) = _shoppers.Value;
        var own = Without(_factors.FoldIn(touched), common);
        return Nearest(
            Enumerable.Range(0, all.Length).Where(other => !string.Equals(_pairs.Users[other], user, StringComparison.Ordinal)), other => Cosine(own, all[other]), other => _pairs.Users[other], most);
    }

    /// <summary>Items of the highest affinity among those that a shopper never touched.</summary>
    public IReadOnlyList<Neighbour> ItemsToLike(IReadOnlyList<(int Row, double Weight)> touched, int most)
    {
        var (own, rows) = (_factors.FoldIn(touched), touched.Select(p => p.Row).ToHashSet());
        return Nearest(Enumerable.Range(0, _factors.Items.Count).Where(row => !rows.Contains(row)), row => _factors.Affinity(own, row), row => _factors.Items[row], most);
    }

    /// <summary>Items that are liked by the same shoppers as an item, of those that at least <see cref="LeastShoppers"/> touched.</summary>
    public IReadOnlyList<Neighbour> Items(int row, int most)
    {
        var all = _items.Value;
        return Nearest(Enumerable.Range(0, all.Length).Where(other => other != row && _shoppersOf[other] >= LeastShoppers), other => Cosine(all[row], all[other]), other => _factors.Items[other], most);
    }

    private IEnumerable<(int Row, double Weight)> Known(int user) => _pairs.Of(user).Select(p => (Row: _rowOf[p.Item], p.Weight)).Where(p => p.Row >= 0);

    private double[] Widened(int row) => [.. _factors.Of(row).ToArray().Select(v => (double)v)];

    // The direction of the sum of all vectors, of length 1; all 0 where they cancel out.
    private static double[] Common(double[][] vectors)
    {
        var sum = new double[vectors.Length == 0 ? 0 : vectors[0].Length];
        foreach (var vector in vectors)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += vector[i];
            }
        }

        var length = Math.Sqrt(sum.Sum(v => v * v));
        return length > 0 ? Array.ConvertAll(sum, v => v / length) : sum;
    }

    private static double[] Without(double[] vector, double[] direction)
    {
        var along = vector.Zip(direction, (v, d) => v * d).Sum();
        return [.. vector.Zip(direction, (v, d) => v - (along * d))];
    }

    private static List<Neighbour> Nearest(IEnumerable<int> candidates, Func<int, double> similarity, Func<int, string> name, int most)
    {
        var best = new PriorityQueue<int, (double, int)>();
        foreach (var candidate in candidates)
        {
            best.Enqueue(candidate, (similarity(candidate), -candidate)); // Of equals the first.
            if (best.Count > most)
            {
                best.Dequeue();
            }
        }

        var found = new List<Neighbour>(best.Count);
        while (best.TryDequeue(out var candidate, out var rank))
        {
            found.Add(new Neighbour(name(candidate), rank.Item1));
        }

        found.Reverse();
        return found;
    }

    private static double Cosine(ReadOnlySpan<double> one, ReadOnlySpan<double> two)
    {
        var (dot, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < one.Length; i++)
        {
            dot += one[i] * two[i];
            first += one[i] * one[i];
            second += two[i] * two[i];
        }

        return first > 0 && second > 0 ? dot / Math.Sqrt(first * second) : 0;
    }
}
