using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class ItemFeatureTests
{
    private const double Day = 1440;

    [Fact]
    public void An_event_of_today_changes_what_others_read_tomorrow_and_not_today()
    {
        var shop = new FoldShop();
        var before = shop.All(600, user: "u2");

        shop.Do(Event(Behavior.View, 0, price: 10, category: "c"), Event(Behavior.Purchase, 1, price: 10, category: "c"));
        var today = shop.All(600, user: "u2");
        shop.Day(1);

        Assert.Equal(before, today);
        Assert.Equal(MathF.Log(3f), shop.Read("item_popularity_1d", Day, user: "u2"), 1e-6f);
        Assert.Equal(0f, shop.Read("item_is_new", Day, user: "u2"));
        Assert.Equal(10f, shop.Read("item_price", Day, user: "u2"));
    }

    [Fact]
    public void Windows_of_one_seven_and_thirty_days_end_with_yesterday()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0)).Day(1).Day(2);

        Assert.Equal(0f, shop.Read("item_popularity_1d", 2 * Day));
        Assert.Equal(MathF.Log(2f), shop.Read("item_popularity_7d", 2 * Day), 1e-6f);

        shop.Day(7);
        Assert.Equal(MathF.Log(2f), shop.Read("item_popularity_7d", 7 * Day), 1e-6f);

        shop.Day(8);
        Assert.Equal(0f, shop.Read("item_popularity_7d", 8 * Day));

        shop.Day(30);
        Assert.Equal(MathF.Log(2f), shop.Read("item_popularity_30d", 30 * Day), 1e-6f);

        shop.Day(31);
        Assert.Equal(0f, shop.Read("item_popularity_30d", 31 * Day));
        Assert.Equal(31f, shop.Read("item_days_known", 31 * Day));
    }

    [Fact]
    public void Rates_are_drawn_towards_the_category_and_that_towards_the_shop()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a", category: "c"), Event(Behavior.Purchase, 1, "a", category: "c")).Day(1);

        var category = (1 + (20 * 0.1)) / (1 + 20);
        Assert.Equal(category, shop.Read("category_purchase_rate", Day, "a"), 1e-6);
        Assert.Equal((1 + (20 * category)) / (1 + 20), shop.Read("item_purchase_rate", Day, "a"), 1e-6);
        Assert.Equal(0.1, shop.Read("item_purchase_rate", Day, "unheard-of"), 1e-6);
        Assert.Equal(0.2, shop.Read("item_cart_rate", Day, "unheard-of"), 1e-6);
    }

    [Fact]
    public void Yesterday_above_the_weeks_pace_is_a_rising_trend()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.View, 1), Event(Behavior.View, 2)).Day(1);

        Assert.Equal(MathF.Log(4f / ((3f / 7f) + 1f)), shop.Read("item_trend", Day), 1e-6f);
    }

    [Fact]
    public void A_price_is_compared_with_category_past_and_shopper()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a", price: 9, category: "c"), Event(Behavior.View, 1, "b", user: "u2", price: 29, category: "c")).Day(1)
            .Do(Event(Behavior.View, Day, "a", session: "s2", price: 4, category: "c"));

        Assert.Equal(4f, shop.Read("item_price", Day, "a"));
        Assert.Equal(MathF.Log(5f / 20f), shop.Read("item_price_to_category", Day, "a"), 1e-5f); // (9 + 29) / 2
        Assert.Equal(MathF.Log(5f / 10f), shop.Read("item_price_to_usual", Day, "a"), 1e-5f);
        Assert.Equal(MathF.Log(5f / 10f), shop.Read("pair_price_change", Day, "a"), 1e-5f);
    }

    [Fact]
    public void The_catalogue_is_read_as_of_the_moment()
    {
        var settings = Settings with { ItemNumeric = ["rating"] };
        var items = new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal)
        {
            ["i1"] = [Row(DateTimeOffset.MinValue, "3"), Row(At(60), "5")],
        };
        var shop = new FoldShop(settings, items: items);

        Assert.Equal(3f, shop.Read("catalogue_rating", 59));
        Assert.Equal(5f, shop.Read("catalogue_rating", 60));
        Assert.True(float.IsNaN(shop.Read("catalogue_rating", 60, "i2")));

        static ItemRow Row(DateTimeOffset from, string rating) => new(from, new Dictionary<string, string>(StringComparer.Ordinal) { ["rating"] = rating });
    }

    [Fact]
    public void A_shoppers_history_with_an_item_is_told_by_action_and_by_time()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a"), Event(Behavior.Cart, Day, "a", session: "s2"), Event(Behavior.View, Day, "b", session: "s2"), Event(Behavior.View, Day, "b", session: "s2"));

        Assert.Equal(0.25f, shop.Read("pair_views_1d", 2 * Day, "a"), 1e-6f);
        Assert.Equal(0.5f, shop.Read("pair_carts_1d", 2 * Day, "a"), 1e-6f);
        Assert.Equal(2f, shop.Read("pair_events", 2 * Day, "a"));
        Assert.Equal(2f, shop.Read("pair_active_days", 2 * Day, "a"));
        Assert.Equal(1f, shop.Read("pair_session_events", 2 * Day, "a"));
        Assert.Equal(0.5f, shop.Read("pair_share", 2 * Day, "a"));
        Assert.Equal(1f, shop.Read("pair_days_since_last", 2 * Day, "a"), 1e-6f);
        Assert.Equal(2f, shop.Read("pair_days_since_first", 2 * Day, "a"), 1e-6f);
        Assert.Equal(2f, shop.Read("pair_events_ago", 2 * Day, "a"));
        Assert.True(float.IsNaN(shop.Read("pair_days_since_last", 2 * Day, "c")));
    }

    [Fact]
    public void Interest_in_a_category_is_its_share_of_the_last_events()
    {
        var shop = new FoldShop().Do(Event(Behavior.Purchase, 0, "a", category: "x"), Event(Behavior.View, 1, "b", category: "y"), Event(Behavior.View, 2, "c", category: "x"), Event(Behavior.View, 3, "a", category: "x"));

        Assert.Equal(0.75f, shop.Read("interest_category_share", 3, "a"));
        Assert.Equal(2f, shop.Read("interest_category_run", 3, "a"));
        Assert.Equal(1f, shop.Read("interest_category_purchases", 3, "a"));
        Assert.True(float.IsNaN(shop.Read("interest_brand_share", 3, "a")));
    }

    [Fact]
    public void A_shoppers_carts_a_view_of_a_category_are_drawn_towards_the_shops_rate()
    {
        var shop = new FoldShop(Settings with { CartsPerView = .1 }).Do(
            Event(Behavior.View, 0, "a", category: "x"), Event(Behavior.Cart, 1, "a", category: "x"), Event(Behavior.View, 2, "b", category: "y"), Event(Behavior.View, 3, "c", category: "z"));

        Assert.Equal(1f, shop.Read("interest_category_carts", 3, "a"));
        Assert.Equal((1 + (3 * .1f)) / (1 + 3), shop.Read("interest_category_cart_rate", 3, "a"), 1e-6f);
        Assert.Equal(3 * .1f / (1 + 3), shop.Read("interest_category_cart_rate", 3, "b"), 1e-6f);
    }

    [Fact]
    public void The_item_longest_untouched_gives_way_at_the_sixty_fifth_and_is_counted()
    {
        var events = Enumerable.Range(0, 65).Select(i => Event(Behavior.Cart, i, $"i{i}", price: 1)).ToArray();

        var bounded = new FoldShop().Do(events);
        var unbounded = new FoldShop(Settings with { UnboundedPairs = true }).Do(events);

        Assert.Equal(1, bounded.Fold.SpilledPairs);
        Assert.Equal(0f, bounded.Read("pair_events", 65, "i0"));
        Assert.Equal(1f, bounded.Read("pair_events", 65, "i64"));
        Assert.Equal(64f, bounded.Read("cart_units", 65));
        Assert.Equal(0, unbounded.Fold.SpilledPairs);
        Assert.Equal(1f, unbounded.Read("pair_events", 65, "i0"));
        Assert.Equal(65f, unbounded.Read("cart_units", 65));
    }
}
