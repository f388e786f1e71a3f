using Foresale.Features;

namespace Foresale.Profiles;

/// <summary>
/// How alike neighbours come out where nothing links them: the same factors fitted on pairs whose items are dealt out anew among all shoppers, so that each
/// shopper stays as busy and each item as popular as it was, and no taste is left.
/// </summary>
/// <remarks>A fit has as many coordinates as it has, and the nearest of many vectors in few coordinates is near by chance alone.</remarks>
internal sealed class ChanceSimilarity
{
    // The highest of so many: an item without likeness is above it once in 201.
    private const int Probed = 200;

    private readonly Interactions _pairs;
    private readonly Neighbours _neighbours;

    private ChanceSimilarity(Interactions pairs, ItemFactors factors) => (_pairs, _neighbours) = (pairs, new Neighbours(factors, pairs));

    /// <summary>Deals items out and fits.</summary>
    /// <param name="pairs">Who touched what.</param>
    /// <param name="factors">Whose size and penalty the fit takes.</param>
    /// <param name="seed">Deals.</param>
    /// <param name="cancellationToken">Looked at once a sweep.</param>
    public static ChanceSimilarity Of(Interactions pairs, ItemFactors factors, int seed, CancellationToken cancellationToken)
    {
        var dealt = new Interactions(pairs.Users, pairs.Items, Dealt(pairs.ByUser, seed));
        var options = new AlsOptions { Dimension = factors.Dimension, Regularization = factors.Regularization, Weights = factors.Weights, Seed = seed };
        return new ChanceSimilarity(dealt, ImplicitAls.Fit(dealt, options, from: null, cancellationToken).Factors());
    }

    /// <summary>The highest similarity of an item to its nearest, among the items that most shoppers touched.</summary>
    public double OfItems() => Highest(Enumerable.Range(0, _pairs.Items.Count).Where(i => _pairs.ShoppersOf(i) >= Neighbours.LeastShoppers).Take(Probed), i => _neighbours.Items(i, 1));

    /// <summary>The highest similarity of a shopper to their nearest, among those who touched about as many items.</summary>
    /// <param name="items">How many.</param>
    public double OfShoppers(int items) => Highest(
        Enumerable.Range(0, _pairs.Users.Count).OrderBy(u => Math.Abs(_pairs.Of(u).Count() - items)).Take(Probed),
        u => _neighbours.Shoppers(_pairs.Users[u], [.. _pairs.Of(u)], 1));

    private static double Highest(IEnumerable<int> probed, Func<int, IReadOnlyList<Neighbour>> nearest) =>
        probed.SelectMany(nearest).Select(n => n.Similarity).DefaultIfEmpty(1).Max();

    // An item that is dealt to a shopper twice counts once.
    private static SparseRows Dealt(SparseRows rows, int seed)
    {
        var items = (int[])rows.Columns.Clone();
        new Random(seed).Shuffle(items);
        var (begin, columns, values) = (new int[rows.Begin.Length], new List<int>(items.Length), new List<float>(items.Length));
        for (var row = 0; row < rows.Rows; row++)
        {
            var (from, to) = (rows.Begin[row], rows.Begin[row + 1]);
            foreach (var pair in Enumerable.Range(from, to - from).Select(p => (Item: items[p], Value: rows.Values[p])).DistinctBy(p => p.Item).OrderBy(p => p.Item))
            {
                columns.Add(pair.Item);
                values.Add(pair.Value);
            }

            begin[row + 1] = columns.Count;
        }

        return new SparseRows(begin, [.. columns], [.. values]);
    }
}
