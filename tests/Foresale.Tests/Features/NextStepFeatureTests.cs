using Foresale.Events;
using Foresale.Features;
using static Foresale.Tests.Features.FoldShop;

namespace Foresale.Tests.Features;

/// <summary>What tells the next step: the shop's finer words, runs of like events, bursts within one instant.</summary>
public class NextStepFeatureTests
{
    private const double Second = 1 / 60.0;

    private static readonly FoldSettings s_words = Settings with
    {
        Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["detail"] = ["image", "rating", "filter"], ["query"] = ["cheap first"] },
    };

    [Fact]
    public void The_last_details_are_told_in_order()
    {
        var shop = new FoldShop(s_words).Do(Event(Behavior.Search, 0, item: null, detail: "filter"), Event(Behavior.View, 1, detail: "hover"), Event(Behavior.View, 2, detail: "rating"));

        Assert.Equal(1f, shop.Read("last_detail=rating", 2));
        Assert.Equal(1f, shop.Read("second_last_detail=(other)", 2));
        Assert.Equal(1f, shop.Read("third_last_detail=filter", 2));
        Assert.Equal(0f, shop.Read("last_detail=filter", 2));
    }

    [Fact]
    public void An_event_without_a_detail_does_not_keep_the_one_before()
    {
        var shop = new FoldShop(s_words).Do(Event(Behavior.View, 0, detail: "image"), Event(Behavior.View, 1));

        Assert.Equal(0f, shop.Read("last_detail=image", 1));
        Assert.Equal(1f, shop.Read("second_last_detail=image", 1));
    }

    [Fact]
    public void Details_are_counted_within_the_session()
    {
        var shop = new FoldShop(s_words).Do(
            Event(Behavior.View, 0, detail: "rating", session: "s0"), Event(Behavior.View, 1, detail: "image"), Event(Behavior.View, 2, detail: "image"), Event(Behavior.Search, 3, item: null, detail: "filter"), Event(Behavior.Cart, 4));

        Assert.Equal(2f, shop.Read("session_detail=image", 5));
        Assert.Equal(2f, shop.Read("session_steps_since_detail=image", 5));
        Assert.Equal(1f, shop.Read("session_steps_since_detail=filter", 5));
        Assert.Equal(0f, shop.Read("session_detail=rating", 5));
        Assert.True(float.IsNaN(shop.Read("session_steps_since_detail=rating", 5)));
    }

    [Fact]
    public void A_frequent_query_is_told_while_it_is_the_last_event()
    {
        var shop = new FoldShop(s_words).Do(Event(Behavior.Search, 0, item: null, query: "cheap first"));

        Assert.Equal(1f, shop.Read("last_query=cheap first", 0));

        shop.Do(Event(Behavior.Search, 1, item: null, query: "red shoes with laces"));

        Assert.Equal(0f, shop.Read("last_query=cheap first", 1));
        Assert.Equal(1f, shop.Read("last_query=(other)", 1));
        Assert.Equal(0f, shop.Do(Event(Behavior.View, 2)).Read("last_query=(other)", 2));
    }

    [Fact]
    public void The_token_tells_detail_and_query_in_its_last_fields()
    {
        var shop = new FoldShop(s_words);

        Assert.Equal([new TokenField("detail", 6), new TokenField("query", 4)], shop.Fold.TokenSchema.Fields.Skip(10));
        Assert.Equal([3, 1], shop.Token(Event(Behavior.View, 0, detail: "rating"))[10..]); // 2 + its place; none
        Assert.Equal([5, 2], shop.Token(Event(Behavior.Search, 1, item: null, detail: "hover", query: "cheap first"))[10..]); // another word; 2 + its place
        Assert.Equal([1, 3], shop.Token(Event(Behavior.Search, 2, item: null, query: "shoes"))[10..]); // none; other words
    }

    [Fact]
    public void Queries_alone_give_a_token_both_fields()
    {
        var shop = new FoldShop(Settings with { Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["query"] = ["shoes"] } });

        Assert.Equal([1, 2], shop.Token(Event(Behavior.Search, 0, item: null, detail: "unknown to the settings", query: "shoes"))[10..]);
    }

    [Fact]
    public void A_run_goes_on_while_behavior_detail_and_item_agree()
    {
        var shop = new FoldShop(s_words).Do(
            Event(Behavior.View, 0, "a", detail: "image"), Event(Behavior.View, 1, "a", detail: "image"), Event(Behavior.View, 2, "a", detail: "image"), Event(Behavior.View, 3, "a", detail: "rating"));

        Assert.Equal(1f, shop.Read("session_run_events", 3));
        Assert.Equal(3f, shop.Read("session_last_run_events", 3));
        Assert.Equal(4f, shop.Read("session_item_run_events", 3));
        Assert.Equal(2f, shop.Read("session_runs", 3));
    }

    [Fact]
    public void A_search_between_ends_the_run_on_an_item()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a"), Event(Behavior.Search, 1, item: null), Event(Behavior.Search, 2, item: null));

        Assert.Equal(2f, shop.Read("session_run_events", 2));
        Assert.Equal(0f, shop.Read("session_item_run_events", 2));

        shop.Do(Event(Behavior.View, 3, "a"));

        Assert.Equal(1f, shop.Read("session_run_events", 3));
        Assert.Equal(1f, shop.Read("session_item_run_events", 3));
        Assert.Equal(3f, shop.Read("session_runs", 3));
    }

    [Fact]
    public void A_new_session_begins_a_run()
    {
        var shop = new FoldShop().Do(Event(Behavior.View, 0, "a"), Event(Behavior.View, 1, "a", session: "s2"));

        Assert.Equal(1f, shop.Read("session_run_events", 1));
        Assert.Equal(0f, shop.Read("session_last_run_events", 1));
        Assert.Equal(1f, shop.Read("session_runs", 1));
    }

    [Fact]
    public void Events_of_one_time_are_one_burst()
    {
        var shop = new FoldShop().Do(
            Event(Behavior.View, 0), Event(Behavior.View, 10 * Second), Event(Behavior.View, 40 * Second), Event(Behavior.View, 40 * Second), Event(Behavior.View, 40 * Second));

        Assert.Equal(3f, shop.Read("session_burst_events", 1));
        Assert.Equal(3f, shop.Read("session_instants", 1));
        Assert.Equal(30f, shop.Read("session_seconds_before_instant", 1), 1e-3f);
        Assert.Equal(10f, shop.Read("session_seconds_before_second_last_instant", 1), 1e-3f);
        Assert.True(float.IsNaN(shop.Read("session_seconds_before_third_last_instant", 1)));
    }

    [Fact]
    public void A_log_of_days_has_no_runs_and_no_bursts()
    {
        var schema = new FoldShop(Settings with { DayResolution = true }).Fold.Schema;

        Assert.DoesNotContain(schema.Columns, c => c.Name is "session_run_events" or "session_burst_events");
    }
}
