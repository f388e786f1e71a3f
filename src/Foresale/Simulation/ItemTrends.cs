namespace Foresale.Simulation;

/// <summary>
/// Fashions: the log-popularity of an item follows an AR(1) by day around its catalogue value, x' = phi x + sqrt(1 - phi^2) sigma e, from its
/// stationary law on. Drawn from the log's seed by a stream of its own, so that shoppers draw what they would have drawn without it.
/// </summary>
/// <remarks>Popularity parts items of one category and band only, where neither a step's chances nor the filter of the truth look: P(purchase in the session) stays exact.</remarks>
public sealed class ItemTrends
{
    private const int Stream = -1;      // shoppers have the streams from 0 on
    private const int Futures = 32;     // pairs of draws that a forecast averages
    private readonly TrendSection _section;
    private readonly double[] _base;
    private readonly double[][] _log;   // [day][item]
    private readonly double[][] _popularity;
    private readonly int _seed;

    internal ItemTrends(TrendSection section, double[] popularity, int seed, int days)
    {
        (_section, _base, _seed) = (section, popularity, seed);
        var random = new Random(ShopperDraw.Mix(seed, Stream));
        var (phi, step) = (section.Persistence, section.Deviation * Math.Sqrt(1 - (section.Persistence * section.Persistence)));
        _log = new double[days][];
        for (var day = 0; day < days; day++)
        {
            _log[day] = new double[popularity.Length];
            for (var item = 0; item < popularity.Length; item++)
            {
                var noise = ShopCatalogue.Normal(random);
                _log[day][item] = day == 0 ? section.Deviation * noise : (phi * _log[day - 1][item]) + (step * noise);
            }
        }

        _popularity = [.. _log.Select(x => x.Select((v, item) => popularity[item] * Math.Exp(v)).ToArray())];
    }

    /// <summary>Weights of a day by item, in the order of the catalogue, &gt; 0.</summary>
    public double[] Popularity(int day) => _popularity[day];

    /// <summary>Futures of a day's weights, given the trend of the evening before a day: equally likely draws, in pairs of opposite noise.</summary>
    /// <param name="day">The day, &gt;= <paramref name="asOf"/>.</param>
    /// <param name="asOf">The morning of this day is now, &gt;= 1.</param>
    internal IEnumerable<double[]> Forecast(int day, int asOf)
    {
        var left = Math.Pow(_section.Persistence, day - asOf + 1);
        var spread = _section.Deviation * Math.Sqrt(1 - (left * left));
        var random = new Random(ShopperDraw.Mix(_seed, Stream - 1 - day));
        var (up, down) = (new double[_base.Length], new double[_base.Length]);
        for (var draw = 0; draw < Futures; draw++)
        {
            for (var item = 0; item < _base.Length; item++)
            {
                var (mean, noise) = (left * _log[asOf - 1][item], spread * ShopCatalogue.Normal(random));
                (up[item], down[item]) = (_base[item] * Math.Exp(mean + noise), _base[item] * Math.Exp(mean - noise));
            }

            yield return up;
            yield return down;
        }
    }
}
