using System.Text;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

/// <summary>What each rule says, whole. The values are judged by the rules of cleaning, which every format shares.</summary>
public class FaultTests
{
    private static readonly NativeFormat s_native = new();

    [Theory]
    [InlineData("""  "behavior":"basket"  """, "unknown_behavior", "[0].behavior: 'basket' is no behavior. Use view, search, favorite, cart, purchase, uncart or refund.")]
    [InlineData("""  "user_id":"u"  """, "unknown_behavior", "[0].behavior: the behavior is missing. Use view, search, favorite, cart, purchase, uncart or refund.")]
    [InlineData("""  "behavior":"view","time":null  """, "bad_time", "[0].time: the time is missing. Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.")]
    [InlineData("""  "behavior":"view","time":"2026-05-01T10:00:00"  """, "bad_time", "[0].time: '2026-05-01T10:00:00' is no time. Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.")]
    [InlineData("""  "behavior":"view","time":1e400  """, "bad_time", "[0].time: '1e400' is no time. Give ISO 8601 with an offset, such as 2026-05-01T10:00:00Z, or Unix seconds or milliseconds.")]
    [InlineData("""  "behavior":"view","time":0  """, "time_before_1990", "[0].time: 1970-01-01T00:00:00Z lies before 1990. Check the unit (unix_s, unix_ms, unix_us) and the format.")]
    [InlineData("""  "behavior":"view","time":1777802411  """, "future_time", "[0].time: 2026-05-03T10:00:11Z lies in the future. Check the unit (unix_s, unix_ms, unix_us), the format and the year.")]
    [InlineData("""  "behavior":"view","user_id":null  """, "missing_user", "[0].user_id: the user is missing. Give user_id or anonymous_id.")]
    [InlineData("""  "behavior":"view","user_id":".."  """, "bad_name", "[0].user_id: '..' is no name that an address can hold: it drops out of every URL. Give the shopper another name.")]
    [InlineData("""  "behavior":"view","anonymous_id":"."  """, "bad_name", "[0].anonymous_id: '.' is no name that an address can hold: it drops out of every URL. Give the shopper another name.")]
    [InlineData("""  "behavior":"view","user_id":"erased:12"  """, "bad_name", "[0].user_id: 'erased:12' stands for a shopper who was erased. Give the shopper another name.")]
    [InlineData("""  "behavior":"view","user_id":"a\u0000b"  """, "bad_name", "[0].user_id: a character in it is U+0000, which no URL can hold. Give the shopper another name.")]
    [InlineData("""  "behavior":"view","price":-0.5  """, "bad_price", "[0].price: the price -0.5 is negative. Give the price paid, or refund as a behavior.")]
    [InlineData("""  "behavior":"view","price":1000000001  """, "bad_price", "[0].price: the price 1000000001 is absurd. Give the unit price, at most 1,000,000,000.")]
    [InlineData("""  "behavior":"view","price":"NaN"  """, "bad_price", "[0].price: 'NaN' is no price. Give a number from 0 to 1,000,000,000.")]
    [InlineData("""  "behavior":"view","price":1e300  """, "bad_price", "[0].price: '1e300' is no price. Give a number from 0 to 1,000,000,000.")]
    [InlineData("""  "behavior":"view","price":[1]  """, "bad_price", "[0].price: '[1]' is no price. Give a number from 0 to 1,000,000,000.")]
    [InlineData("""  "behavior":"view","quantity":0  """, "bad_quantity", "[0].quantity: 0 is no quantity. Give a number above 0 and at most 1,000,000; what is sent back is the behavior refund.")]
    [InlineData("""  "behavior":"view","quantity":"two"  """, "bad_quantity", "[0].quantity: 'two' is no quantity. Give a number above 0 and at most 1,000,000.")]
    [InlineData("""  "behavior":"cart"  """, "missing_item", "[0].item_id: the item is missing, and the behavior is cart. Give item_id; a purchase or a refund may give order_id instead.")]
    [InlineData("""  "behavior":"view","consent":"maybe"  """, "bad_consent", "[0].consent: 'maybe' is neither true nor false. Write true, false, 1 or 0, or leave it empty.")]
    [InlineData("""  "behavior":"view","prize":5  """, "unknown_field", "[0].prize: there is no such field. Use a field of docs/event-format.md, or put it under \"properties\", which is not read.")]
    [InlineData("""  "behavior":"view","item_id":{"id":1}  """, "wrong_type", "[0].item_id: this is an object. Give a text.")]
    [InlineData("""  "behavior":"view","item_id":1.5  """, "wrong_type", "[0].item_id: this is no whole number. Give a text.")]
    [InlineData("""  "behavior":"view","price":1,"pri\u0063e":2  """, "doubled_name", "[0]: 'price' is given twice. Give each name once.")]
    [InlineData("""  "behavior":"view","item_id":"\ud800"  """, "not_unicode", "[0]: a text in it has half of a surrogate pair. Escape characters beyond \\uFFFF as a pair, or write them as UTF-8.")]
    public void A_fault_tells_its_place_what_was_found_and_what_to_do(string fields, string rule, string text)
    {
        var user = fields.Contains("user_id") ? "" : "\"user_id\":\"u\",";
        var time = fields.Contains("time") ? "" : "\"time\":1777626000,";

        var result = s_native.Read($"[{{{user}{time}{fields}}},{{\"user_id\":\"u\",\"time\":1777626000,\"behavior\":\"view\"}}]");

        Assert.Equal((rule, text), (result.Faults.Select(f => f.Rule).Single(), result.Fault()));
        Assert.Single(result.Accepted);
    }

