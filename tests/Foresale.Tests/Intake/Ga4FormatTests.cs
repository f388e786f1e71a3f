using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

public class Ga4FormatTests
{
    private const string Purchase = """
        {"client_id":"1234.5678","user_id":"u1","timestamp_micros":"1777626000250123","non_personalized_ads":false,
         "consent":{"ad_user_data":"GRANTED","ad_personalization":"GRANTED"},"device":{"category":"mobile"},"user_location":{"country_id":"FR"},
         "events":[
          {"name":"purchase","params":{"transaction_id":"T_12345","value":72.05,"currency":"EUR","tax":3.6,"session_id":1777625000,"engagement_time_msec":100,
           "items":[{"item_id":"SKU_1","item_name":"Tee","item_brand":"Acme","item_category":"Apparel","price":10.01,"quantity":3},{"item_name":"Socks","price":"42.02"}]}},
          {"name":"user_engagement","params":{"engagement_time_msec":5}},
          {"name":"page_view","params":{"page_location":"https://shop.example/"},"timestamp_micros":1777626001000000}]}
        """;

    private static readonly Ga4Format s_ga4 = new();

    [Fact]
    public void A_purchase_is_one_event_an_item_and_engagement_is_ignored()
    {
        var result = s_ga4.Read(Purchase);

        Assert.Empty(result.Faults);
        Assert.Equal([new KeyValuePair<string, int>("user_engagement", 1)], result.Ignored);
        var (shirt, socks, page) = (result.Events()[0], result.Events()[1], result.Events()[2]);
        Assert.Equal(
            new ShopEvent
            {
                EventId = shirt.EventId, UserId = "u1", AnonymousId = "1234.5678", SessionId = "1777625000", Behavior = Behavior.Purchase, Time = Sent.At(9, 0, 0, 250), ReceivedAt = Sent.ReceivedAt,
                ItemId = "SKU_1", Category = "Apparel", Brand = "Acme", Price = 10.01m, Quantity = 3, Currency = "EUR", OrderId = "T_12345", Device = "mobile", Region = "FR",
            },
            shirt);
        Assert.Equal(("Socks", 42.02m, "EUR", "T_12345"), (socks.ItemId, socks.Price!.Value, socks.Currency, socks.OrderId));
        Assert.Equal((Behavior.View, "page_view", null, Sent.At(9, 0, 1)), (page.Behavior, page.Detail, page.ItemId, page.Time));
    }

    [Fact]
    public void A_retried_request_gives_the_same_ids_and_another_deed_others()
    {
        List<string> Ids(string body) => [.. s_ga4.Read(body).Events().Select(e => e.EventId)];

        var ids = Ids(Purchase);

        Assert.Equal(ids, Ids(Purchase));
        Assert.Matches("^ga4:[0-9a-f]{32}:0$", ids[0]);
        Assert.Equal(ids[0][..^1] + "1", ids[1]);
        Assert.Empty(ids.Intersect(Ids(Purchase.Replace("1234.5678", "9.9"))));
        Assert.Empty(ids.Take(2).Intersect(Ids(Purchase.Replace("250123", "260123"))));
    }

    [Fact]
    public void Without_a_time_an_event_happened_when_it_was_received()
    {
        const string Body = """{"client_id":"c","events":[{"name":"search","params":{"search_term":"red shoes"}}]}""";

        var read = s_ga4.Read(Body).Event();

        Assert.Equal((Sent.ReceivedAt, "red shoes", Behavior.Search), (read.Time, read.Query, read.Behavior));
    }

    [Theory]
    [InlineData("DENIED", "DENIED", "none", null)]
    [InlineData("GRANTED", "GRANTED", "none", null)]
    [InlineData("DENIED", "GRANTED", "ad_user_data", false)]
    [InlineData("DENIED", "GRANTED", "ad_personalization", true)]
    [InlineData("DENIED", "GRANTED", "either", false)]
    [InlineData("GRANTED", "DENIED", "either", false)]
    [InlineData("GRANTED", "GRANTED", "either", true)]
    public void A_consent_to_advertising_counts_only_where_the_shop_says_so(string data, string personalization, string counts, bool? consent)
    {
        var body = $$"""{"client_id":"c","consent":{"ad_user_data":"{{data}}","ad_personalization":"{{personalization}}"},"events":[{"name":"purchase","params":{"transaction_id":"t"} }]}""";

        var result = s_ga4.Read(body, new IntakeOptions { Ga4Consent = counts });

        Assert.Equal(consent is false ? 1 : 0, result.Ignored.GetValueOrDefault("no_consent"));
        Assert.True(consent is false || result.Event().Consent == consent);
    }

