namespace Foresale.Decisions.Bidding;

/// <summary>
/// What an auction can yield on average when so much may be spent on it, where prices and values are known as a sample: the concave curve of the
/// hindsight knapsack of very many auctions. An environment shapes its rewards by it, since it knows the day that it drew; a bidder does not.
/// </summary>
public sealed class WorthCurve
{
    private readonly double[] _cost;
    private readonly double[] _value;

    /// <summary>The curve of a sample.</summary>
    public WorthCurve(IReadOnlyCollection<Auction> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        Auction[] sorted = [.. sample.OrderBy(a => a.Value > 0 ? a.Price / a.Value : double.PositiveInfinity)];
        (_cost, _value) = (new double[sorted.Length + 1], new double[sorted.Length + 1]);
        for (var i = 0; i < sorted.Length; i++)
        {
            _cost[i + 1] = _cost[i] + (sorted[i].Price / sorted.Length);
            _value[i + 1] = _value[i] + (sorted[i].Value / sorted.Length);
        }
    }

    /// <summary>Value an auction at a budget an auction.</summary>
    /// <param name="rate">&gt;= 0.</param>
    public double Value(double rate)
    {
        if (rate >= _cost[^1])
        {
            return _value[^1];
        }

        // Last place that is affordable: free ones stand before all others.
        var (low, high) = (0, _cost.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = _cost[middle] <= rate ? (middle, high) : (low, middle);
        }

        var step = _cost[high] - _cost[low];
        return _value[low] + (step > 0 ? (Math.Max(0, rate) - _cost[low]) / step * (_value[high] - _value[low]) : 0);
    }
}
