using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

public class SnowplowFormatTests
{
    private const string Vendor = "iglu:com.snowplowanalytics.snowplow.ecommerce";

    private const string Products = $$$"""
        {"schema":"{{{Vendor}}}/product/jsonschema/1-0-0","data":{"id":"P125","name":"Tee","category":"Mens/Apparel","brand":"Acme","price":20.5,"quantity":2,"currency":"EUR"}},
        {"schema":"{{{Vendor}}}/product/jsonschema/1-0-0","data":{"id":"P126","category":"Mens/Socks","price":3,"currency":"EUR"}}
        """;

    private const string Transaction = $$$"""{"schema":"{{{Vendor}}}/transaction/jsonschema/1-0-0","data":{"transaction_id":"T1","revenue":44,"currency":"EUR","payment_method":"card","total_quantity":3}}""";

    /// <summary>The device's clock is an hour fast.</summary>
    private const string Who = "\"eid\":\"e1\",\"uid\":\"u1\",\"duid\":\"d1\",\"sid\":\"s1\",\"p\":\"mob\",\"dtm\":\"1777633200000\",\"stm\":\"1777633204000\",\"tv\":\"js-3\"";

    private static readonly SnowplowFormat s_snowplow = new();

    private static string Action(string type) =>
        $$$$"""{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"{{{{Vendor}}}}/snowplow_ecommerce_action/jsonschema/1-0-2","data":{"type":"{{{{type}}}}"}}}""";

    private static string Contexts(string entities) => $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0","data":[{{entities}}]}""";

