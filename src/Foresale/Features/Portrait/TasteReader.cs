namespace Foresale.Features;

/// <summary>
/// How much items are to a shopper's liking, by the snapshot that was published last: the shopper's vector is solved from all that they touched so
/// far, so that one who came a minute ago has one. A fold has one reader; it keeps the last shopper's solution, since many items are asked of one.
/// </summary>
/// <remarks>Letters: D factors, n items touched. Cost O(n D² + D³) a new state, O(D²) a further item.</remarks>
internal sealed class TasteReader
{
    private const int Unlooked = 0, None = 1, FirstRow = 2;

    private readonly ItemFactors[] _factors;
    private readonly long[] _fromMs;
    private readonly int[][] _rowOf; // By snapshot and item: Unlooked, None, or FirstRow + row.
    private readonly CounterTable _items;
    private readonly int _offset;
    private readonly RidgeSystem _system;
    private readonly double[] _vector;
    private (ShopperState? Shopper, int Events, int Snapshot) _solved;
    private int _known; // Items of the solved shopper that have factors.

    /// <summary>Reads snapshots.</summary>
    /// <param name="snapshots">Those with factors, ascending; at least one.</param>
    /// <param name="items">Names of the fold's items.</param>
    /// <param name="offset">Where in a pair's floats the weight of its events stands.</param>
    public TasteReader(IReadOnlyList<PortraitSnapshot> snapshots, CounterTable items, int offset)
    {
        (_items, _offset) = (items, offset);
        _factors = [.. snapshots.Select(s => s.Factors!)];
        _fromMs = [.. snapshots.Select(s => s.FromMs)];
        _rowOf = [.. snapshots.Select(_ => Array.Empty<int>())];
        _system = new RidgeSystem(_factors[0].Dimension);
        _vector = new double[_factors[0].Dimension];
    }

    /// <summary>The affinity of the item in focus, with the shopper's own events on it and without them.</summary>
    /// <param name="moment">The moment; its focus tells the item.</param>
    /// <param name="weight">Summed weights of the shopper's events on the item, &gt;= 0.</param>
    /// <param name="all">x'y of the shopper's vector and the item's.</param>
    /// <param name="others">The same with the item left out of the shopper's vector: what all else that they did says of it.</param>
    /// <returns>False where the item has no factors, or none of what the shopper touched has.</returns>
    public bool TryRead(in Moment moment, float weight, out float all, out float others)
    {
        (all, others) = (0f, 0f);
        var snapshot = Last(moment.AtMs);
        if (snapshot < 0 || Row(snapshot, moment.Focus.Item) is not (>= 0 and var row))
        {
            return false;
        }

        var factors = _factors[snapshot];
        Solve(moment.Shopper, snapshot);
        if (_known == 0)
        {
            return false;
        }

        var affinity = factors.Affinity(_vector, row);
        all = (float)affinity;
        others = all;
        if (weight > 0)
        {
            // Without c y y' in A and c y in b, by the Sherman-Morrison formula: (s - c h) / (1 - (c - 1) h) with h = y'A⁻¹y.
            var (confidence, leverage) = (factors.Weights.Confidence(weight), _system.Quadratic(factors.Of(row)));
            others = (float)((affinity - (confidence * leverage)) / (1 - ((confidence - 1) * leverage)));
        }

        return true;
    }

    private int Last(long atMs)
    {
        var last = _fromMs.Length - 1;
        while (last >= 0 && _fromMs[last] > atMs)
        {
            last--;
        }

        return last;
    }

    private void Solve(ShopperState shopper, int snapshot)
    {
        if (ReferenceEquals(_solved.Shopper, shopper) && _solved.Events == shopper.Events && _solved.Snapshot == snapshot)
        {
            return;
        }

        var factors = _factors[snapshot];
        _system.Reset(factors.Gram);
        _known = 0;
        var items = shopper.Pairs.Items;
        for (var slot = 0; slot < items.Length; slot++)
        {
            var weight = shopper.Pairs.Values(slot)[_offset];
            if (weight > 0 && Row(snapshot, items[slot]) is >= 0 and var row)
            {
                _system.Add(factors.Of(row), factors.Weights.Confidence(weight));
                _known++;
            }
        }

        _system.Solve(_vector);
        _solved = (shopper, shopper.Events, snapshot);
    }

    private int Row(int snapshot, int item)
    {
        if (item < 0)
        {
            return -1;
        }

        ref var rows = ref _rowOf[snapshot];
        if (item >= rows.Length)
        {
            Array.Resize(ref rows, Math.Max(64, (item + 1) * 2));
        }

        if (rows[item] == Unlooked)
        {
            var row = _factors[snapshot].Find(_items.Name(item));
            rows[item] = row < 0 ? None : row + FirstRow;
        }

        return rows[item] - FirstRow;
    }
}
