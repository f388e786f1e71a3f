using Foresale.Events;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

public class ShopperFeatureTests
{
    private const double Day = 1440;

    [Fact]
    public void A_view_counts_half_after_one_half_life()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0));

        Assert.Equal(0.5f, shop.Read("user_views_1h", 60), 1e-6f);
        Assert.Equal(0.5f, shop.Read("user_views_1d", Day), 1e-6f);
        Assert.Equal(0.25f, shop.Read("user_views_7d", 14 * Day), 1e-6f);
        Assert.Equal(0.5f, shop.Read("user_views_30d", 30 * Day), 1e-6f);
    }

    [Fact]
    public void In_a_log_of_days_each_column_has_its_own_half_life_too()
    {
        var shop = new FoldShop(Settings with { DayResolution = true }).Do(Event(Behavior.View, 0));

        Assert.Equal(0.5f, shop.Read("user_views_1d", Day), 1e-6f);
        Assert.Equal(0.5f, shop.Read("user_views_7d", 7 * Day), 1e-6f);
        Assert.Equal(0.5f, shop.Read("user_views_30d", 30 * Day), 1e-6f);
    }

    [Fact]
    public void A_rate_forgets_nothing_and_stays_near_the_shops_where_views_are_few()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.Cart, 1), Event(Behavior.View, 2));
        var shops = shop.Read("user_cart_rate", 0, user: "stranger");

        Assert.Equal((1 + (5 * shops)) / 7, shop.Read("user_cart_rate", 300 * Day), 1e-6f);
        Assert.Equal(5 * shop.Read("user_purchase_rate", 0, user: "stranger") / 7, shop.Read("user_purchase_rate", 300 * Day), 1e-6f);
    }

    [Fact]
    public void A_details_share_is_of_all_events_and_five_that_say_nothing()
    {
        var levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["detail"] = ["coupon", "offer"] };
        var shop = new FoldShop(Settings with { Levels = levels })
            .Do(Event(Behavior.Purchase, 0, detail: "coupon"), Event(Behavior.Purchase, 1, detail: "other"), Event(Behavior.View, 300 * Day));

        Assert.Equal(1f / 8, shop.Read("user_detail=coupon", 300 * Day), 1e-6f);
        Assert.Equal(0f, shop.Read("user_detail=offer", 300 * Day));
    }

    [Fact]
    public void Counts_fade_between_events_too()
    {
        var shop = new FoldShop().Do(Event(Behavior.Cart, 0), Event(Behavior.Cart, 60));

        Assert.Equal(0.75f, shop.Read("user_carts_1h", 120), 1e-6f); // 1/4 + 1/2
    }

    [Fact]
    public void A_new_session_starts_its_counts_anew_and_remembers_the_one_before()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.View, 1), Event(Behavior.Search, 2, item: null), Event(Behavior.View, Day + 2, session: "s2"));

        Assert.Equal(1f, shop.Read("session_views", Day + 2));
        Assert.Equal(0f, shop.Read("session_searches", Day + 2));
        Assert.Equal(1f, shop.Read("session_events", Day + 2));
        Assert.Equal(3f, shop.Read("user_last_session_events", Day + 2));
        Assert.Equal(1f, shop.Read("user_days_between_sessions", Day + 2), 1e-6f);
        Assert.Equal(2f, shop.Read("user_sessions", Day + 2));
        Assert.Equal(2f, shop.Read("user_events_per_session", Day + 2));
    }

    [Fact]
    public void Steps_since_an_action_count_the_events_after_it()
    {
        var shop = new FoldShop().Do(Event(Behavior.Cart, 0), Event(Behavior.View, 1), Event(Behavior.View, 2));

        Assert.Equal(2f, shop.Read("session_steps_since_cart", 2));
        Assert.Equal(0f, shop.Read("session_steps_since_view", 2));
        Assert.True(float.IsNaN(shop.Read("session_steps_since_purchase", 2)));
    }

    [Fact]
    public void Two_events_sixty_seconds_apart_in_2026_read_sixty_seconds_apart()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 5 * Day), Event(Behavior.View, (5 * Day) + 1));

        Assert.Equal(60f, shop.Read("session_seconds_before_last", (5 * Day) + 1), 1f);
        Assert.Equal(60f, shop.Read("session_seconds", (5 * Day) + 1), 1f);
        Assert.Equal(60f, 86_400f * shop.Read("user_days_since_event", (5 * Day) + 2), 1f);
    }

    [Fact]
    public void Days_since_an_action_are_missing_until_it_is_done()
    {
        var shop = new FoldShop().Do(Event(Behavior.Purchase, 0), Event(Behavior.View, Day));

        Assert.Equal(3f, shop.Read("user_days_since_purchase", 3 * Day), 1e-5f);
        Assert.Equal(2f, shop.Read("user_days_since_view", 3 * Day), 1e-5f);
        Assert.True(float.IsNaN(shop.Read("user_days_since_favorite", 3 * Day)));
    }

    [Fact]
    public void Repeats_are_views_of_items_seen_before()
    {
        var shop = new FoldShop().Do(
            Event(Behavior.View, 0, "a"), Event(Behavior.View, 1, "a", session: "s2"), Event(Behavior.View, 2, "a", session: "s2"), Event(Behavior.View, 3, "b", session: "s2"), Event(Behavior.View, 4, "c", session: "s2"));

        Assert.Equal(3f, shop.Read("session_items", 5));
        Assert.Equal(0.25f, shop.Read("session_repeat_share", 5)); // a, once again
        Assert.Equal(0.5f, shop.Read("session_known_item_share", 5)); // a, twice
    }

    [Fact]
    public void The_cart_holds_what_was_put_in_less_what_was_taken_out_or_bought()
    {
        var shop = new FoldShop().Do(Event(Behavior.Cart, 0, "a", price: 10, quantity: 3), Event(Behavior.Cart, 1, "b", price: 7), Event(Behavior.Uncart, 2, "a"), Event(Behavior.Purchase, 3, "b", price: 6));

        Assert.Equal(2f, shop.Read("cart_units", 4));
        Assert.Equal(20f, shop.Read("cart_value", 4), 1e-4f);
        Assert.Equal(2f, shop.Read("pair_cart_units", 4, "a"));
        Assert.Equal(1f, shop.Read("user_uncarts", 4));
    }

    [Fact]
    public void A_purchase_past_the_cart_leaves_the_cart_alone()
    {
        var shop = new FoldShop().Do(Event(Behavior.Cart, 0, "a", price: 10), Event(Behavior.Purchase, 1, "b", price: 5));

        Assert.Equal(1f, shop.Read("cart_units", 2));
    }

    [Fact]
    public void Rows_of_one_order_are_one_order()
    {
        var shop = new FoldShop().Do(Event(Behavior.Purchase, 0, "a", price: 10, quantity: 2, order: "o1"), Event(Behavior.Purchase, 0, "b", price: 4, order: "o1"), Event(Behavior.Purchase, 2 * Day, "c", price: 6, order: "o2"));

        Assert.Equal(2f, shop.Read("user_orders", 2 * Day));
        Assert.Equal(30f, shop.Read("user_spent", 2 * Day), 1e-4f);
        Assert.Equal(15f, shop.Read("user_mean_order_value", 2 * Day), 1e-4f);
        Assert.Equal(2f, shop.Read("user_days_between_orders", 2 * Day), 1e-5f);
        Assert.Equal(0.5f, shop.Read("user_order_due", 3 * Day), 1e-5f);
        Assert.Equal(1f, shop.Read("user_orders_per_active_day", 3 * Day));
    }

    [Fact]
    public void A_refund_gives_the_amount_back()
    {
        var shop = new FoldShop().Do(Event(Behavior.Purchase, 0, price: 10, order: "o1"), Event(Behavior.Refund, 0, price: 10, order: "o1"));

        Assert.Equal(0f, shop.Read("user_spent_30d", 0));
        Assert.Equal(1f, shop.Read("user_refunds", 0));
        Assert.Equal(0f, shop.Read("pair_purchases", 0));
        Assert.Equal(1f, shop.Read("user_is_buyer", 0));
    }

    [Fact]
    public void Viewed_prices_weigh_half_after_seven_days()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, price: 10), Event(Behavior.View, 7 * Day, "b", session: "s2", price: 40));

        Assert.Equal(30f, shop.Read("user_mean_price_viewed", 7 * Day), 1e-4f); // (10/2 + 40) / (1/2 + 1)
        Assert.Equal(20f, shop.Read("user_max_price_viewed", 14 * Day), 1e-4f);
        Assert.Equal(40f, shop.Read("session_mean_price_viewed", 7 * Day));
    }

    [Fact]
    public void Active_days_are_counted_in_windows_that_end_today()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0), Event(Behavior.View, 1), Event(Behavior.View, 20 * Day), Event(Behavior.View, 25 * Day));

        Assert.Equal(3f, shop.Read("user_active_days", 26 * Day));
        Assert.Equal(2f, shop.Read("user_active_days_7d", 26 * Day));
        Assert.Equal(1f, shop.Read("user_active_days_7d", 27 * Day));
        Assert.Equal(3f, shop.Read("user_active_days_30d", 29 * Day));
        Assert.Equal(2f, shop.Read("user_active_days_30d", 30 * Day));
        Assert.Equal(30f, shop.Read("user_tenure_days", 30 * Day), 1e-5f);
    }

    [Fact]
    public void Shares_of_night_and_search_are_of_all_events()
    {
        var shop = new FoldShop().Do(Event(Behavior.Search, 60, item: null), Event(Behavior.View, 61), Event(Behavior.View, 720), Event(Behavior.View, 1380));

        Assert.Equal(0.75f, shop.Read("user_night_share", 1381));
        Assert.Equal(0.25f, shop.Read("user_search_share", 1381));
    }

    [Fact]
    public void Interest_spread_over_two_categories_alike_has_the_entropy_of_a_coin()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a", category: "x"), Event(Behavior.View, 1, "b", category: "y"));

        Assert.Equal(MathF.Log(2f), shop.Read("user_category_entropy", 1), 1e-6f);
        Assert.Equal(2f, shop.Read("user_category_count", 1));
        Assert.Equal(2f, shop.Read("user_item_count", 1));
    }

    [Fact]
    public void The_last_behaviors_are_told_in_order()
    {
        var shop = new FoldShop().Do(Event(Behavior.Search, 0, item: null), Event(Behavior.View, 1), Event(Behavior.Cart, 2));

        Assert.Equal(1f, shop.Read("last=cart", 2));
        Assert.Equal(1f, shop.Read("second_last=view", 2));
        Assert.Equal(1f, shop.Read("third_last=search", 2));
        Assert.Equal(0f, shop.Read("last=view", 2));
    }

    [Fact]
    public void Earlier_sessions_that_held_a_purchase_are_a_share()
    {
        var shop = new FoldShop().Do(Event(Behavior.Purchase, 0), Event(Behavior.View, 100, session: "s2"), Event(Behavior.Purchase, 200, session: "s3"));

        Assert.Equal(0.5f, shop.Read("user_sessions_with_purchase", 200));
    }

    [Fact]
    public void The_side_file_gives_numbers_and_levels_and_says_what_is_missing()
    {
        var settings = Settings with
        {
            UserNumeric = ["age"],
            UserLevels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["gender"] = ["f", "m"] },
        };
        var users = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
        {
            ["u1"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["age"] = "31", ["gender"] = "m" },
            ["u2"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["gender"] = "x" },
        };
        var shop = new FoldShop(settings, users);

        Assert.Equal(31f, shop.Read("profile_age", 0));
        Assert.Equal(1f, shop.Read("profile_gender=m", 0));
        Assert.Equal(1f, shop.Read("profile_gender=(other)", 0, user: "u2"));
        Assert.True(float.IsNaN(shop.Read("profile_age", 0, user: "u2")));
        Assert.Equal(1f, shop.Read("profile_gender=(missing)", 0, user: "u3"));
    }
}
