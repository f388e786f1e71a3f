namespace Foresale.Features;

/// <summary>An instant in the shop's time zone.</summary>
/// <param name="Day">Days since 0001-01-01, as <see cref="DateOnly.DayNumber"/>.</param>
/// <param name="Minute">Minute of the day, 0..1439.</param>
internal readonly record struct LocalTime(int Day, int Minute)
{
    /// <summary>Hour of the day, 0..23.</summary>
    public int Hour => Minute / 60;

    /// <summary>0 for Monday to 6 for Sunday. Day number 0 is a Monday.</summary>
    public int Weekday => Day % 7;
}

/// <summary>
/// Turns instants into the shop's days and minutes. A zone's offset is looked up once a quarter of an hour and kept:
/// offsets change on such boundaries only, and asking the zone's rules at each event would cost more than all features.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    private const long SlotMs = 15 * 60_000;
    private const int Slots = 1024; // More than ten days of quarters: a day's events hit it in any order.
    private const long UnixDayNumber = 719_162; // Day number of 1970-01-01.

    private readonly long[] _slot = Filled();
    private readonly long[] _offsetMs = new long[Slots];

    /// <summary>The local day and minute of an instant.</summary>
    /// <param name="unixMs">Unix milliseconds, UTC.</param>
    public LocalTime At(long unixMs)
    {
        var slot = FloorDivide(unixMs, SlotMs);
        var place = (int)(slot & (Slots - 1));
        if (_slot[place] != slot)
        {
            _offsetMs[place] = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(unixMs)).TotalMilliseconds;
            _slot[place] = slot;
        }

        var minutes = FloorDivide(unixMs + _offsetMs[place], 60_000);
        var day = FloorDivide(minutes, 1440);
        return new LocalTime((int)(day + UnixDayNumber), (int)(minutes - (day * 1440)));
    }

    private static long FloorDivide(long value, long divisor) => value >= 0 ? value / divisor : ((value + 1) / divisor) - 1;

    private static long[] Filled()
    {
        var slots = new long[Slots];
        Array.Fill(slots, long.MinValue);
        return slots;
    }
}
