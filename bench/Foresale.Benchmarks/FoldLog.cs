using System.Globalization;
using Foresale.Events;

namespace Foresale.Benchmarks;

/// <summary>
/// A log of 500,000 events as a dataset folder gives it: it is held as columns of numbers, and an event is made when it is read and dropped when it
/// is folded. As in the folder's reader a shopper, an item or a device is one string in memory, a session one string a visit, an event's name one an event.
/// A log of objects would be garbage of the benchmark's own: cold when the fold comes to it, and walked by every full collection.
/// </summary>
/// <remarks>5,000 sessions of ten events on each of ten days; 20,000 items, few of them popular, of 50 categories and 200 brands.</remarks>
internal sealed class FoldLog
{
    public const int Days = 10;
    public const int EventsADay = 50_000;
    public const int Events = Days * EventsADay;
    private const int Items = 20_000;
    private const int SessionEvents = 10;
    private static readonly Behavior[] s_mix = [Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.View, Behavior.Search, Behavior.Favorite, Behavior.Cart, Behavior.Cart, Behavior.Purchase, Behavior.Uncart];
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_devices = ["phone", "desktop", "tablet"], s_channels = ["ads", "direct"], s_details = ["image", "rating", "info", "deal"];
    private readonly Row[][] _days;
    private readonly string[] _users, _items = Words("item", Items), _categories = Words("category", 50), _brands = Words("brand", 200), _regions = Words("region", 10);

    /// <summary>Draws the log.</summary>
    public FoldLog(int shoppers, int seed)
    {
        var random = new Random(seed);
        _users = Words("user", shoppers);
        _days = [.. Enumerable.Range(0, Days).Select(_ => Draw(random))];
    }

    /// <summary>A day of the log.</summary>
    public static DateOnly DayOf(int day) => DateOnly.FromDateTime(s_start.Date).AddDays(day);

    /// <summary>Makes a day's events, shopper after shopper.</summary>
    public IEnumerable<ShopEvent> Read(int day)
    {
        var (session, name) = (-1, "");
        for (var i = 0; i < EventsADay; i++)
        {
            var row = _days[day][i];
            if (row.Session != session)
            {
                (session, name) = (row.Session, string.Create(CultureInfo.InvariantCulture, $"session-{day}-{row.Session}"));
            }

            yield return new ShopEvent
            {
                EventId = ((day * EventsADay) + i).ToString(CultureInfo.InvariantCulture),
                UserId = _users[row.User],
                Behavior = row.Behavior,
                Time = s_start.AddSeconds((day * 86_400) + row.Second),
                Sequence = row.Place,
                SessionId = name,
                ItemId = _items[row.Item],
                Category = _categories[row.Item % _categories.Length],
                Brand = _brands[row.Item % _brands.Length],
                Price = 5 + (row.Item % 997),
                Device = s_devices[row.User % s_devices.Length],
                Region = _regions[row.User % _regions.Length],
                Channel = s_channels[row.User % s_channels.Length],
                Detail = s_details[row.Place % s_details.Length],
            };
        }
    }

    private static string[] Words(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{kind}-{i}"))];

    private Row[] Draw(Random random)
    {
        var rows = new Row[EventsADay];
        for (var i = 0; i < EventsADay; i += SessionEvents)
        {
            var user = random.Next(_users.Length);
            var second = random.Next(80_000);
            var item = (int)(Items * Math.Pow(random.NextDouble(), 3));
            for (var j = i; j < i + SessionEvents; j++)
            {
                item = random.Next(3) == 0 ? item : (int)(Items * Math.Pow(random.NextDouble(), 3));
                second += random.Next(1, 300);
                rows[j] = new Row(user, i, j, s_mix[random.Next(s_mix.Length)], second, item);
            }
        }

        return [.. rows.OrderBy(r => _users[r.User], StringComparer.Ordinal).ThenBy(r => r.Second)];
    }

    private readonly record struct Row(int User, int Session, int Place, Behavior Behavior, int Second, int Item);
}
