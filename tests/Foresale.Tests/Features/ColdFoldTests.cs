using CsCheck;
using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

/// <summary>A fold whose shoppers leave memory and come back.</summary>
public class ColdFoldTests
{
    [Fact]
    public void Shoppers_who_leave_memory_and_come_back_at_any_time_read_as_if_they_had_stayed()
    {
        Gen.Select(Logs, Gen.Int[0, 9].Array[60], Gen.Int[0, 5_000]).Sample((log, dice, bytes) =>
        {
            var (stay, leave) = (new FoldShop(WithWords), new FoldShop(WithWords, bytes: bytes));
            var day = 0;
            for (var i = 0; i < log.Length; i++)
            {
                for (; day < (DayOf(log[i]).DayNumber - DateOnly.FromDateTime(Midnight.Date).DayNumber); day++)
                {
                    stay.Day(day + 1);
                    leave.Day(day + 1);
                }

                Assert.Equal(stay.Token(log[i]), leave.Token(log[i]));
                Act(leave, dice[i]);
                foreach (var user in (string[])["u0", "u1", "u2", "u3"])
                {
                    Assert.Equal(stay.Fold.Glance(user), leave.Fold.Glance(user));
                    Assert.Equal(Bits(stay.All(5_000, "i1", user)), Bits(leave.All(5_000, "i1", user)));
                }
            }

            Assert.Equal(stay.Saved(), leave.Saved());
        }, iter: 300);
    }

    [Fact]
    public void Memory_holds_those_who_changed_and_of_the_others_no_more_than_it_may()
    {
        var shop = new FoldShop(bytes: 10_000);
        for (var user = 0; user < 200; user++)
        {
            shop.Do(Event(Behavior.View, user, user: $"u{user}"));
        }

        Assert.Equal((200, 200), (shop.Fold.ShopperCount, shop.Fold.UnheldShoppers));
        Assert.True(shop.Fold.ChangedBytes > 100_000);
        shop.HandOver();
        Assert.Equal((200, 0, 0L), (shop.Fold.ShopperCount, shop.Fold.UnheldShoppers, shop.Fold.ChangedBytes));
        shop.Fold.Saved(isWritten: true);
        Assert.InRange(shop.Fold.ShopperCount, 1, 10);

        for (var user = 0; user < 200; user++)
        {
            Assert.Equal(1, shop.Fold.Glance($"u{user}")!.Value.Events);
            Assert.InRange(shop.Fold.ShopperCount, 1, 10);
        }
    }

    [Fact]
    public void Who_is_asked_for_again_and_again_stays()
    {
        var shop = new FoldShop(bytes: 20_000);
        for (var user = 0; user < 200; user++)
        {
            shop.Do(Event(Behavior.View, user, user: $"u{user}"));
        }

        shop.HandOver();
        shop.Fold.Saved(isWritten: true);
        shop.Fold.Glance("u7");
        var reads = shop.Store.Reads;
        for (var user = 100; user < 200; user++)
        {
            shop.Fold.Glance($"u{user}");
            shop.Fold.Glance("u7");
        }

        Assert.InRange(shop.Store.Reads - reads, 100, 103);
    }

    [Fact]
    public void What_could_not_be_written_is_handed_over_again_and_stays_until_then()
    {
        var shop = new FoldShop(bytes: 0).Do(Event(Behavior.View, 0, user: "u1"));
        shop.HandOver();
        shop.Store.States.Clear(); // the disk is full
        shop.Fold.Saved(isWritten: false);
        Assert.Equal(1, shop.Fold.Glance("u1")!.Value.Events);

        shop.HandOver();
        shop.Fold.Saved(isWritten: true);
        Assert.Equal(["u1"], shop.Store.States.Keys);
        Assert.Equal(0, shop.Fold.ShopperCount);
        Assert.Equal(1, shop.Fold.Glance("u1")!.Value.Events);
    }

    [Fact]
    public void An_event_between_handing_over_and_writing_is_not_lost()
    {
        var shop = new FoldShop(bytes: 0).Do(Event(Behavior.View, 0, user: "u1"));
        shop.HandOver();
        shop.Do(Event(Behavior.View, 1, user: "u1"));
        shop.Fold.Saved(isWritten: true);

        Assert.Equal(2, shop.Fold.Glance("u1")!.Value.Events);
        shop.HandOver();
        shop.Fold.Saved(isWritten: true);
        Assert.Equal(0, shop.Fold.ShopperCount);
        Assert.Equal(2, shop.Fold.Glance("u1")!.Value.Events);
    }

    [Fact]
    public void Who_changes_while_others_are_handed_over_is_handed_over_as_they_stood_when_that_began()
    {
        Gen.Select(Logs, Gen.Int[0, 59], Gen.Int[0, 3].Array[60]).Sample((log, begin, slices) =>
        {
            var shop = new FoldShop();
            var stood = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            for (var i = 0; i < log.Length; i++)
            {
                shop.Do(log[i]);
                if (i == begin)
                {
                    stood = new(log[..(i + 1)].Select(e => e.UserId).Distinct().ToDictionary(user => user, shop.State), StringComparer.Ordinal);
                    shop.Fold.BeginHandOver();
                }

                shop.Fold.HandOver(i < begin ? 0 : slices[i]);
            }

            shop.Fold.HandOver(long.MaxValue);
            Assert.Equal(stood, shop.Store.States);
        }, iter: 300);
    }

    [Fact]
    public void A_handing_over_goes_on_for_as_many_bytes_as_it_is_given()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, user: "u1"), Event(Behavior.View, 0, user: "u2"), Event(Behavior.View, 0, user: "u3"));
        var each = shop.Fold.ChangedBytes / 3;
        Assert.Equal(0, shop.Fold.HandOver(long.MaxValue)); // none has begun
        shop.Fold.BeginHandOver();
        Assert.Throws<InvalidOperationException>(shop.Fold.BeginHandOver);

        Assert.Equal(each, shop.Fold.HandOver(1));
        Assert.Equal(["u1"], shop.Store.States.Keys);
        Assert.Equal(2 * each, shop.Fold.HandOver(each + 1));
        Assert.Equal((0L, 0L), (shop.Fold.HandOver(1), shop.Fold.ChangedBytes));
    }

    [Fact]
    public void Who_is_forgotten_while_out_of_memory_does_not_come_back()
    {
        var shop = new FoldShop(bytes: 0).Do(Event(Behavior.View, 0, user: "u1"), Event(Behavior.View, 0, user: "u2"));
        shop.HandOver();
        shop.Fold.Saved(isWritten: true);

        Assert.True(shop.Fold.Forget("u1"));
        Assert.False(shop.Fold.Forget("u1"));
        Assert.Null(shop.Fold.Glance("u1"));
        Assert.Equal(1, shop.Do(Event(Behavior.View, 1, user: "u1")).Fold.Glance("u1")!.Value.Events);
        Assert.Equal(1, shop.Fold.Glance("u2")!.Value.Events);
    }

    // What may happen to shoppers between two events.
    private static void Act(FoldShop shop, int die)
    {
        switch (die)
        {
            case 0:
                shop.HandOver();
                break;
            case 1 or 2:
                shop.HandOver().Fold.Saved(isWritten: die is 1);
                break;
            case 3:
                shop.HandOver(); // so that nobody is due
                shop.Fold.BeginHandOver();
                break;
            case 4 or 5:
                shop.Fold.HandOver(1);
                break;
            case 6:
                shop.Fold.Saved(isWritten: true);
                break;
        }
    }

    private static uint[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToUInt32Bits)];
}
