using Foresale.Description;
using Foresale.Events;

namespace Foresale.Tests.Description;

/// <summary>A clean log of eight weeks, for one fault to be planted in.</summary>
internal static class SomeFacts
{
    public static readonly DateOnly FirstDay = new(2026, 3, 2); // a Monday
    public const int DayCount = 56;

    public static LogFacts Clean()
    {
        var start = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        return new LogFacts
        {
            Info = new MemoryDataset([]).Info with { Events = 56 * 460, RowsRead = 56 * 460, FirstTime = start, LastTime = start.AddDays(56).AddSeconds(-1) },
            Days = Days(),
            Hours = [.. Enumerable.Range(0, 56 * 24).Select(h => new HourStarts((start.ToUnixTimeSeconds() / 3600) + h, h % 24 is >= 1 and < 6 ? 0 : 5))],
            // Each night is silent from 1 to 6.
            Stretches = [.. Enumerable.Range(0, 20).Select(d => new Stretch(start.AddDays(d).AddHours(1), start.AddDays(d).AddHours(6)))],
            Presence = [new("order_id", 0, 3360, 0, 20000), new("category", 3300, 3360, 19000, 20000), new("quantity", 3360, 3360, 20, 20000)],
            Bursts = [new(start.AddHours(20), 1, 4, 4), new(start.AddHours(20), 60, 20, 12)],
            Clock = new(20000, 0, 0, 0, 0, 0),
            Paces = [new("ann", 40, 8, 2, 30, 40, 35), new("bob", 90, 3, 0, 60, 20, 18)],
            PaceSpread = (Math.Log(6), .4),
            Outcomes = [new("session", "channel", "mail", 100, 95, 200, 150)],
        };
    }

    /// <summary>On each day 400 views and 60 purchases, at week-ends half of them, with a little unevenness.</summary>
    public static IReadOnlyList<DayCount> Days(Func<DateOnly, Behavior, long, long>? change = null)
    {
        var days = new List<DayCount>();
        for (var i = 0; i < DayCount; i++)
        {
            var day = FirstDay.AddDays(i);
            var half = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 2 : 1;
            foreach (var (behavior, count) in new[] { (Behavior.View, (400 + (i * 7 % 40)) / half), (Behavior.Purchase, (60 + (i * 5 % 14)) / half) })
            {
                var changed = change?.Invoke(day, behavior, count) ?? count;
                if (changed > 0)
                {
                    days.Add(new DayCount(day, behavior, changed));
                }
            }
        }

        return days;
    }
}
