using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

public class SegmentFormatTests
{
    /// <summary>The sender's clock is an hour fast: sentAt stands for the instant of receiving, 10:00:10.</summary>
    private const string Batch = """
        {"sentAt":"2026-05-01T11:00:10.000Z","context":{"locale":"fr-FR"},"batch":[
          {"type":"page","messageId":"m1","anonymousId":"a1","timestamp":"2026-05-01T11:00:00.000Z","name":"Home","properties":{"url":"https://shop.example/"}},
          {"type":"track","event":"Order Completed","messageId":"m2","anonymousId":"a1","userId":"u1","originalTimestamp":"2026-05-01T11:00:08.000Z",
           "context":{"device":{"type":"ios"},"location":{"country":"France"},"campaign":{"name":"May","medium":"email"},"consent":{"categoryPreferences":{"Advertising":false,"analytics":true}}},
           "properties":{"order_id":"o1","total":27.5,"currency":"EUR","category":"none of a product","price":99,"products":[
             {"product_id":"p1","sku":"S-1","category":"Games","brand":"Acme","price":19,"quantity":1},{"product_id":"","sku":"S-2","price":"3.5","quantity":2}]}},
          {"type":"identify","messageId":"m3","anonymousId":"a1","userId":"u1","timestamp":"2026-05-01T11:00:09.000Z","traits":{"plan":"gold"}},
          {"type":"identify","messageId":"m4","userId":"u1"},
          {"type":"alias","messageId":"m5","previousId":"a2","anonymousId":"a1","userId":"u1"},
          {"type":"track","event":"Coupon Entered","messageId":"m6","userId":"u1"},
          {"type":"group","userId":"u1","groupId":"g"}]}
        """;

    private static readonly SegmentFormat s_segment = new();

    [Fact]
    public void A_batch_gives_pages_order_lines_and_merges_in_its_order()
    {
        var result = s_segment.Read(Batch);

        Assert.Empty(result.Faults);
        Assert.Equal(["m1", "m2:0", "m2:1", null, null], result.Accepted.Select(a => a.Event?.EventId));
        Assert.Equal(new IdentityMerge("a1", "u1", Sent.At(10, 0, 9)), result.Accepted[3].Merge);
        Assert.Equal(new IdentityMerge("a2", "u1", Sent.ReceivedAt), result.Accepted[4].Merge);
        Assert.Equal([("Coupon Entered", 1), ("group", 1), ("identify", 1)], result.Ignored.Select(i => (i.Key, i.Value)).OrderBy(i => i.Key, StringComparer.Ordinal));
        Assert.Equal(8, result.Count);
    }

    [Fact]
    public void Every_field_of_an_order_line_arrives_and_the_fast_clock_is_set_back()
    {
        var events = s_segment.Read(Batch).Events();

        Assert.Equal(
            new ShopEvent
            {
                EventId = "m2:0", UserId = "u1", AnonymousId = "a1", Behavior = Behavior.Purchase, Time = Sent.At(10, 0, 8), ReceivedAt = Sent.ReceivedAt, ItemId = "p1", Category = "Games",
                Brand = "Acme", Price = 19, Quantity = 1, Currency = "EUR", OrderId = "o1", Device = "ios", Region = "France", Channel = "email", Consent = true,
            },
            events[1]);
        Assert.Equal(("S-2", 3.5m, 2m, "none of a product"), (events[2].ItemId, events[2].Price!.Value, events[2].Quantity!.Value, events[2].Category));
        Assert.Equal((Behavior.View, "page", "fr-FR", Sent.At(10, 0, 0)), (events[0].Behavior, events[0].Detail, events[0].Region, events[0].Time));
    }

    [Theory]
    [InlineData("""  "timestamp":"2026-05-01T09:00:00Z"  """, 9, 0, 0)]
    [InlineData("""  "timestamp":"2026-05-01T09:00:00"  """, 9, 0, 0)]
    [InlineData("""  "timestamp":"2026-05-01T09:00:00Z","sentAt":"2026-05-01T09:00:05Z"  """, 10, 0, 5)]
    [InlineData("""  "originalTimestamp":"2026-05-01T09:00:00Z","sentAt":"2026-05-01T09:00:05Z"  """, 10, 0, 5)]
    [InlineData("""  "originalTimestamp":"2026-05-01T09:00:00Z","sentAt":"2026-05-01T09:00:05Z","timestamp":"2026-05-01T08:00:00Z"  """, 8, 0, 0)]
    [InlineData("""  "sentAt":"2026-05-01T09:00:05Z"  """, 10, 0, 10)]
    public void The_clock_is_corrected_as_Segment_defines_it(string times, int hour, int minute, int second) =>
        Assert.Equal(Sent.At(hour, minute, second), new SegmentFormat("track").Read($$"""{"event":"Product Viewed","userId":"u","properties":{"sku":"s"},{{times}}}""").Event().Time);

