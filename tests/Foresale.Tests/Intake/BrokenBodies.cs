using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

/// <summary>Sound bodies of every format, broken at random. <c>FORESALE_FUZZ=100000</c> sets the number; the default keeps the suite fast.</summary>
internal static class BrokenBodies
{
    private static readonly string[] s_tokens =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "NaN", "1e999", "-1e400", "99999999999999999999999999999999", "-0", "0.00000000000000000001", "\"\"", "\\u", "\\ud800",
        "\\u0000", "{\"a\":{\"a\":{\"a\":1}}}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "\"price\":", "\"events\":[", "\"time\":\"0001-01-01T00:00:00+14:00\",", "\uFEFF", "\n", "9223372036854775808", "-62135596800001",
    ];

    private static readonly string[] s_values = ["null", "true", "-1", "1.5", "1e30", "253402300800", "\"x\"", "\"\"", "[]", "{}", "[1,{}]", "{\"a\":1,\"a\":2}", "\"\\ud83d\"", "\"2026-05-01T10:00:00Z\"", "\"9999-12-31T23:59:59-14:00\""];

    /// <summary>A sound body of each format and form.</summary>
    public static (IIntakeFormat Format, string Body)[] Samples { get; } = Sound();

    /// <summary>One of them, broken in one to four places.</summary>
    public static Gen<(IIntakeFormat Format, byte[] Body)> Any { get; } =
        from sample in Gen.Int[0, Samples.Length - 1]
        from count in Gen.Int[1, 4]
        from steps in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).Array[count]
        select (Samples[sample].Format, steps.Aggregate(Encoding.UTF8.GetBytes(Samples[sample].Body), (body, step) => Mutate(body, step.Item1, step.Item2, step.Item3)));

    /// <summary>How many to try.</summary>
    public static int Count(int usually) => int.TryParse(Environment.GetEnvironmentVariable("FORESALE_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : usually;

    private static byte[] Mutate(byte[] body, int kind, int at, int choice)
    {
        if (body.Length == 0)
        {
            return body;
        }

        at %= body.Length;
        switch (kind)
        {
            case 0:
                var flipped = body.ToArray();
                flipped[at] ^= (byte)(1 << (choice % 8));
                return flipped;
            case 1:
                return choice % 4 == 0 ? body[..at] : [.. body[..at], .. body[Math.Min(body.Length, at + (choice % 40))..]];
            case 2:
                return [.. body[..at], .. Encoding.UTF8.GetBytes(s_tokens[choice % s_tokens.Length]), .. body[at..]];
            default:
                return Swap(body, at, s_values[choice % s_values.Length]);
        }
    }

    /// <summary>The value after the next colon becomes another; the body stays JSON if it was.</summary>
    private static byte[] Swap(byte[] body, int at, string value)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName && reader.TokenStartIndex >= at)
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    return [.. body[..start], .. Encoding.UTF8.GetBytes(value), .. body[(int)reader.BytesConsumed..]];
                }
            }
        }
        catch (JsonException)
        {
            return body;
        }

        return body;
    }

    private static (IIntakeFormat, string)[] Sound()
    {
        const string Event = """{"event_id":"e","time":"2026-05-01T09:00:00Z","user_id":"u","anonymous_id":"a","behavior":"cart","item_id":"i","price":19.99,"quantity":2,"currency":"EUR","consent":true,"properties":{"x":[1]}}""";
        const string Action = """{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\",\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2\",\"data\":{\"type\":\"transaction\"}}}""";
        const string Product = """{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0\",\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/product/jsonschema/1-0-0\",\"data\":{\"id\":\"P\",\"price\":2,\"quantity\":1}},{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/transaction/jsonschema/1-0-0\",\"data\":{\"transaction_id\":\"T\"}}]}""";
        var cloud = $$"""{"specversion":"1.0","type":"shop.foresale.event.v1","source":"/web","id":"1","time":"2026-05-01T09:00:00Z","data":{{Event}}}""";
        var plain = $$"""{"e":"ue","eid":"e","uid":"u","duid":"d","dtm":"1777626000000","stm":"1777626001000","ue_pr":"{{Action}}","co":"{{Product}}"}""";
        var url = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Product.Replace("\\", "")));
        return
        [
            (new NativeFormat(), $"[{Event},{Event}]"),
            (new NativeFormat(), $$"""{"events":[{{Event}},{{Event}}]}"""),
            (new NativeFormat(), $"{Event}\n{Event}\n"),
            (new Ga4Format(), """{"client_id":"c","user_id":"u","timestamp_micros":1777626000000000,"consent":{"ad_user_data":"GRANTED"},"device":{"category":"mobile"},"events":[{"name":"purchase","params":{"transaction_id":"T","currency":"EUR","items":[{"item_id":"a","price":1.5,"quantity":2},{"item_id":"b"}]}},{"name":"scroll"},{"name":"search","params":{"search_term":"x"}}]}"""),
            (new SegmentFormat(), """{"sentAt":"2026-05-01T09:00:05Z","context":{"locale":"fr"},"batch":[{"type":"track","event":"Order Completed","messageId":"m","userId":"u","anonymousId":"a","timestamp":"2026-05-01T09:00:00Z","context":{"device":{"type":"ios"},"consent":{"categoryPreferences":{"Analytics":true}}},"properties":{"order_id":"o","products":[{"product_id":"p","price":2},{"sku":"s"}]}},{"type":"identify","userId":"u","anonymousId":"a"},{"type":"alias","userId":"u","previousId":"p"},{"type":"page","userId":"u"},{"type":"group"}]}"""),
            (new SnowplowFormat(), $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{{plain}},{"e":"pv","uid":"u","cx":"{{url}}"},{"e":"pp"}]}"""),
            (new CloudEventsFormat(), cloud),
            (new CloudEventsFormat(), $"[{cloud},{cloud}]"),
        ];
    }
}
