namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>
/// Forecasts of one kind for every day and item, as known on the morning of the day: the sum of the units of that day and of the L days after it.
/// </summary>
internal sealed class ForecastColumns
{
    private const double PriorUnits = 1; // the shop's mean conversion counts as much as one unit sold
    private readonly DemandHistory _history;
    private readonly WeekdayFactors _weekdays;
    private readonly int _periods;
    private readonly int _fitBefore;

    /// <summary>Prepares them.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="periods">L + 1.</param>
    /// <param name="fitBefore">Weekdays are fitted on the days before.</param>
    public ForecastColumns(DemandHistory history, int periods, int fitBefore) =>
        (_history, _periods, _fitBefore, _weekdays) = (history, periods, fitBefore, new WeekdayFactors(history, history.Units, fitBefore));

    /// <summary>Exponential smoothing of the sales, s' = s + a (x - s), from the mean of the days so far on. With a = 0 the mean of all days so far.</summary>
    public double[][] Smoothed(double alpha) => Scaled(Smooth(_history.Units, _weekdays, alpha));

    /// <summary>A signal, smoothed, times the units that one count of it has stood for so far.</summary>
    public double[][] Converted(IReadOnlyList<double[]> signal, double alpha)
    {
        var smooth = Smooth(signal, new WeekdayFactors(_history, signal, _fitBefore), alpha);
        var items = _history.ItemIds.Count;
        var (units, counts) = (new double[items], new double[items]);
        for (var day = 0; day <= _history.Days; day++)
        {
            var shop = counts.Sum() > 0 ? units.Sum() / counts.Sum() : 0;
            for (var item = 0; item < items; item++)
            {
                var conversion = shop > 0 ? (units[item] + PriorUnits) / (counts[item] + (PriorUnits / shop)) : 0;
                smooth[day][item] *= conversion;
                if (day < _history.Days)
                {
                    (units[item], counts[item]) = (units[item] + _history.Units[day][item], counts[item] + signal[day][item]);
                }
            }
        }

        return Scaled(smooth);
    }

    /// <summary>The sums of intents of the morning, carried over the days to come by their weekdays; null where a day was not scored.</summary>
    public double[]?[] Intent() =>
        [.. _history.Intent!.Select((sums, day) => sums?.Select(s => s * Ahead(day) / _weekdays[_history.WeekdayOf(day)]).ToArray())];

    // [days + 1][items] as known on the morning of a day.
    private double[][] Smooth(IReadOnlyList<double[]> counts, WeekdayFactors weekdays, double alpha)
    {
        var level = new double[_history.ItemIds.Count];
        var mornings = new double[_history.Days + 1][];
        for (var day = 0; day <= _history.Days; day++)
        {
            mornings[day] = (double[])level.Clone();
            if (day == _history.Days)
            {
                break;
            }

            var step = Math.Max(alpha, 1.0 / (day + 1)); // the first days are averaged
            for (var item = 0; item < level.Length; item++)
            {
                level[item] += step * ((counts[day][item] / weekdays[_history.WeekdayOf(day)]) - level[item]);
            }
        }

        return mornings;
    }

    private double[][] Scaled(double[][] mornings)
    {
        for (var day = 0; day < mornings.Length; day++)
        {
            var ahead = Ahead(day);
            for (var item = 0; item < mornings[day].Length; item++)
            {
                mornings[day][item] *= ahead;
            }
        }

        return mornings;
    }

    private double Ahead(int day) => Enumerable.Range(day, _periods).Sum(d => _weekdays[_history.WeekdayOf(d)]);
}
