namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>
/// How much a shop counts in a day, all items together: a level that grows or falls (Holt 1957, exponential smoothing of level and trend) times the factor of the weekday.
/// Items are forecast relative to it, so that a growing shop is not taken for growing items.
/// </summary>
internal sealed class ShopLevel
{
    private const double LevelStep = .15, TrendStep = .1;
    private const double Prior = 50; // counts: few weeks of few sales say little of a weekday
    private readonly DemandHistory _history;
    private readonly double[] _weekday = new double[7];
    private readonly double[] _level; // [morning]
    private readonly double[] _trend; // [morning], a day

    /// <summary>Weekdays are fitted on the days before a day; levels are those of each morning.</summary>
    public ShopLevel(DemandHistory history, IReadOnlyList<double[]> counts, int before)
    {
        _history = history;
        double[] totals = [.. counts.Select(day => day.Sum())];
        FitWeekdays(totals, before);
        (_level, _trend) = (new double[totals.Length + 1], new double[totals.Length + 1]);
        for (var day = 0; day < totals.Length; day++)
        {
            var count = totals[day] / _weekday[(int)history.WeekdayOf(day)];
            var step = Math.Max(LevelStep, 1.0 / (day + 1)); // the first days are averaged
            var level = _level[day] + _trend[day] + (step * (count - _level[day] - _trend[day]));
            _trend[day + 1] = day == 0 ? 0 : _trend[day] + (TrendStep * (level - _level[day] - _trend[day]));
            _level[day + 1] = Math.Max(0, level);
        }
    }

    /// <summary>What a morning expects of a day: the morning's own or a later one. Above 0.</summary>
    public double Expected(int morning, int day) =>
        Math.Max(1e-9, (_level[morning] + ((day - morning + 1) * _trend[morning])) * _weekday[(int)_history.WeekdayOf(day)]);

    private void FitWeekdays(double[] totals, int before)
    {
        var (sums, days) = (new double[7], new int[7]);
        for (var day = 0; day < before; day++)
        {
            sums[(int)_history.WeekdayOf(day)] += totals[day];
            days[(int)_history.WeekdayOf(day)]++;
        }

        var mean = before > 0 ? sums.Sum() / before : 0;
        for (var weekday = 0; weekday < 7; weekday++)
        {
            _weekday[weekday] = (sums[weekday] + Prior) / ((days[weekday] * mean) + Prior);
        }
    }
}