    private static string Url(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Body(params string[] events) => $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{{string.Join(',', events)}}]}""";

    private static string Encoded(string type, string entities, string who = Who) => $$"""{"e":"ue","ue_px":"{{Url(Action(type))}}","cx":"{{Url(Contexts(entities))}}",{{who}}}""";

    [Fact]
    public void A_transaction_is_one_event_a_product_with_the_order_and_the_clock_set_back()
    {
        var result = s_snowplow.Read(Body(Encoded("transaction", $"{Products},{Transaction}")));

        Assert.Equal(
            new ShopEvent
            {
                EventId = "e1:0", UserId = "u1", AnonymousId = "d1", SessionId = "s1", Behavior = Behavior.Purchase, Time = Sent.At(10, 0, 6), ReceivedAt = Sent.ReceivedAt, ItemId = "P125",
                Category = "Mens/Apparel", Brand = "Acme", Price = 20.5m, Quantity = 2, Currency = "EUR", OrderId = "T1", Device = "mob",
            },
            result.Events()[0]);
        Assert.Equal(("e1:1", "P126", "T1"), (result.Events()[1].EventId, result.Events()[1].ItemId, result.Events()[1].OrderId));
        Assert.Equal(2, result.Count);
    }

    [Fact]
    public void Parts_are_read_as_text_and_as_base64_alike()
    {
        var plain = $$"""{"e":"ue","ue_pr":{{JsonSerializer.Serialize(Action("add_to_cart"))}},"co":{{JsonSerializer.Serialize(Contexts(Products))}},{{Who}}}""";

        Assert.Equal(s_snowplow.Read(Body(Encoded("add_to_cart", Products))).Events(), s_snowplow.Read(Body(plain)).Events());
        Assert.Equal(2, s_snowplow.Read(Body(plain)).Events().Count(e => e.Behavior is Behavior.Cart));
    }

    [Theory]
    [InlineData("product_view", Behavior.View, null, "P125")]
    [InlineData("list_click", Behavior.View, "list_click", "P125")]
    [InlineData("list_view", Behavior.View, "list_view", null)]
    [InlineData("checkout_step", Behavior.View, "checkout_step", null)]
    [InlineData("remove_from_cart", Behavior.Uncart, null, "P125")]
    public void Actions_are_behaviors(string type, Behavior behavior, string? detail, string? item)
    {
        var read = s_snowplow.Read(Body(Encoded(type, Products))).Events()[0];

        Assert.Equal((behavior, detail, item), (read.Behavior, read.Detail, read.ItemId));
    }

    [Fact]
    public void Pages_and_site_searches_are_read_and_other_events_ignored()
    {
        var search = """{"schema":"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0","data":{"schema":"iglu:com.snowplowanalytics.snowplow/site_search/jsonschema/1-0-0","data":{"terms":["red","shoes"]}}}""";

        var result = s_snowplow.Read(Body($$"""{"e":"pv",{{Who}}}""", $$"""{"e":"ue","ue_px":"{{Url(search)}}",{{Who}}}""", $$"""{"e":"pp",{{Who}}}""", Encoded("promo_view", "")));

        Assert.Equal([("page_view", (string?)null), (null, "red shoes")], result.Events().Select(e => (e.Detail, e.Query)));
        Assert.Equal([("pp", 1), ("promo_view", 1)], result.Ignored.Select(i => (i.Key, i.Value)));
    }

    [Theory]
    [InlineData("\"uid\":\"u\"", 10, 0, 10)]
    [InlineData("\"uid\":\"u\",\"dtm\":\"1777626000000\"", 9, 0, 0)]
    [InlineData("\"uid\":\"u\",\"dtm\":\"1777633200000\",\"stm\":\"1777633201000\",\"ttm\":\"1777622400000\"", 8, 0, 0)]
    public void The_true_time_wins_and_without_any_the_server_has_it(string who, int hour, int minute, int second) =>
        Assert.Equal(Sent.At(hour, minute, second), s_snowplow.Read(Body(Encoded("list_view", "", who))).Event().Time);

    [Fact]
    public void A_basis_of_consent_is_a_yes()
    {
        const string Gdpr = """{"schema":"iglu:com.snowplowanalytics.snowplow/gdpr/jsonschema/1-0-0","data":{"basisForProcessing":"consent"}}""";

        Assert.True(s_snowplow.Read(Body(Encoded("list_view", Gdpr))).Event().Consent);
        Assert.Null(s_snowplow.Read(Body(Encoded("list_view", ""))).Event().Consent);
    }

    [Theory]
    [InlineData("\"eid\":\"e\",\"p\":\"mob\"", "device-1", "device-1", "visit-1")]
    [InlineData("\"eid\":\"e\",\"uid\":\"u1\"", "u1", "device-1", "visit-1")]
    [InlineData("\"eid\":\"e\",\"duid\":\"d1\",\"sid\":\"s1\"", "d1", "d1", "s1")]
    public void An_app_s_shopper_and_session_stand_in_the_session_entity(string who, string user, string anonymous, string session)
    {
        const string Session = """{"schema":"iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2","data":{"userId":"device-1","sessionId":"visit-1","sessionIndex":1,"previousSessionId":null,"storageMechanism":"SQLITE"}}""";

        var read = s_snowplow.Read(Body(Encoded("checkout_step", Session, who))).Event();

        Assert.Equal((user, anonymous, session), (read.UserId, read.AnonymousId, read.SessionId));
    }

    [Fact]
    public void A_fault_inside_base64_has_its_place()
    {
        var dear = Products.Replace("20.5", "-1");

        Assert.Equal("data[0].cx.data[0].data.price: the price -1 is negative. Give the price paid, or refund as a behavior.", s_snowplow.Read(Body(Encoded("transaction", dear))).Fault());
        Assert.Equal("data[0].cx(1,2): this is not JSON of at most 32 levels. Mend the text there.", s_snowplow.Read(Body($$"""{"e":"pv","cx":"{{Url("{")}}",{{Who}}}""")).Fault());
        Assert.Equal("data[0].cx: this is no base64. Encode JSON as base64url.", s_snowplow.Read(Body($$"""{"e":"pv","cx":"***",{{Who}}}""")).Fault());
    }

    [Theory]
    [InlineData("""{"e":"ue"}""", "data[0].ue_pr: there is no self-describing event. Give ue_pr or ue_px.")]
    [InlineData("""{"e":5}""", "data[0].e: this is no event with a type. Give an object whose e is a text.")]
    [InlineData("""{"e":"pv","uid":"u","dtm":"noon"}""", "data[0].dtm: 'noon' is no time. Give milliseconds since 1970.")]
    [InlineData("""{"e":"pv"}""", "data[0].uid: the user is missing. Give uid or duid.")]
    public void A_fault_tells_the_vendors_own_names(string source, string text) => Assert.Equal(text, s_snowplow.Read(Body(source)).Fault());

    [Fact]
    public void A_cart_without_a_product_is_told_what_is_missing() =>
        Assert.Equal(
            "data[0].co: the item is missing, and the behavior is cart. Give a product entity; a purchase or a refund may give a transaction or refund entity instead.",
            s_snowplow.Read(Body(Encoded("add_to_cart", ""))).Fault());
}
