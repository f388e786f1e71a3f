namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>
/// Forecasts of one kind for every day and item, as known on the morning of the day: the sum of the units of that day and of the L days after it.
/// </summary>
internal sealed class ForecastColumns
{
    private readonly DemandHistory _history;
    private readonly int _periods;
    private readonly ShopLevel _sales;
    private readonly Dictionary<string, ShopLevel> _levels;

    /// <summary>Prepares them.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="periods">L + 1.</param>
    /// <param name="fitBefore">Weekdays are fitted on the days before.</param>
    public ForecastColumns(DemandHistory history, int periods, int fitBefore)
    {
        (_history, _periods, _sales) = (history, periods, new ShopLevel(history, history.Units, fitBefore));
        _levels = history.Signals.ToDictionary(s => s.Key, s => new ShopLevel(history, s.Value, fitBefore), StringComparer.Ordinal);
    }

    /// <summary>An item's share of the shop's sales by exponential smoothing, s' = s + a (x - s), times the sales that are expected. With a = 0 the mean share of all days so far.</summary>
    public double[][] Smoothed(double alpha) => Expected(Shares(_history.Units, _sales, alpha), _sales);

    /// <summary>A signal forecast like the sales, times the units that one count of it has stood for so far.</summary>
    /// <param name="signal">Its name.</param>
    /// <param name="alpha">Smoothing constant.</param>
    /// <param name="prior">The shop's mean conversion counts as much as so many units sold of the item.</param>
    public double[][] Converted(string signal, double alpha, double prior)
    {
        var signals = _history.Signals[signal];
        var counted = Expected(Shares(signals, _levels[signal], alpha), _levels[signal]);
        var items = _history.ItemIds.Count;
        var (units, counts) = (new double[items], new double[items]);
        for (var day = 0; day <= _history.Days; day++)
        {
            var all = counts.Sum();
            var shop = all > 0 ? units.Sum() / all : 0;
            for (var item = 0; item < items; item++)
            {
                counted[day][item] *= shop > 0 ? (units[item] + prior) / (counts[item] + (prior / shop)) : 0;
                if (day < _history.Days)
                {
                    (units[item], counts[item]) = (units[item] + _history.Units[day][item], counts[item] + signals[day][item]);
                }
            }
        }

        return counted;
    }

    /// <summary>The sums of intents of the morning, carried over the days to come; null where a day was not scored.</summary>
    public double[]?[] Intent() =>
        [.. _history.Intent!.Select((sums, day) => sums?.Select(s => s * Ahead(_sales, day) / _sales.Expected(day, day)).ToArray())];

    // [days + 1][items], relative to what the shop expected to count that day, as known on the morning of a day.
    private double[][] Shares(IReadOnlyList<double[]> counts, ShopLevel level, double alpha)
    {
        var (share, seen) = (new double[_history.ItemIds.Count], new double[_history.ItemIds.Count]);
        var mornings = new double[_history.Days + 1][];
        for (var day = 0; day <= _history.Days; day++)
        {
            mornings[day] = WithUnseen(share, seen);
            if (day is 0 || day == _history.Days)
            {
                continue; // on the first day the shop had no level yet
            }

            var step = Math.Max(alpha, 1.0 / day); // the first days are averaged
            var expected = level.Expected(day, day);
            for (var item = 0; item < share.Length; item++)
            {
                share[item] += step * ((counts[day][item] / Math.Max(expected, 1)) - share[item]);
                seen[item] += counts[day][item];
            }
        }

        return mornings;
    }

    // Shares that add up to 1: while the level lags behind a growing shop they are more. Items not counted yet have together what those counted once have
    // of all counts, one as much as the other (Good 1953): without it an item's first sale would be taken for impossible.
    private static double[] WithUnseen(double[] share, double[] seen)
    {
        var (sum, all, unseen) = (share.Sum(), seen.Sum(), seen.Count(s => s == 0));
        var left = all > 0 && unseen > 0 ? Math.Min(.5, seen.Count(s => s == 1) / all) : 0;
        return [.. share.Select((s, item) => sum <= 0 ? 0 : seen[item] == 0 ? left / unseen : (1 - left) * s / sum)];
    }

    private double[][] Expected(double[][] shares, ShopLevel level)
    {
        for (var day = 0; day < shares.Length; day++)
        {
            var ahead = Ahead(level, day);
            for (var item = 0; item < shares[day].Length; item++)
            {
                shares[day][item] *= ahead;
            }
        }

        return shares;
    }

    private double Ahead(ShopLevel level, int morning) => Enumerable.Range(morning, _periods).Sum(day => level.Expected(morning, day));
}
