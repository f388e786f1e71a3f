using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

public class NativeFormatTests
{
    private const string Whole = """
        {"event_id":"e1","time":"2026-05-01T12:00:00.250+02:00","user_id":"u1","anonymous_id":"a1","session_id":7,"behavior":"cart","item_id":"i1",
         "category":"shoes","brand":"Acme","price":19.99,"currency":"EUR","quantity":2,"order_id":"o1","query":"red shoes","device":"mobile","region":"FR",
         "channel":"email","detail":"quick add","consent":true,"properties":{"anything":[1,{"price":-1}]}}
        """;

    private static readonly NativeFormat s_native = new();

    [Fact]
    public void Every_field_arrives()
    {
        var expected = new ShopEvent
        {
            EventId = "e1", UserId = "u1", AnonymousId = "a1", SessionId = "7", Behavior = Behavior.Cart, Time = Sent.At(10, 0, 0, 250), ReceivedAt = Sent.ReceivedAt, ItemId = "i1",
            Category = "shoes", Brand = "Acme", Price = 19.99m, Currency = "EUR", Quantity = 2, OrderId = "o1", Query = "red shoes", Device = "mobile", Region = "FR",
            Channel = "email", Detail = "quick add", Consent = true,
        };

        Assert.Equal(expected, s_native.Read($"[{Whole}]").Event());
        Assert.Equal(expected, s_native.Read($$"""{"events":[{{Whole}}]}""").Event());
        Assert.Equal(expected, s_native.Read(Whole).Event());
    }

    [Fact]
    public void A_body_of_millions_of_values_is_refused_before_it_takes_memory()
    {
        var result = s_native.Read($"[{string.Join(',', Enumerable.Repeat("1", 1_000_001))}]");

        Assert.Equal(("body: it holds more than 1000000 values. Send fewer events at once.", true), (result.Fault(), result.IsUnreadable));
    }

    [Fact]
    public void The_fields_are_those_of_the_event_format() => Assert.Equal(EventFields.Mappable.Order(), NativeEvent.Fields.Order());

    [Theory]
    [InlineData("\"2026-05-01T09:00:00Z\"", 0)]
    [InlineData("\"2026-05-01T11:30:00+02:30\"", 0)]
    [InlineData("\"2026-05-01T11:30:00\\u002B02:30\"", 0)]
    [InlineData("1777626000", 0)]
    [InlineData("1777626000.25", 250)]
    [InlineData("1777626000250", 250)]
    public void Times_are_ISO_8601_with_an_offset_or_Unix_seconds_or_milliseconds(string time, int millisecond) =>
        Assert.Equal(Sent.At(9, 0, 0, millisecond), s_native.Read($$"""[{"time":{{time}},"user_id":"u","behavior":"view"}]""").Event().Time);

    [Fact]
    public void Lines_are_read_each_for_itself()
    {
        const string Line = """{"event_id":"e","time":1777626000,"user_id":"u","behavior":"view"}""";

        var result = s_native.Read($"{Line}\r\n\n{{\"time\":\n{Line.Replace("view", "look")}\n{Line}");

        Assert.Equal((2, 4), (result.Accepted.Count, result.Count));
        Assert.Equal(
            ["body(3,9): this is not JSON of at most 32 levels. Mend the text there.", "body(4).behavior: 'look' is no behavior. Use view, search, favorite, cart, purchase, uncart or refund."],
            result.Faults.Select(f => f.ToString()));
    }

    [Fact]
    public void A_header_makes_one_line_lines() =>
        Assert.Equal("body(1,2): this is not JSON of at most 32 levels. Mend the text there.", s_native.Read("{", contentType: "application/x-ndjson; charset=utf-8").Fault());

    [Fact]
    public void One_bad_event_leaves_the_others()
    {
        var result = s_native.Read("""{"events":[{"event_id":"1","time":1777626000,"user_id":"u","behavior":"view"},5,{"event_id":"2","time":1777626000,"user_id":"u","behavior":"view","price":"dear"},{"event_id":"3","time":1777626000,"user_id":"u","behavior":"view"}]}""");

        Assert.Equal(["1", "3"], result.Events().Select(e => e.EventId));
        Assert.Equal(
            ["events[1]: this is a number. Give an event as an object.", "events[2].price: 'dear' is no price. Give a number from 0 to 1,000,000,000."],
            result.Faults.Select(f => f.ToString()));
    }

    [Fact]
    public void An_unknown_name_beside_the_list_is_told_and_the_events_stay()
    {
        var result = s_native.Read("""{"eventz":[],"events":[{"time":1777626000,"user_id":"u","behavior":"view"}],"properties":{}}""");

        Assert.Equal("eventz: there is no such field beside \"events\". Take it out, or put it under \"properties\", which is not read.", result.Fault());
        Assert.Single(result.Accepted);
    }

    [Fact]
    public void An_event_without_an_id_has_the_same_made_one_when_it_is_sent_again()
    {
        const string Two = """[{"time":1777626000,"user_id":"u","behavior":"view"},{"time":1777626000,"user_id":"u","behavior":"view"}]""";

        var ids = s_native.Read(Two).Events().Select(e => e.EventId).ToList();

        Assert.Equal(ids, s_native.Read(Two).Events().Select(e => e.EventId));
        Assert.Matches("^native:[0-9a-f]{32}$", ids[0]);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public void An_anonymous_shopper_is_named_by_the_cookie()
    {
        var read = s_native.Read("""[{"time":1777626000,"user_id":"","anonymous_id":"a","behavior":"view"}]""").Event();

        Assert.Equal(("a", "a"), (read.UserId, read.AnonymousId));
    }

    [Fact]
    public void Received_at_is_the_servers_unless_the_shop_says_otherwise()
    {
        const string Body = """[{"time":1777626000,"received_at":1777626001,"user_id":"u","behavior":"view"}]""";

        Assert.Equal(Sent.ReceivedAt, s_native.Read(Body).Event().ReceivedAt);
        Assert.Equal(Sent.At(9, 0, 1), s_native.Read(Body, new IntakeOptions { KeepReceivedAt = true }).Event().ReceivedAt);
    }

    [Fact]
    public void Prices_never_pass_through_a_binary_fraction() =>
        Assert.Equal(
            [0.1m, 12345678.9012m, 0.0001m, 1_000_000_000m],
            s_native.Read("""[{"time":1777626000,"user_id":"u","behavior":"view","price":0.1},{"time":1777626000,"user_id":"u","behavior":"view","price":12345678.90123},{"time":1777626000,"user_id":"u","behavior":"view","price":"0.00005"},{"time":1777626000,"user_id":"u","behavior":"view","price":1e9}]""").Events().Select(e => e.Price!.Value));

    [Theory]
    [InlineData(false, "null", 1)]
    [InlineData(false, "false", 0)]
    [InlineData(true, "null", 0)]
    [InlineData(true, "\"1\"", 1)]
    public void Events_without_consent_are_left_out_and_counted(bool required, string consent, int kept)
    {
        var result = s_native.Read($$"""[{"time":1777626000,"user_id":"u","behavior":"view","consent":{{consent}}}]""", new IntakeOptions { RequireConsent = required });

        Assert.Equal((kept, 1 - kept, 1), (result.Accepted.Count, result.Ignored.GetValueOrDefault("no_consent"), result.Count));
    }
}
