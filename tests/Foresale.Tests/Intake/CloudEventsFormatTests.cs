using System.Text;
using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

public class CloudEventsFormatTests
{
    private const string Data = """{"time":"2026-05-01T08:00:00Z","event_id":"mine","user_id":"u1","behavior":"cart","item_id":"i1","price":5.5,"currency":"EUR"}""";

    private static readonly CloudEventsFormat s_cloud = new();

    private static string Envelope(string rest) => $$"""{"specversion":"1.0","type":"shop.foresale.event.v1","source":"https://shop.example/web","id":"A-1",{{rest}}}""";

    private static ShopEvent Expected(DateTimeOffset time) => new()
    {
        EventId = "https://shop.example/web|A-1", UserId = "u1", Behavior = Behavior.Cart, Time = time, ReceivedAt = Sent.ReceivedAt, ItemId = "i1", Price = 5.5m, Currency = "EUR",
    };

    [Fact]
    public void A_structured_event_has_the_envelopes_name_and_time()
    {
        Assert.Equal(Expected(Sent.At(9, 0, 0)), s_cloud.Read(Envelope($"\"time\":\"2026-05-01T09:00:00Z\",\"datacontenttype\":\"application/json\",\"data\":{Data}"), contentType: "application/cloudevents+json").Event());
        Assert.Equal(Expected(Sent.At(8, 0, 0)), s_cloud.Read(Envelope($"\"data\":{Data}")).Event());
        Assert.Equal(Expected(Sent.At(8, 0, 0)), s_cloud.Read(Envelope($"\"data_base64\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Data))}\"")).Event());
    }

    [Fact]
    public void In_a_batch_one_bad_envelope_leaves_the_others()
    {
        var good = Envelope($"\"data\":{Data}");

        var result = s_cloud.Read($$"""[{{good}},{"specversion":"1.0"},{{good.Replace("event.v1", "event.v1.cart")}},{{good.Replace("shop.foresale.event.v1", "com.example.stock")}}]""", contentType: "application/cloudevents-batch+json; charset=utf-8");

        Assert.Equal((2, 4, 1), (result.Accepted.Count, result.Count, result.Ignored["com.example.stock"]));
        Assert.Equal("[1].type: this attribute is missing, or no text. Give specversion, type, source and id.", result.Fault());
    }

    [Fact]
    public void In_binary_mode_the_headers_are_the_envelope()
    {
        var context = new IntakeContext
        {
            ReceivedAt = Sent.ReceivedAt,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["ce-specversion"] = "1.0", ["ce-type"] = "shop.foresale.event.v1", ["ce-source"] = "https://shop.example/caf%C3%A9", ["ce-id"] = "A-1", ["ce-time"] = "2026-05-01T09:00:00Z" },
        };

        var read = s_cloud.Read(Encoding.UTF8.GetBytes(Data), context).Event();

        Assert.Equal(Expected(Sent.At(9, 0, 0)) with { EventId = "https://shop.example/café|A-1" }, read);
        Assert.Equal("headers.id: this attribute is missing, or no text. Give specversion, type, source and id.", s_cloud.Read(Encoding.UTF8.GetBytes(Data), context with { Headers = context.Headers.Where(h => h.Key != "ce-id").ToDictionary() }).Fault());
    }

    [Theory]
    [InlineData("\"data\":{\"user_id\":\"u\",\"behavior\":\"view\"}", "data.time: the time is missing. Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.")]
    [InlineData("\"time\":\"2026-05-01\",\"data\":{\"user_id\":\"u\",\"behavior\":\"view\"}", "time: '2026-05-01' is no time. Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.")]
    [InlineData("\"data\":{\"user_id\":\"u\",\"behaviour\":\"view\"}", "data.behaviour: there is no such field. Use a field of docs/event-format.md, or put it under \"properties\", which is not read.")]
    [InlineData("\"data\":\"<xml/>\"", "data: this is a text. Give an event as an object.")]
    [InlineData("\"subject\":\"x\"", "data: there is no data. Give a native event as data.")]
    [InlineData("\"data_base64\":\"!\"", "data_base64: this is no base64. Encode JSON as base64, or give it under data.")]
    [InlineData("\"data_base64\":\"ew==\"", "data_base64(1,2): this is not JSON of at most 32 levels. Mend the text there.")]
    public void A_fault_tells_envelope_from_data(string rest, string text) => Assert.Equal(text, s_cloud.Read(Envelope(rest)).Fault());

    [Theory]
    [InlineData("\"1.0\"", "\"0.3\"", "specversion: '0.3' is not read. Send CloudEvents 1.0.")]
    [InlineData("event.v1", "event.v2", "type: 'shop.foresale.event.v2' is not read. Send shop.foresale.event.v1.")]
    [InlineData("\"A-1\"", "\"\"", "id: this attribute is missing, or no text. Give specversion, type, source and id.")]
    public void An_envelope_that_is_not_read_says_so(string was, string now, string text) => Assert.Equal(text, s_cloud.Read(Envelope($"\"data\":{Data}").Replace(was, now)).Fault());
}
