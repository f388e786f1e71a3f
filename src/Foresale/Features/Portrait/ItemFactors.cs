namespace Foresale.Features;

/// <summary>
/// What items have in common, as vectors: a shopper's vector, solved from the items they touched, times an item's says how much the item is to their
/// liking, about 0 for not and about 1 for surely. Immutable.
/// </summary>
/// <remarks>Letters: I items, D factors. Fitted by alternating least squares (Hu, Koren &amp; Volinsky 2008).</remarks>
public sealed class ItemFactors
{
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _rowsBySpan;

    /// <summary>Takes fitted factors.</summary>
    /// <param name="items">[I] names, all different.</param>
    /// <param name="vectors">[I, D], row-major.</param>
    /// <param name="dimension">D.</param>
    /// <param name="regularization">λ that they were fitted with, &gt; 0.</param>
    /// <param name="weights">What events weigh.</param>
    /// <exception cref="ArgumentException">The numbers of names and vectors differ, or a name comes twice.</exception>
    public ItemFactors(IReadOnlyList<string> items, float[] vectors, int dimension, double regularization, InteractionWeights weights)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (vectors.Length != items.Count * dimension)
        {
            throw new ArgumentException($"{items.Count} items of {dimension} factors need {items.Count * dimension} numbers; {vectors.Length} came.", nameof(vectors));
        }

        (Items, Vectors, Dimension, Regularization, Weights) = (items, vectors, dimension, regularization, weights);
        _rows = items.Select((item, row) => (item, row)).ToDictionary(p => p.item, p => p.row, StringComparer.Ordinal);
        _rowsBySpan = _rows.GetAlternateLookup<ReadOnlySpan<char>>();
        Gram = RidgeSystem.Gram(vectors, dimension, regularization);
    }

    /// <summary>[I] names.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>[I, D], row-major.</summary>
    public float[] Vectors { get; }

    /// <summary>D.</summary>
    public int Dimension { get; }

    /// <summary>λ, &gt; 0.</summary>
    public double Regularization { get; }

    /// <summary>What events weigh.</summary>
    public InteractionWeights Weights { get; }

    /// <summary>Y'Y + λI, [D, D].</summary>
    internal double[] Gram { get; }

    /// <summary>Row of an item; -1 for one that was not fitted.</summary>
    public int Find(ReadOnlySpan<char> item) => _rowsBySpan.TryGetValue(item, out var row) ? row : -1;

    /// <summary>The vector of an item, [D].</summary>
    public ReadOnlySpan<float> Of(int row) => Vectors.AsSpan(row * Dimension, Dimension);

    /// <summary>A shopper's vector from all that they touched: at once for one who came after the fit.</summary>
    /// <param name="touched">Items by row, each once, with the summed weights of the shopper's events on it.</param>
    /// <returns>[D]; all 0 for one who touched nothing.</returns>
    public double[] FoldIn(IEnumerable<(int Row, double Weight)> touched)
    {
        ArgumentNullException.ThrowIfNull(touched);
        var system = new RidgeSystem(Dimension);
        system.Reset(Gram);
        foreach (var (row, weight) in touched)
        {
            system.Add(Of(row), Weights.Confidence(weight));
        }

        var vector = new double[Dimension];
        system.Solve(vector);
        return vector;
    }

    /// <summary>How much an item is to a shopper's liking.</summary>
    /// <param name="shopper">[D].</param>
    /// <param name="row">The item.</param>
    public double Affinity(ReadOnlySpan<double> shopper, int row)
    {
        var item = Of(row);
        var sum = 0.0;
        for (var i = 0; i < item.Length; i++)
        {
            sum += shopper[i] * item[i];
        }

        return sum;
    }
}
