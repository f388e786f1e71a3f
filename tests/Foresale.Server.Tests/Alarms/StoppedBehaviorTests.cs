using System.Globalization;
using Foresale.Events;
using Foresale.Server.Alarms;
using Foresale.Simulation;

namespace Foresale.Server.Tests.Alarms;

public class StoppedBehaviorTests
{
    private static readonly double s_limit = -Math.Log(new AlarmOptions().Improbable);

    [Fact]
    public void It_has_stopped_where_the_learnt_rate_makes_the_silence_improbable()
    {
        // 20 gaps of 50 views, all of one length: no clumps. (1 + v / 1000)^-20 < 1e-6 from v = 1000 (10^.3 - 1) = 995.26 on.
        var behavior = Learnt(gaps: 20, views: 50);

        View(behavior, 995);
        Assert.InRange(behavior.Surprise, s_limit - .02, s_limit);
        Assert.Equal(19.9, behavior.Expected, 9);

        View(behavior, 1);
        Assert.True(behavior.Surprise > s_limit);
    }

    [Fact]
    public void Purchases_in_clumps_need_a_longer_silence()
    {
        // Gaps of 1, 1, 1, 397 in turns: mean 100, variance 3 * 99^2 = 29,403, so clumps of 2.9403. Gaps of 100 alone have none.
        var (even, clumped) = (new StoppedBehavior(14), new StoppedBehavior(14));
        for (var i = 0; i < 20; i++)
        {
            View(even, 100);
            even.Came(1, isLearnt: true);
            View(clumped, i % 4 == 3 ? 397 : 1);
            clumped.Came(1, isLearnt: true);
        }

        View(even, 1_000);
        View(clumped, 1_000);

        Assert.Equal(20 * Math.Log(1.5), even.Surprise, 9);
        Assert.Equal(20 / 2.9403 * Math.Log(1.5), clumped.Surprise, 3);
    }

    [Fact]
    public void A_shop_without_history_has_no_alarm()
    {
        var behavior = Learnt(gaps: 9, views: 50);

        View(behavior, 1_000_000);

        Assert.Equal(0, behavior.Surprise);
    }

    [Fact]
    public void A_robot_that_reads_the_whole_shop_is_no_outage()
    {
        var behavior = Learnt(gaps: 20, views: 50);

        for (var page = 0; page < 10_000; page++)
        {
            behavior.View("robot");
        }

        Assert.Equal(20, behavior.Since);
    }

    [Fact]
    public void An_outage_teaches_nothing_and_an_order_of_many_lines_is_one_event()
    {
        var behavior = Learnt(gaps: 20, views: 50);
        var before = behavior.Keep();

        View(behavior, 5_000);
        behavior.Came(2, isLearnt: false);
        behavior.Came(2, isLearnt: true);

        Assert.Equal(before, behavior.Keep());
    }

    [Fact]
    public void What_was_learnt_weighs_half_after_the_half_life_and_comes_back_from_a_file()
    {
        var (behavior, day) = (new StoppedBehavior(14), 86_400_000L);
        View(behavior, 50);
        behavior.Came(day, isLearnt: true);
        View(behavior, 30);
        behavior.Came(15 * day, isLearnt: true);
        View(behavior, 7);
        var again = new StoppedBehavior(14);
        again.Remember(behavior.Keep());

        Assert.Equal(new StoppedBehavior.Memory(1.5, 55, 2_150, 7, 15 * day), again.Keep());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Two_months_of_the_built_in_shop_are_quiet_and_a_broken_tag_is_not(int seed)
    {
        var events = PlantedShop.Load().Generate(6_000, seed).Events.OrderBy(e => e.Arrival).ThenBy(e => e.EventId, StringComparer.Ordinal).ToList();
        var broken = events[0].Arrival.AddDays(50);

        Behavior[] watched = [Behavior.Search, Behavior.Favorite, Behavior.Cart, Behavior.Purchase];
        foreach (var behavior in watched)
        {
            var (whole, _, most) = Run(events, behavior);
            var (cut, missed, _) = Run([.. events.Where(e => e.Behavior != behavior || e.Arrival < broken)], behavior);

            Assert.True(whole is null, string.Create(CultureInfo.InvariantCulture, $"{behavior} fired at {whole} ({most})"));
            Assert.True(cut > broken, $"{behavior} never fired");
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seed} {behavior}: quiet, most {most:F1} of {s_limit:F1}; broken, fired after {(cut!.Value - broken).TotalHours:F1} h, {missed:F0} missed"));
        }
    }

    private static (DateTimeOffset? Fired, double Missed, double Most) Run(IReadOnlyList<ShopEvent> events, Behavior watched)
    {
        var (behavior, most) = (new StoppedBehavior(new AlarmOptions().HalfLifeDays), 0.0);
        foreach (var shopEvent in events)
        {
            if (shopEvent.Behavior == Behavior.View)
            {
                behavior.View(shopEvent.UserId);
            }
            else if (shopEvent.Behavior == watched)
            {
                behavior.Came(shopEvent.Arrival.ToUnixTimeMilliseconds(), isLearnt: true);
            }

            most = Math.Max(most, behavior.Surprise);
            if (behavior.Surprise > s_limit)
            {
                return (shopEvent.Arrival, behavior.Expected, most);
            }
        }

        return (null, behavior.Expected, most);
    }

    private static StoppedBehavior Learnt(int gaps, int views)
    {
        var behavior = new StoppedBehavior(14);
        for (var i = 0; i < gaps; i++)
        {
            View(behavior, views);
            behavior.Came(1, isLearnt: true);
        }

        return behavior;
    }

    private static void View(StoppedBehavior behavior, int views)
    {
        for (var i = 0; i < views; i++)
        {
            behavior.View(string.Create(CultureInfo.InvariantCulture, $"u{i}"));
        }
    }
}
