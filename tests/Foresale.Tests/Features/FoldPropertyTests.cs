using CsCheck;
using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class FoldPropertyTests
{
    private static readonly string[] s_users = ["u0", "u1", "u2", "u3"];

    [Fact]
    public void Changing_every_event_after_an_instant_changes_no_state_at_or_before_it() =>
        Gen.Select(Logs, Logs, Gen.Int[0, 3 * 1440]).Sample(
            (log, other, minute) =>
            {
                var past = log.Where(e => e.Time <= At(minute));
                var changed = InOrder(past.Concat(other.Where(e => e.Time > At(minute))));

                Assert.Equal(StatesUpTo(InOrder(log), minute), StatesUpTo(changed, minute));
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void The_order_of_shoppers_within_a_day_changes_nothing() =>
        Logs.Sample(
            log =>
            {
                var turned = log.OrderBy(DayOf).ThenByDescending(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Time).ToArray();

                Assert.Equal(FinalStates(Replay(log)), FinalStates(Replay(turned)));
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void Reading_in_between_changes_nothing() =>
        Logs.Sample(
            log =>
            {
                var read = new FoldShop(WithWords);
                Replay(read, log, after: e => read.All((e.Time - Midnight).TotalMinutes, e.ItemId, e.UserId));

                Assert.Equal(FinalStates(Replay(log)), FinalStates(read));
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void Folding_in_two_halves_equals_folding_whole() =>
        Gen.Select(Logs, Gen.Int[0, 60]).Sample(
            (log, cut) =>
            {
                cut = Math.Min(cut, log.Length);
                var halves = new FoldShop(WithWords);
                var day = Replay(halves, log[..cut]);
                FinalStates(halves);
                Replay(halves, log[cut..], day);

                Assert.Equal(FinalStates(Replay(log)), FinalStates(halves));
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void A_fold_that_was_written_and_read_goes_on_as_if_nothing_had_happened() =>
        Gen.Select(Logs, Gen.Int[0, 60]).Sample(
            (log, cut) =>
            {
                cut = Math.Min(cut, log.Length);
                var restarted = new FoldShop(WithWords);
                var day = Replay(restarted, log[..cut]);
                restarted.Restart();
                Replay(restarted, log[cut..], day);

                Assert.Equal(FinalStates(Replay(log)), FinalStates(restarted));
                Assert.Equal(Replay(log).Saved(), restarted.Saved());
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void Forgetting_a_shopper_changes_no_other_and_leaves_a_stranger() =>
        Gen.Select(Logs, Gen.Int[0, 60]).Sample(
            (log, cut) =>
            {
                cut = Math.Min(cut, log.Length);
                var (whole, forgetful) = (Replay(log), new FoldShop(WithWords));
                var day = Replay(forgetful, log[..cut]);
                forgetful.Fold.Forget("u0");
                Replay(forgetful, [.. log[cut..].Where(e => e.UserId is not "u0")], day);

                foreach (var user in s_users[1..])
                {
                    // Items count what the forgotten shopper did until then, and not what they would have done after it.
                    Assert.Equal(OfShopper(whole, user), OfShopper(forgetful, user));
                }

                Assert.Equal(OfShopper(new FoldShop(WithWords), "u0"), OfShopper(forgetful, "u0"));
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void Counters_of_two_shards_add_up_to_those_of_one() =>
        Logs.Sample(
            log =>
            {
                var whole = new FoldShop(WithWords);
                for (var day = Replay(whole, log); day < 3;)
                {
                    whole.Day(++day);
                }

                var even = new FoldShop(WithWords);
                var odd = new FoldShop(WithWords);
                for (var day = 0; day <= 3; day++)
                {
                    if (day > 0)
                    {
                        var (ofEven, ofOdd) = (even.Fold.TakeDay(), odd.Fold.TakeDay());
                        even.Fold.BeginDay(ofEven.Day.AddDays(1), [ofOdd]);
                        odd.Fold.BeginDay(ofOdd.Day.AddDays(1), [ofEven]);
                    }

                    even.Do([.. log.Where(e => DayNumber(e) == day && e.UserId is "u0" or "u2")]);
                    odd.Do([.. log.Where(e => DayNumber(e) == day && e.UserId is "u1" or "u3")]);
                }

                foreach (var user in s_users)
                {
                    var shard = user is "u0" or "u2" ? even : odd;
                    Assert.Equal(whole.All(3 * 1440, "i1", user), shard.All(3 * 1440, "i1", user));
                }
            },
            iter: 60,
            seed: "0000000000001");

    [Fact]
    public void A_later_event_changes_no_earlier_reading()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.Cart, 1));
        var reading = shop.All(1);

        shop.Do(Event(Behavior.Purchase, 2));

        Assert.Equal(new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.Cart, 1)).All(1), reading);
        Assert.NotEqual(reading, shop.All(2));
    }

    [Fact]
    public void Time_never_goes_back_for_a_shopper()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 10), Event(Behavior.View, 5));

        Assert.Equal(0f, shop.Read("user_days_since_event", 10));
        Assert.Equal(0f, shop.Read("session_seconds_before_last", 10));
        Assert.Equal(shop.All(10), shop.All(3));
    }

    [Fact]
    public void The_properties_hold_for_the_features_of_words_too()
    {
        var (with, without) = (new FoldShop(WithWords).Fold, new FoldShop().Fold);

        Assert.Equal(
            ["last_detail", "last_query", "second_last_detail", "session_detail", "session_steps_since_detail", "third_last_detail", "user_detail"],
            [.. with.Schema.Columns.Except(without.Schema.Columns).Select(c => c.Name.Split('=')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        Assert.Contains("detail", with.TokenSchema.Fields.Select(f => f.Name), StringComparer.Ordinal);
    }

    private static int DayNumber(ShopEvent shopEvent) => (int)(shopEvent.Time - Midnight).TotalDays;

    private static ShopEvent[] InOrder(IEnumerable<ShopEvent> events) =>
        [.. events.OrderBy(DayOf).ThenBy(e => e.UserId, StringComparer.Ordinal).ThenBy(e => e.Time)];

    private static FoldShop Replay(ShopEvent[] log)
    {
        var shop = new FoldShop(WithWords);
        Replay(shop, log);
        return shop;
    }

    private static int Replay(FoldShop shop, ShopEvent[] log, int day = 0, Action<ShopEvent>? after = null)
    {
        foreach (var shopEvent in log)
        {
            while (day < DayNumber(shopEvent))
            {
                shop.Day(++day);
            }

            shop.Do(shopEvent);
            after?.Invoke(shopEvent);
        }

        return day;
    }

    // The states after each event at or before the minute, in the order of the log.
    private static List<float[]> StatesUpTo(ShopEvent[] log, int minute)
    {
        var states = new List<float[]>();
        var shop = new FoldShop(WithWords);
        Replay(shop, log, after: e =>
        {
            if (e.Time <= At(minute))
            {
                states.Add(shop.All((e.Time - Midnight).TotalMinutes, e.ItemId, e.UserId));
            }
        });
        return states;
    }

    private static float[] OfShopper(FoldShop shop, string user)
    {
        var columns = shop.Fold.Schema.Columns.Select((c, i) => (c.Group, i)).Where(c => c.Group == FeatureGroup.User).Select(c => c.i);
        var all = shop.All(4 * 1440, item: null, user);
        return [.. columns.Select(i => all[i])];
    }

    private static List<float[]> FinalStates(FoldShop shop) =>
        [.. s_users.SelectMany(user => new[] { "i0", "i1", null }.Select(item => shop.All(4 * 1440, item, user)))];
}