    [Fact]
    public void A_purchase_of_somebody_who_wants_no_advertising_is_a_purchase() =>
        Assert.Equal(Behavior.Purchase, s_ga4.Read("""{"client_id":"c","consent":{"ad_user_data":"DENIED","ad_personalization":"DENIED"},"events":[{"name":"purchase","params":{"transaction_id":"t"}}]}""").Event().Behavior);

    [Theory]
    [InlineData("""{"client_id":"c","events":[{"name":"add_to_cart","params":{"items":[{"item_id":"a"},{"price":3}]}}]}""", "events[0].params.items[1].item_id: the item is missing, and the behavior is cart. Give item_id; a purchase or a refund may give transaction_id instead.")]
    [InlineData("""{"client_id":"c","events":[{"name":"add_to_cart"}]}""", "events[0].params.items: the item is missing, and the behavior is cart. Give items; a purchase or a refund may give transaction_id instead.")]
    [InlineData("""{"client_id":"c","events":[{"name":"view_item","params":{"items":[{"item_id":"a","price":-1}]}}]}""", "events[0].params.items[0].price: the price -1 is negative. Give the price paid, or refund as a behavior.")]
    [InlineData("""{"client_id":"c","events":[{"name":"view_item","params":{"items":{"item_id":"a"}}}]}""", "events[0].params.items: this is an object. Give a list of items.")]
    [InlineData("""{"client_id":"c","events":[{"name":"view_item","params":[]}]}""", "events[0].params: this is a list. Give an object.")]
    [InlineData("""{"events":[{"name":"page_view"}]}""", "client_id: the user is missing. Give client_id or user_id.")]
    [InlineData("""{"client_id":"c","timestamp_micros":1777626000250,"events":[{"name":"page_view"}]}""", "timestamp_micros: 1970-01-21T13:47:06Z lies before 1990. Check the unit (unix_s, unix_ms, unix_us) and the format.")]
    [InlineData("""{"client_id":"c","timestamp_micros":"today","events":[{"name":"page_view"}]}""", "timestamp_micros: 'today' is no time. Give microseconds since 1970, or leave it out.")]
    [InlineData("""{"client_id":"c","consent":{"ad_user_data":true},"events":[{"name":"page_view"}]}""", "consent.ad_user_data: 'true' is neither GRANTED nor DENIED. Write one of them, or leave it out.")]
    [InlineData("""{"client_id":"c","events":[{"params":{}}]}""", "events[0].name: this is no event with a name. Give an object with name and params.")]
    [InlineData("""{"client_id":"c"}""", "events: there is none. Send the events as a list.")]
    [InlineData("""{"client_id":"c","device":{"category":"x","category":"y"},"events":[{"name":"page_view"}]}""", "device: 'category' is given twice. Give each name once.")]
    public void A_fault_tells_the_vendors_own_names(string body, string text) => Assert.Equal(text, s_ga4.Read(body).Fault());

    [Fact]
    public void Names_that_the_shop_leaves_out_are_ignored() =>
        Assert.Equal(1, s_ga4.Read("""{"client_id":"c","events":[{"name":"page_view"}]}""", new IntakeOptions { IgnoreEvents = new HashSet<string> { "page_view" } }).Ignored["page_view"]);

    [Fact]
    public void An_event_of_too_many_items_is_one_fault() =>
        Assert.Equal(
            "events[0].params.items: it has 3 items. Give at most 2, or send several events.",
            s_ga4.Read("""{"client_id":"c","events":[{"name":"view_item","params":{"items":[{},{},{}]}}]}""", new IntakeOptions { MaxItems = 2 }).Fault());
}
