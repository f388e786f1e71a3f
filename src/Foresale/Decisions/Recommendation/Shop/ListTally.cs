namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>Adds up what the lists of one ranking were worth, shopper by shopper. The lists are those that would be served: all rules, and diversity, are in them.</summary>
/// <param name="ranking">Makes the lists; has not seen what is held out.</param>
internal sealed class ListTally(Recommender ranking)
{
    private readonly double[] _recallAt = new double[ranking.Options.Length];
    private readonly List<double> _recalls = [], _margins = [];
    private double _ndcg;
    private int _bought, _found;

    /// <summary>Recall of each shopper, in the order in which they were added.</summary>
    public IReadOnlyList<double> Recalls => _recalls;

    /// <summary>Margin found of each shopper.</summary>
    public IReadOnlyList<double> Margins => _margins;

    /// <summary>Adds a shopper.</summary>
    public void Add(HeldOut.Shopper shopper)
    {
        var places = ranking.Recommend(shopper.History).Places;
        var (hits, gain, best, margin) = (0, 0.0, 0.0, 0.0);
        for (var place = 0; place < _recallAt.Length; place++)
        {
            // A list that rules leave short is judged as a long one with nothing in its last places.
            var discount = 1 / Math.Log2(place + 2);
            best += place < shopper.Touched.Count ? discount : 0;
            if (place < places.Count && places[place].ItemId is var item && shopper.Touched.Contains(item))
            {
                (hits, gain) = (hits + 1, gain + discount);
                if (shopper.Bought.Contains(item))
                {
                    (_found, margin) = (_found + 1, margin + ranking.Counts.Value[ranking.Counts.Find(item)]);
                }
            }

            _recallAt[place] += (double)hits / shopper.Touched.Count;
        }

        _recalls.Add((double)hits / shopper.Touched.Count);
        _margins.Add(margin);
        (_ndcg, _bought) = (_ndcg + (gain / best), _bought + shopper.Bought.Count);
    }

    /// <summary>Of all shoppers.</summary>
    /// <param name="name">As in tables.</param>
    /// <param name="popularity">The tally of popularity over the same shoppers.</param>
    public ListQuality Quality(string name, ListTally popularity)
    {
        var count = _recalls.Count;
        return new ListQuality(
            name,
            count == 0 ? double.NaN : _recalls.Average(),
            count == 0 ? double.NaN : _ndcg / count,
            _bought == 0 ? double.NaN : (double)_found / _bought,
            count == 0 ? double.NaN : _margins.Average())
        {
            RecallOverPopularity = RecommenderReport.Gain(_recalls, popularity._recalls),
            MarginOverPopularity = RecommenderReport.Gain(_margins, popularity._margins),
            RecallByLength = count == 0 ? [] : [.. _recallAt.Select(sum => sum / count)],
        };
    }
}
