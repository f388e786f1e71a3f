namespace Foresale.States;

/// <summary>Days of the shop's time zone as instants. A day may have 23 or 25 hours.</summary>
internal sealed class ShopCalendar(string zone)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
    private readonly Dictionary<DateOnly, long> _midnights = [];

    /// <summary>The day's first instant, Unix milliseconds. Where clocks jump over midnight, the first instant after the jump.</summary>
    public long Midnight(DateOnly day)
    {
        if (!_midnights.TryGetValue(day, out var instant))
        {
            var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
            while (_zone.IsInvalidTime(local))
            {
                local = local.AddMinutes(15);
            }

            // An hour that comes twice begins with its earlier pass, which has the larger offset.
            var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
            _midnights[day] = instant = new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
        }

        return instant;
    }

    /// <summary>The day that an instant falls on.</summary>
    public DateOnly DayOf(long instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(instant), _zone).DateTime);

    /// <summary>The first instant of the day that an instant falls on.</summary>
    public long MidnightOf(long instant) => Midnight(DayOf(instant));

    /// <summary>The instant a number of calendar days after a midnight; a part of a day counts in hours.</summary>
    public long After(DateOnly day, double days)
    {
        var whole = Math.Floor(days);
        return Midnight(day.AddDays((int)whole)) + (long)Math.Round((days - whole) * TimeSpan.MillisecondsPerDay);
    }

    /// <summary>The latest day whose midnight, and the days after it, fit before an instant.</summary>
    public DateOnly LatestFit(long end, double days)
    {
        var day = DayOf(end).AddDays(-(int)Math.Floor(days));
        while (After(day, days) > end)
        {
            day = day.AddDays(-1);
        }

        return day;
    }
}
