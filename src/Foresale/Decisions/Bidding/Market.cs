using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Bidding;

/// <summary>Draws the auctions of episodes. Used by one thread.</summary>
public interface IMarket
{
    /// <summary>Begins an episode: draws what holds for all of it, such as the day's price law.</summary>
    void Start(Random random);

    /// <summary>Draws the next auction of the episode.</summary>
    Auction Next(Random random);

    /// <summary>What an auction of this episode can yield on average at a budget an auction: known to the market, not to a bidder.</summary>
    double Worth(double rate);
}

/// <summary>How far days are from what is known beforehand.</summary>
public readonly record struct MarketDrift
{
    /// <summary>Deviation of the log of the factor on all prices of a day.</summary>
    public double LogPrice { get; init; }

    /// <summary>Deviation of the log of the factor on all values of a day.</summary>
    public double LogValue { get; init; }

    /// <summary>Largest correlation of value and price (of the normal deviates of a Gaussian copula); a day has 0, 1/3, 2/3 or all of it.</summary>
    public double Correlation { get; init; }
}

/// <summary>Laws of days, as tables that many markets share.</summary>
public sealed class MarketLaws
{
    private const int Points = 2_048, SampleSize = 8_192, Steps = 4, SampleSeed = 20_210;
    private readonly double[][] _prices;
    private readonly double[] _values;
    private readonly WorthCurve[][] _worth;

    /// <summary>Prepares the tables.</summary>
    /// <param name="prices">Laws of prices, each as likely as the others.</param>
    /// <param name="values">Law of values.</param>
    /// <param name="drift">How far a day is from its law.</param>
    public MarketLaws(IReadOnlyList<PriceLaw> prices, ValueLaw values, MarketDrift drift)
    {
        ArgumentNullException.ThrowIfNull(prices);
        ArgumentNullException.ThrowIfNull(values);
        Drift = drift;
        _prices = [.. prices.Select(l => (double[])[.. Enumerable.Range(0, Points).Select(i => l.Quantile((i + .5) / Points))])];
        _values = [.. Enumerable.Range(0, Points).Select(i => values.Quantile((i + .5) / Points))];
        var random = new Random(SampleSeed);
        _worth = [.. _prices.Select((_, law) => (WorthCurve[])[.. Enumerable.Range(0, Correlations).Select(step =>
            new WorthCurve([.. Enumerable.Range(0, SampleSize).Select(_ => Draw(random, law, Correlation(step)))]))])];
    }

    /// <summary>How far days are from their laws.</summary>
    public MarketDrift Drift { get; }

    /// <summary>Laws of prices.</summary>
    public int Count => _prices.Length;

    /// <summary>Steps of correlation.</summary>
    public int Correlations => Drift.Correlation == 0 ? 1 : Steps;

    /// <summary>The correlation of a step.</summary>
    public double Correlation(int step) => Drift.Correlation * step / (Steps - 1);

    /// <summary>What auctions of a law yield, with factors of 1.</summary>
    public WorthCurve Worth(int law, int step) => _worth[law][step];

    /// <summary>An auction of a law, with factors of 1.</summary>
    public Auction Draw(Random random, int law, double correlation)
    {
        ArgumentNullException.ThrowIfNull(random);
        var prices = _prices[law];
        if (correlation == 0)
        {
            return new Auction(_values[random.Next(Points)], prices[random.Next(Points)]);
        }

        // A Gaussian copula: others too pay more for a shopper who is worth more.
        var common = Normal.Sample(random, 0, 1);
        var other = (correlation * common) + (Math.Sqrt(1 - (correlation * correlation)) * Normal.Sample(random, 0, 1));
        return new Auction(_values[Place(common)], prices[Place(other)]);
    }

    private static int Place(double deviate) => Math.Min(Points - 1, (int)(Normal.CDF(0, 1, deviate) * Points));
}

/// <summary>A market made of laws. What an episode's law is, is drawn anew each time: a bidder cannot know it in advance.</summary>
/// <param name="laws">Laws of days.</param>
public sealed class SimulatedMarket(MarketLaws laws) : IMarket
{
    private int _law, _step;
    private double _priceFactor, _valueFactor;

    /// <inheritdoc/>
    public void Start(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        (_law, _step) = (random.Next(laws.Count), random.Next(laws.Correlations));
        _priceFactor = Math.Exp(laws.Drift.LogPrice * Normal.Sample(random, 0, 1));
        _valueFactor = Math.Exp(laws.Drift.LogValue * Normal.Sample(random, 0, 1));
    }

    /// <inheritdoc/>
    public Auction Next(Random random)
    {
        var auction = laws.Draw(random, _law, laws.Correlation(_step));
        return new Auction(auction.Value * _valueFactor, auction.Price * _priceFactor);
    }

    /// <inheritdoc/>
    public double Worth(double rate) => _valueFactor * laws.Worth(_law, _step).Value(rate / _priceFactor);
}

/// <summary>A market that draws auctions of a log with replacement, with factors on prices and values that are drawn a day.</summary>
/// <param name="log">Auctions; at least one.</param>
/// <param name="worth">Of that log; shared by markets.</param>
/// <param name="drift">How far a day is from the log; the correlation is the log's own.</param>
public sealed class LogMarket(IReadOnlyList<Auction> log, WorthCurve worth, MarketDrift drift) : IMarket
{
    private double _priceFactor, _valueFactor;

    /// <inheritdoc/>
    public void Start(Random random) =>
        (_priceFactor, _valueFactor) = (Math.Exp(drift.LogPrice * Normal.Sample(random, 0, 1)), Math.Exp(drift.LogValue * Normal.Sample(random, 0, 1)));

    /// <inheritdoc/>
    public Auction Next(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var auction = log[random.Next(log.Count)];
        return new Auction(auction.Value * _valueFactor, auction.Price * _priceFactor);
    }

    /// <inheritdoc/>
    public double Worth(double rate) => _valueFactor * worth.Value(rate / _priceFactor);
}
