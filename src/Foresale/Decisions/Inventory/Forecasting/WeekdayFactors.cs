namespace Foresale.Decisions.Inventory.Forecasting;

/// <summary>How much more than usual is counted on each day of the week, all items together; 1 on average.</summary>
internal sealed class WeekdayFactors
{
    private const double Prior = 50; // counts: few weeks of few sales say little of a weekday
    private readonly double[] _factor = new double[7];

    /// <summary>Fits them on the days before a day.</summary>
    public WeekdayFactors(DemandHistory history, IReadOnlyList<double[]> counts, int before)
    {
        var (sums, days) = (new double[7], new int[7]);
        for (var day = 0; day < before; day++)
        {
            sums[(int)history.WeekdayOf(day)] += counts[day].Sum();
            days[(int)history.WeekdayOf(day)]++;
        }

        var mean = before > 0 ? sums.Sum() / before : 0;
        for (var weekday = 0; weekday < 7; weekday++)
        {
            _factor[weekday] = (sums[weekday] + Prior) / ((days[weekday] * mean) + Prior);
        }
    }

    /// <summary>Factor of a weekday.</summary>
    public double this[DayOfWeek weekday] => _factor[(int)weekday];
}
