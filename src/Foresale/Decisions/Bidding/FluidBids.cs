namespace Foresale.Decisions.Bidding;

/// <summary>
/// The bid level that spends a budget evenly where prices and values follow known laws: the budget an auction ρ gives the price of money λ(ρ), and
/// what winning is worth in money is value / λ (the Lagrangian of max E[v 1(win)] with E[cost] = ρ).
/// </summary>
/// <remarks>
/// At second price one bids that worth; at first price argmax over b of (worth - b) F(b), which is called bid shading. Values have mean 1 here, so
/// that the level μ(ρ) = 1 / λ(ρ) is what an average impression is worth, in money.
/// </remarks>
public sealed class FluidBids
{
    private const int Points = 240;
    private const double LowestShare = 1e-4; // of the mean price, as budget an auction
    private readonly double[] _logLevel = new double[Points];
    private readonly double[] _value = new double[Points];
    private readonly double[] _shaded = [];
    private readonly PriceLaw _prices;
    private readonly double _logLow;
    private readonly double _logStep;

    /// <summary>Solves for the levels.</summary>
    /// <param name="prices">Law of prices.</param>
    /// <param name="values">Law of values; only its shape matters.</param>
    /// <param name="rule">What a winner pays.</param>
    public FluidBids(PriceLaw prices, ValueLaw values, AuctionRule rule)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(values);
        (_prices, Rule) = (prices, rule);
        _shaded = rule is AuctionRule.FirstPrice ? Shaded(prices) : [];
        var most = Math.Max(prices.Mean, prices.Unit * 1e-3);
        _logLow = Math.Log(most * LowestShare);
        _logStep = (Math.Log(most * (rule is AuctionRule.FirstPrice ? prices.Highest / most : 1)) - _logLow) / (Points - 1);
        for (var i = 0; i < Points; i++)
        {
            var level = Solve(Math.Exp(_logLow + (i * _logStep)), values);
            _logLevel[i] = Math.Log(level);
            _value[i] = values.Shape.Average(v => v * prices.WinRate(BidFor(level * v)));
        }
    }

    /// <summary>What a winner pays.</summary>
    public AuctionRule Rule { get; }

    /// <summary>Law of prices.</summary>
    public PriceLaw Prices => _prices;

    /// <summary>μ(ρ): what an average impression is worth in money, if so much may be spent an auction.</summary>
    /// <param name="rate">ρ, &gt;= 0.</param>
    public double Level(double rate)
    {
        if (!(rate > 0))
        {
            return 0;
        }

        var place = (Math.Log(rate) - _logLow) / _logStep;
        if (place <= 0)
        {
            return Math.Exp(_logLevel[0] + (place * _logStep)); // below all that was solved: in proportion
        }

        var low = Math.Min((int)place, Points - 1);
        var high = Math.Min(low + 1, Points - 1);
        return Math.Exp(_logLevel[low] + (Math.Min(place - low, 1) * (_logLevel[high] - _logLevel[low])));
    }

    /// <summary>What an auction yields on average at that level, as a share of the mean value; rising and concave.</summary>
    /// <param name="rate">ρ, &gt;= 0.</param>
    public double Value(double rate)
    {
        if (!(rate > 0))
        {
            return 0;
        }

        var place = (Math.Log(rate) - _logLow) / _logStep;
        if (place <= 0)
        {
            return _value[0] * Math.Exp(place * _logStep);
        }

        var low = Math.Min((int)place, Points - 1);
        return _value[low] + (Math.Min(place - low, 1) * (_value[Math.Min(low + 1, Points - 1)] - _value[low]));
    }

    /// <summary>The bid for something of a worth in money.</summary>
    public double BidFor(double worth)
    {
        if (Rule is AuctionRule.SecondPrice)
        {
            return worth;
        }

        var cell = (int)Math.Min(worth / _prices.Unit, _shaded.Length - 1);
        return worth <= 0 ? 0 : Math.Min(worth, _shaded[cell] * _prices.Unit);
    }

    /// <summary>What a bid costs an auction on average.</summary>
    public double Cost(double bid) => Rule is AuctionRule.FirstPrice ? bid * _prices.WinRate(bid) : _prices.Cost(bid);

    private double Solve(double rate, ValueLaw values)
    {
        var (low, high) = (Math.Log(_prices.Unit * 1e-6), Math.Log((_prices.Highest + _prices.Unit) * 1e4));
        for (var step = 0; step < 50; step++)
        {
            var middle = (low + high) / 2;
            var level = Math.Exp(middle);
            var cost = 0d;
            foreach (var value in values.Shape)
            {
                cost += Cost(BidFor(level * value));
            }

            (low, high) = cost / values.Shape.Count > rate ? (low, middle) : (middle, high);
        }

        return Math.Exp(low);
    }

    // Best first-price bid, in units, by worth, in units: up to 8 times the highest price, beyond which nothing changes much.
    private static double[] Shaded(PriceLaw prices)
    {
        var best = new double[(8 * prices.Probability.Count) + 1];
        for (var worth = 0; worth < best.Length; worth++)
        {
            var gain = 0d;
            for (var bid = 0; bid < prices.Probability.Count && bid <= worth; bid++)
            {
                var found = (worth - bid) * prices.WinRate(bid * prices.Unit);
                (gain, best[worth]) = found > gain ? (found, bid) : (gain, best[worth]);
            }
        }

        return best;
    }
}