    [Fact]
    public void A_product_stands_in_the_properties_where_there_is_no_list()
    {
        var read = new SegmentFormat("track").Read("""{"event":"product added","userId":"u","messageId":"m","properties":{"product_id":507,"category":"Games","price":18.99,"quantity":1,"currency":"USD"}}""").Event();

        Assert.Equal(("507", "Games", 18.99m, 1m, "USD", Behavior.Cart, "m"), (read.ItemId, read.Category, read.Price!.Value, read.Quantity!.Value, read.Currency, read.Behavior, read.EventId));
    }

    [Fact]
    public void A_no_to_the_shops_category_of_consent_is_a_no()
    {
        const string Body = """{"event":"Cart Viewed","userId":"u","context":{"consent":{"categoryPreferences":{"Analytics":true,"Personalization":false}}}}""";
        var track = new SegmentFormat("track");

        Assert.True(track.Read(Body).Event().Consent);
        Assert.Equal(1, track.Read(Body, new IntakeOptions { ConsentCategory = "Personalization" }).Ignored["no_consent"]);
    }

    [Theory]
    [InlineData("""{"batch":[{"type":"track","event":"Order Completed","userId":"u","properties":{"products":[{"product_id":"p","price":-2}]}}]}""", "batch[0].properties.products[0].price: the price -2 is negative. Give the price paid, or refund as a behavior.")]
    [InlineData("""{"batch":[{"type":"track","event":"Product Added","userId":"u","properties":{}}]}""", "batch[0].properties.product_id: the item is missing, and the behavior is cart. Give product_id; a purchase or a refund may give order_id instead.")]
    [InlineData("""{"batch":[{"type":"page"}]}""", "batch[0].userId: the user is missing. Give userId or anonymousId.")]
    [InlineData("""{"batch":[{"type":"alias","userId":"u"}]}""", "batch[0]: an alias names two shoppers. Give userId, and previousId or anonymousId.")]
    [InlineData("""{"batch":[{"type":"like","userId":"u"}]}""", "batch[0].type: 'like' is no type of message. Use track, page, screen, identify, alias or group.")]
    [InlineData("""{"batch":[{"userId":"u"}]}""", "batch[0].type: the type is missing. Use track, page, screen, identify, alias or group.")]
    [InlineData("""{"batch":[{"type":"track","userId":"u"}]}""", "batch[0].event: the name of the event is missing. Give it as a text.")]
    [InlineData("""{"batch":[{"type":"page","userId":"u","timestamp":"noon"}]}""", "batch[0].timestamp: 'noon' is no time. Give ISO 8601, such as 2026-05-01T10:00:00.000Z.")]
    [InlineData("""{"batch":[{"type":"page","userId":"u","context":{"device":"ios"}}]}""", "batch[0].context.device: this is a text. Give an object.")]
    [InlineData("""{"batch":[{"type":"page","userId":"u","timestamp":"1970-01-01T00:00:00Z"}]}""", "batch[0].timestamp: 1970-01-01T00:00:00Z lies before 1990. Check the unit (unix_s, unix_ms, unix_us) and the format.")]
    [InlineData("""{"sentAt":"\ud800","batch":[{"type":"page","userId":"u"}]}""", "sentAt: a text in it has half of a surrogate pair. Escape characters beyond \\uFFFF as a pair, or write them as UTF-8.")]
    [InlineData("""{"batch":5}""", "batch: this is a number. Send the messages as a list.")]
    [InlineData("[]", "body: this is a list. Send a message as an object, or {\"batch\": [...]}.")]
    public void A_fault_tells_the_vendors_own_names(string body, string text) => Assert.Equal(text, s_segment.Read(body).Fault());
}
