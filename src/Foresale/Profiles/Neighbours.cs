using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>Something near, with how near it is.</summary>
/// <param name="Name">Of the shopper or item.</param>
/// <param name="Similarity">Cosine of the two vectors, -1..1; for an item to be liked, the affinity.</param>
public sealed record Neighbour(string Name, double Similarity);

/// <summary>Vectors of shoppers folded in, and what is near to whom.</summary>
/// <remarks>Letters: U shoppers, D factors.</remarks>
public sealed class Neighbours
{
    private readonly ItemFactors _factors;
    private readonly Interactions _pairs;
    private readonly int[] _rowOf;
    private readonly double[][] _shoppers;

    /// <summary>Folds all shoppers in.</summary>
    /// <param name="factors">Of items.</param>
    /// <param name="pairs">Who touched what; items without factors are passed over.</param>
    public Neighbours(ItemFactors factors, Interactions pairs)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(pairs);
        (_factors, _pairs) = (factors, pairs);
        _rowOf = [.. pairs.Items.Select(item => factors.Find(item))];
        _shoppers = [.. Enumerable.Range(0, pairs.Users.Count).Select(user => factors.FoldIn(Known(user)))];
    }

    /// <summary>The vector of a shopper, [D].</summary>
    public ReadOnlySpan<double> Of(int user) => _shoppers[user];

    /// <summary>Shoppers of most alike taste.</summary>
    public IReadOnlyList<Neighbour> Shoppers(int user, int most) => Nearest(
        Enumerable.Range(0, _shoppers.Length).Where(other => other != user), other => Cosine(_shoppers[user], _shoppers[other]), other => _pairs.Users[other], most);

    /// <summary>Items of the highest affinity among those that the shopper never touched.</summary>
    public IReadOnlyList<Neighbour> ItemsToLike(int user, int most)
    {
        var touched = Known(user).Select(p => p.Row).ToHashSet();
        return Nearest(Enumerable.Range(0, _factors.Items.Count).Where(row => !touched.Contains(row)), row => _factors.Affinity(_shoppers[user], row), row => _factors.Items[row], most);
    }

    /// <summary>Items that are liked by the same shoppers as an item.</summary>
    public IReadOnlyList<Neighbour> Items(int row, int most)
    {
        var own = Widened(row);
        return Nearest(Enumerable.Range(0, _factors.Items.Count).Where(other => other != row), other => Cosine(own, Widened(other)), other => _factors.Items[other], most);
    }

    private IEnumerable<(int Row, double Weight)> Known(int user) => _pairs.Of(user).Select(p => (Row: _rowOf[p.Item], p.Weight)).Where(p => p.Row >= 0);

    private double[] Widened(int row) => [.. _factors.Of(row).ToArray().Select(v => (double)v)];

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
