using Foresale.Events;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class ContextFeatureTests
{
    [Fact]
    public void Six_in_the_morning_is_a_quarter_of_the_circle()
    {
        var shop = new FoldShop();

        Assert.Equal(6f, shop.Read("hour", 360));
        Assert.Equal(1f, shop.Read("hour_sin", 360), 1e-6f);
        Assert.Equal(0f, shop.Read("hour_cos", 360), 1e-6f);
    }

    [Fact]
    public void Hours_and_days_are_the_shops_and_follow_daylight_saving()
    {
        var shop = new FoldShop(Settings with { Zone = "Europe/Paris" });

        Assert.Equal(13f, shop.Read("hour", 12 * 60));
        Assert.Equal(14f, shop.Read("hour", (27 * 1440) + (12 * 60))); // 29 March 2026: the clocks went forward
        Assert.Equal(1f, shop.Read("weekday=tuesday", (23 * 60) + 30)); // Monday evening in UTC
    }

    [Fact]
    public void The_calendar_knows_weekday_weekend_month_and_holidays()
    {
        var shop = new FoldShop(Settings with { Holidays = [new DateOnly(2026, 3, 7)] });

        Assert.Equal(1f, shop.Read("weekday=monday", 0));
        Assert.Equal(0f, shop.Read("weekend", 0));
        Assert.Equal(0f, shop.Read("holiday", 0));
        Assert.Equal(1f, shop.Read("weekday=saturday", 5 * 1440));
        Assert.Equal(1f, shop.Read("weekend", 5 * 1440));
        Assert.Equal(1f, shop.Read("holiday", 5 * 1440));
        Assert.Equal(3f, shop.Read("month", 0));
        Assert.Equal(2f, shop.Read("day_of_month", 0));
    }

    [Fact]
    public void The_sessions_device_stays_until_the_session_ends()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, device: "phone"), Event(Behavior.View, 1));
        Assert.Equal(1f, shop.Read("device=phone", 1));

        shop.Do(Event(Behavior.View, 2, session: "s2", device: "fridge"));
        Assert.Equal(0f, shop.Read("device=phone", 2));
        Assert.Equal(1f, shop.Read("device=(other)", 2));

        shop.Do(Event(Behavior.View, 3, session: "s3"));
        Assert.Equal(0f, shop.Read("device=(other)", 3));
    }
}
