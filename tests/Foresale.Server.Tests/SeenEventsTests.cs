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

    [Fact]
    public void The_line_of_an_order_counts_once_for_each_shopper_so_that_nobody_claims_another_s()
    {
        var seen = new SeenEvents();
        seen.Add(Line("stranger", "o-1001", "i"), s_day);

        Assert.True(seen.Contains(Line("stranger", "o-1001", "i")));
        Assert.False(seen.Contains(Line("anna", "o-1001", "i")));
        Assert.False(seen.Contains(Line("stranger", "o-1001", "j")));
    }

    [Fact]
    public void The_line_of_an_order_is_known_by_the_shopper_s_name_and_by_the_cookie_it_came_under()
    {
        var seen = new SeenEvents();
        seen.Add(Line("cookie", "o1", "i", "cookie"), s_day);
        seen.Add(Line("anna", "o2", "i", "phone"), s_day);

        Assert.True(seen.Contains(Line("anna", "o1", "i", "cookie")));
        Assert.True(seen.Contains(Line("anna", "o2", "i")));
        Assert.True(seen.Contains(Line("phone", "o2", "i", "phone")));
        Assert.False(seen.Contains(Line("anna", "o1", "i")));
    }

    private static ShopEvent Line(string user, string order, string item, string? cookie = null) =>
        new() { EventId = Guid.NewGuid().ToString(), UserId = user, AnonymousId = cookie, Behavior = Behavior.Purchase, OrderId = order, ItemId = item, Time = DateTimeOffset.UnixEpoch };

    private static ShopEvent Event(string id) => new() { EventId = id, UserId = "u", Behavior = Behavior.View, Time = DateTimeOffset.UnixEpoch };
}
