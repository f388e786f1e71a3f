using Foresale.Events;
using Foresale.Server.Shop;

namespace Foresale.Server.Tests;

public class SeenEventsTests
{
    private static readonly DateOnly s_day = new(2026, 3, 2);

    [Fact]
    public void Events_are_known_for_seven_whole_days_and_then_forgotten()
    {
        var seen = new SeenEvents();
        seen.Add(Event("a"), s_day);
        for (var day = 1; day < 8; day++)
        {
            seen.Add(Event($"d{day}"), s_day.AddDays(day));
            Assert.True(seen.Contains(Event("a")));
        }

        seen.Add(Event("d8"), s_day.AddDays(8));
        Assert.False(seen.Contains(Event("a")));
        Assert.True(seen.Contains(Event("d1")));
        Assert.Equal(s_day.AddDays(1), seen.First);
    }

    [Fact]
    public void What_is_handed_over_piece_by_piece_comes_back_whole_and_what_failed_is_handed_over_again()
    {
        var (seen, pieces) = (new SeenEvents(), new List<(int, ReadOnlyMemory<byte>)>());
        void Save(bool isWritten)
        {
            var taken = seen.HandOver();
            seen.Saved(isWritten);
            pieces.AddRange(isWritten ? taken : []);
        }

        seen.Add(Event("a"), s_day);
        Save(isWritten: true);
        seen.Add(Event("b"), s_day);
        seen.Add(Event("c"), s_day.AddDays(1));
        Save(isWritten: false);
        seen.Add(Event("d"), s_day.AddDays(1));
        Save(isWritten: true);

        var loaded = SeenEvents.Load(pieces);
        Assert.Equal([s_day.DayNumber, s_day.DayNumber, s_day.DayNumber + 1], pieces.Select(p => p.Item1));
        Assert.All((string[])["a", "b", "c", "d"], id => Assert.True(loaded.Contains(Event(id))));
        Assert.False(loaded.Contains(Event("e")));
        loaded.Add(Event("f"), s_day.AddDays(8));
        Assert.False(loaded.Contains(Event("a")));
        Assert.True(loaded.Contains(Event("d")));
    }

    private static ShopEvent Event(string id) => new() { EventId = id, UserId = "u", Behavior = Behavior.View, Time = DateTimeOffset.UnixEpoch };
}
