using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>How a bandit tries what it does not know.</summary>
public enum BanditRule
{
    /// <summary>The highest end of an interval (LinUCB; Li et al. 2010).</summary>
    UpperBound,

    /// <summary>A draw of the weights (Thompson sampling; Agrawal and Goyal 2013).</summary>
    Thompson,
}

/// <summary>
/// A linear bandit over items: margin of a place = θ'φ(item, shopper) + noise, θ by ridge regression on all places shown so far. It learns while it shows,
/// for the page at hand: what a page does to later ones it cannot see.
/// </summary>
/// <remarks>
/// φ: 1, expected value now, click chance, their product, log popularity, log price, times shown, log price x click chance.
/// Letters: F features.
/// </remarks>
public sealed class LinearBandit : IPageRanker
{
    private const int FeatureCount = 8;
    private const int RefitEvery = 50; // pages
    private readonly PageTruth _truth;
    private readonly BanditRule _rule;
    private readonly double _width;
    private readonly PageScores _scores;
    private readonly Random _random;
    private readonly Matrix<double> _gram = Matrix<double>.Build.DenseIdentity(FeatureCount);
    private readonly Vector<double> _sums = Vector<double>.Build.Dense(FeatureCount);
    private readonly double[] _phi; // [I, F] of the page at hand
    private readonly double _unit;
    private readonly float[] _score;
    private readonly int[] _none = new int[1], _category;
    private Matrix<double> _inverse = Matrix<double>.Build.DenseIdentity(FeatureCount);
    private Matrix<double> _root = Matrix<double>.Build.DenseIdentity(FeatureCount);
    private Vector<double> _mean = Vector<double>.Build.Dense(FeatureCount);
    private int _pages;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="rule">How it tries.</param>
    /// <param name="width">Standard deviations that it adds or draws, &gt;= 0.</param>
    /// <param name="seed">Of the draws.</param>
    public LinearBandit(PageTruth truth, BanditRule rule, double width, int seed)
    {
        ArgumentNullException.ThrowIfNull(truth);
        (_truth, _rule, _width, _random, _scores) = (truth, rule, width, new Random(seed), new PageScores(truth));
        (_phi, _score, _category, _unit) = (new double[truth.Items * FeatureCount], new float[truth.Items], new int[truth.Items], truth.Margin.Average());
    }

    /// <inheritdoc/>
    public string Name => _rule is BanditRule.UpperBound ? "linucb" : "thompson";

    /// <summary>False keeps what it has learnt, and stops trying.</summary>
    public bool IsLearning { get; set; } = true;

    /// <inheritdoc/>
    public void Rank(PageShopper shopper, Span<int> page)
    {
        ArgumentNullException.ThrowIfNull(shopper);
        ReadFeatures(shopper);
        var theta = _mean;
        if (_rule is BanditRule.Thompson && IsLearning)
        {
            theta += _width * (_root * Vector<double>.Build.Dense(FeatureCount, _ => Normal.Sample(_random, 0, 1)));
        }

        for (var i = 0; i < _score.Length; i++)
        {
            var phi = _phi.AsSpan(i * FeatureCount, FeatureCount);
            var score = 0.0;
            for (var f = 0; f < FeatureCount; f++)
            {
                score += theta[f] * phi[f];
            }

            _score[i] = (float)(score + (_rule is BanditRule.UpperBound && IsLearning ? _width * Math.Sqrt(Spread(phi)) : 0));
        }

        WeightedRanking.Fill(_score, _category, 0, _none, page);
    }

    /// <inheritdoc/>
    public void Observe(PageShopper shopper, ReadOnlySpan<int> page, in PageOutcome outcome)
    {
        if (!IsLearning)
        {
            return;
        }

        for (var slot = 0; slot < page.Length; slot++)
        {
            var phi = Vector<double>.Build.DenseOfArray(_phi[(page[slot] * FeatureCount)..((page[slot] + 1) * FeatureCount)]);
            phi.OuterProduct(phi).Add(_gram, _gram);
            _sums.Add(phi * (slot == outcome.Bought ? _truth.Margin[page[slot]] / _unit : 0), _sums);
            if (slot == outcome.Bought)
            {
                break; // what stands below was not looked at
            }
        }

        if (++_pages % RefitEvery == 0)
        {
            _inverse = _gram.Inverse();
            _root = _inverse.Cholesky().Factor;
            _mean = _inverse * _sums;
        }
    }

    private double Spread(ReadOnlySpan<double> phi)
    {
        var sum = 0.0;
        for (var a = 0; a < FeatureCount; a++)
        {
            for (var b = 0; b < FeatureCount; b++)
            {
                sum += phi[a] * _inverse[a, b] * phi[b];
            }
        }

        return sum;
    }

    private void ReadFeatures(PageShopper shopper)
    {
        _scores.Read(shopper);
        for (var i = 0; i < _truth.Items; i++)
        {
            var (click, value) = (_scores.Click[i], _scores.Intent[i] * _truth.Margin[i] / _unit);
            var phi = _phi.AsSpan(i * FeatureCount, FeatureCount);
            (phi[0], phi[1], phi[2], phi[3]) = (1, 10 * value, click, 10 * value * click);
            (phi[4], phi[5], phi[6]) = (.3 * Math.Log(_truth.Popularity[i]), .3 * Math.Log(_truth.Price[i] / 30), shopper.Shown[i]);
            phi[7] = phi[5] * click;
        }
    }
}
