namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>What is known of every item in front of a shopper: exact chances under the belief.</summary>
public sealed class PageScores
{
    private const double Negligible = 1e-4;
    private readonly PageTruth _truth;
    private readonly float[] _click; // [H, I] of an item not yet shown
    private readonly float[] _buy; // [H, I] click and buy
    private readonly float[] _clickNow, _buyNow;

    /// <summary>Works out the tables.</summary>
    public PageScores(PageTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        _truth = truth;
        (_click, _buy) = (new float[truth.Hidden * truth.Items], new float[truth.Hidden * truth.Items]);
        for (var at = 0; at < _click.Length; at++)
        {
            _click[at] = (float)truth.Click(at / truth.Items, at % truth.Items, shown: 0);
            _buy[at] = _click[at] * (float)truth.BuyAfterClick(at / truth.Items, at % truth.Items);
        }

        (_clickNow, _buyNow) = (new float[truth.Items], new float[truth.Items]);
    }

    /// <summary>P(click | looked at), [I].</summary>
    public ReadOnlySpan<float> Click => _clickNow;

    /// <summary>P(click and purchase | looked at), [I]: the item's intent.</summary>
    public ReadOnlySpan<float> Intent => _buyNow;

    /// <summary>Reads what is known of a shopper.</summary>
    public void Read(PageShopper shopper)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        Array.Clear(_clickNow);
        Array.Clear(_buyNow);
        var items = _truth.Items;
        for (var h = 0; h < shopper.Belief.Count; h++)
        {
            if (shopper.Belief[h] > Negligible)
            {
                Add((float)shopper.Belief[h], _click.AsSpan(h * items, items), _clickNow);
                Add((float)shopper.Belief[h], _buy.AsSpan(h * items, items), _buyNow);
            }
        }

        for (var i = 0; i < items && shopper.Visits > 0; i++)
        {
            if (shopper.Shown[i] > 0)
            {
                ReadShown(shopper, i);
            }
        }
    }

    private void ReadShown(PageShopper shopper, int item)
    {
        var (click, buy) = (0.0, 0.0);
        for (var h = 0; h < shopper.Belief.Count; h++)
        {
            if (shopper.Belief[h] > Negligible)
            {
                var chance = shopper.Belief[h] * _truth.Click(h, item, shopper.Shown[item]);
                (click, buy) = (click + chance, buy + (chance * _truth.BuyAfterClick(h, item)));
            }
        }

        (_clickNow[item], _buyNow[item]) = ((float)click, (float)buy);
    }

    // sums += weight * row, eight at a time
    private static void Add(float weight, ReadOnlySpan<float> row, Span<float> sums)
    {
        var width = System.Numerics.Vector<float>.Count;
        var (i, many) = (0, new System.Numerics.Vector<float>(weight));
        for (; i <= row.Length - width; i += width)
        {
            (new System.Numerics.Vector<float>(sums[i..]) + (many * new System.Numerics.Vector<float>(row[i..]))).CopyTo(sums[i..]);
        }

        for (; i < row.Length; i++)
        {
            sums[i] += weight * row[i];
        }
    }
}