    [Fact]
    public void Long_texts_are_faults_and_are_not_cut()
    {
        static string Body(string field, int length) => $$"""[{"time":1777626000,"user_id":"u","behavior":"view","{{field}}":"{{new string('x', length)}}"}]""";

        Assert.Equal("[0].item_id: it has 513 characters. Give at most 512.", s_native.Read(Body("item_id", 513)).Fault());
        Assert.Equal("[0].query: it has 1,025 characters. Give at most 1,024.", s_native.Read(Body("query", 1_025)).Fault());
        Assert.Equal(1_024, s_native.Read(Body("query", 1_024)).Event().Query!.Length);
    }

    [Theory]
    [InlineData("", "body: it is empty. Send JSON.")]
    [InlineData(" \n", "body: it is empty. Send JSON.")]
    [InlineData("[1,\n {]", "body(2,3): this is not JSON of at most 32 levels. Mend the text there.")]
    [InlineData("[NaN]", "body(1,2): this is not JSON of at most 32 levels. Mend the text there.")]
    [InlineData("7", "body: this is a number. Send a list of events, {\"events\": [...]}, or one event on each line.")]
    [InlineData("{\"events\":{}}", "events: this is an object. Send a list of events, {\"events\": [...]}, or one event on each line.")]
    [InlineData("{\"events\":[],\"events\":[]}", "body: 'events' is given twice. Give each name once.")]
    public void An_unreadable_body_is_one_fault_with_line_and_column(string body, string text)
    {
        var result = s_native.Read(body);

        Assert.Equal((text, true, 0), (result.Fault(), result.IsUnreadable, result.Count));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_told_by_line_and_column()
    {
        byte[] body = [.. "[\n\"é"u8, 0xFF, .. "\"]"u8];

        var result = s_native.Read(body, new IntakeContext { ReceivedAt = Sent.ReceivedAt });

        Assert.Equal("body(2,4): this is not UTF-8. Send the text as UTF-8.", result.Fault());
    }

    [Fact]
    public void A_nested_bomb_is_refused() =>
        Assert.Equal("body(1,33): this is not JSON of at most 32 levels. Mend the text there.", s_native.Read(new string('[', 100_000)).Fault());

    [Fact]
    public void More_events_than_the_bound_are_refused_whole()
    {
        var result = s_native.Read("[1,2,3]", new IntakeOptions { MaxEvents = 2 });

        Assert.Equal("body: it has 3 events. Send at most 2 in one body.", result.Fault());
        Assert.True(result.IsUnreadable);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() => Assert.False(s_native.Read("\uFEFF[]").IsUnreadable);
}
