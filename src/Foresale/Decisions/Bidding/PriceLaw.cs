using System.Globalization;

namespace Foresale.Decisions.Bidding;

/// <summary>How prices of auctions are spread: a histogram. Price i x <see cref="Unit"/> has the probability m(i).</summary>
/// <remarks>F(b) is the share of prices &lt;= b: how often a bid b wins. C(b) is the mean of price x [price &lt;= b]: what it costs an auction at second price.</remarks>
public sealed class PriceLaw
{
    private const int Cells = 300;
    private const double Common = .99, Reach = 3;
    private readonly double[] _probability;
    private readonly double[] _wins;
    private readonly double[] _costs;

    /// <summary>Creates a law.</summary>
    /// <param name="counts">How often each price was seen, from price 0 on; not all 0.</param>
    /// <param name="unit">Distance of two prices, &gt; 0.</param>
    /// <exception cref="ArgumentException">A count is negative or not finite, or all are 0.</exception>
    public PriceLaw(IReadOnlyList<double> counts, double unit = 1)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(unit);
        var sum = counts.Sum();
        if (counts.Any(c => !(c >= 0)) || !(sum > 0 && double.IsFinite(sum)))
        {
            throw new ArgumentException("Counts of prices are negative, not finite or all 0. Give how often each price was seen.", nameof(counts));
        }

        Unit = unit;
        _probability = [.. counts.Select(c => c / sum)];
        (_wins, _costs) = (new double[counts.Count], new double[counts.Count]);
        var (wins, costs) = (0d, 0d);
        for (var i = 0; i < counts.Count; i++)
        {
            _wins[i] = wins += _probability[i];
            _costs[i] = costs += _probability[i] * i * unit;
        }
    }

    /// <summary>Distance of two prices.</summary>
    public double Unit { get; }

    /// <summary>m: probabilities of the prices 0, 1, 2, ... units.</summary>
    public IReadOnlyList<double> Probability => _probability;

    /// <summary>Highest price.</summary>
    public double Highest => (_probability.Length - 1) * Unit;

    /// <summary>Mean price.</summary>
    public double Mean => _costs[^1];

    /// <summary>The law of some prices, in 300 steps up to the highest one; in steps of 1 where that is finer than needed and all prices are whole.</summary>
    /// <remarks>
    /// Prices beyond three times the .99 quantile count as that price: with a few that are a thousand times as high, all others would else fall into one cell. What such an auction costs is understated, which
    /// matters only to a bid at the top of the law.
    /// </remarks>
    /// <param name="prices">At least one, each &gt;= 0.</param>
    public static PriceLaw OfPrices(IReadOnlyCollection<double> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        double[] sorted = [.. prices.Order()];
        var usual = Reach * sorted[(int)Math.Ceiling(Common * sorted.Length) - 1];
        var highest = usual > 0 ? Math.Min(sorted[^1], usual) : sorted[^1];
        var unit = highest > 0 ? highest / Cells : 1;
        if (highest <= 2 * Cells && sorted.All(p => p == Math.Floor(p)))
        {
            unit = 1;
        }

        var counts = new double[(int)Math.Ceiling((highest / unit) - 1e-9) + 1];
        foreach (var price in sorted)
        {
            counts[(int)Math.Ceiling((Math.Min(price, highest) / unit) - 1e-9)]++; // up: a bid of the cell wins
        }

        return new PriceLaw(counts, unit);
    }

    /// <summary>The law of several days, each as likely as the others.</summary>
    /// <param name="laws">With equal units; at least one.</param>
    public static PriceLaw Average(IReadOnlyList<PriceLaw> laws)
    {
        ArgumentNullException.ThrowIfNull(laws);
        var counts = new double[laws.Max(l => l._probability.Length)];
        foreach (var law in laws)
        {
            if (law.Unit != laws[0].Unit)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Laws in units of {laws[0].Unit} and {law.Unit} have no average. Bring them to one unit."), nameof(laws));
            }

            for (var i = 0; i < law._probability.Length; i++)
            {
                counts[i] += law._probability[i];
            }
        }

        return new PriceLaw(counts, laws[0].Unit);
    }

    /// <summary>F(b): how often a bid wins.</summary>
    public double WinRate(double bid) => bid < 0 ? 0 : _wins[Cell(bid)];

    /// <summary>C(b): what a bid costs an auction on average at second price.</summary>
    public double Cost(double bid) => bid < 0 ? 0 : _costs[Cell(bid)];

    /// <summary>The price below which a share of all lies.</summary>
    /// <param name="share">In [0, 1].</param>
    public double Quantile(double share)
    {
        var at = Array.BinarySearch(_wins, share);
        return Math.Min(_wins.Length - 1, at < 0 ? ~at : at) * Unit;
    }

    /// <summary>The law with every price multiplied, in the same units.</summary>
    /// <param name="factor">&gt; 0.</param>
    public PriceLaw Scaled(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        var counts = new double[(int)Math.Ceiling((_probability.Length - 1) * factor) + 1];
        for (var i = 0; i < _probability.Length; i++)
        {
            // Shared by the two nearest prices, so that the mean is multiplied exactly.
            var place = i * factor;
            var low = (int)place;
            counts[low] += _probability[i] * (1 - (place - low));
            counts[Math.Min(low + 1, counts.Length - 1)] += _probability[i] * (place - low);
        }

        return new PriceLaw(counts, Unit);
    }

    private int Cell(double bid) => bid >= Highest ? _probability.Length - 1 : (int)(bid / Unit);
}
