namespace Foresale.States;

/// <summary>
/// The days at whose beginning rows of <c>user</c> and <c>user-item</c> stand. They are counted back from the end of each slice,
/// so that its last window fits exactly; in training, later days follow whose windows the end of the slice cuts off.
/// </summary>
internal sealed class AsOfDays
{
    private const int ActiveDays = 30;
    private readonly Dictionary<DateOnly, bool> _days = [];

    public AsOfDays(SplitPlan plan, ShopCalendar calendar, double horizon, int every, bool keepCensored)
    {
        var (from, test) = (plan.From.ToUnixTimeMilliseconds(), plan.TestFrom.ToUnixTimeMilliseconds());
        if (plan.ByUser)
        {
            Fill(calendar, from, test, horizon, every, keepCensored);
        }
        else
        {
            var (validation, calibration) = (plan.ValidationFrom.ToUnixTimeMilliseconds(), plan.CalibrationFrom.ToUnixTimeMilliseconds());
            Fill(calendar, from, validation, horizon, every, keepCensored);
            Fill(calendar, validation, calibration, horizon, every, keepCensored: false);
            Fill(calendar, calibration, test, horizon, every, keepCensored: false);
        }

        Fill(calendar, test, plan.End.ToUnixTimeMilliseconds(), horizon, every, keepCensored: false);
    }

    /// <summary>All of them.</summary>
    public IEnumerable<DateOnly> Days => _days.Keys;

    /// <summary>Whether rows stand at the beginning of a day, and whether the slice's end cuts their windows off.</summary>
    public bool TryGet(DateOnly day, out bool censored) => _days.TryGetValue(day, out censored);

    /// <summary>Target <c>user</c> asks on a day about shoppers with an event since this instant, 30 days before; Unix milliseconds.</summary>
    public static long ActiveSince(ShopCalendar calendar, DateOnly day) => calendar.Midnight(day.AddDays(-ActiveDays));

    private void Fill(ShopCalendar calendar, long from, long to, double horizon, int every, bool keepCensored)
    {
        if (from >= to)
        {
            return;
        }

        var last = calendar.LatestFit(to, horizon);
        for (var day = last; calendar.Midnight(day) >= from; day = day.AddDays(-every))
        {
            _days[day] = false;
        }

        for (var day = last.AddDays(every); keepCensored && calendar.Midnight(day) < to; day = day.AddDays(every))
        {
            if (calendar.Midnight(day) >= from)
            {
                _days[day] = true;
            }
        }
    }
}
