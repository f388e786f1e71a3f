using System.Text;
using Foresale.Intake;

namespace Foresale.Benchmarks;

/// <summary>
/// <c>intake</c>: bodies of 100 events, each read 200 times a round, on one thread and by processor time. The body is bytes in memory;
/// HTTP and decompression are not in the figure, the events made and their collection are.
/// </summary>
internal static class IntakeBenchmark
{
    private const int EventsInBody = 100;
    private const int Bodies = 200;
    private const int WarmUps = 60;
    private const int Rounds = 15;

    public static int Run()
    {
        var context = new IntakeContext { ReceivedAt = new DateTimeOffset(2026, 5, 1, 10, 0, 10, TimeSpan.Zero) };
        foreach (var (format, name, text) in Sent())
        {
            var body = Encoding.UTF8.GetBytes(text);
            var result = format.Read(body, context);
            if (result.Accepted.Count != EventsInBody)
            {
                throw new InvalidOperationException($"{name}: {result.Accepted.Count} events accepted, {EventsInBody} sent; {(result.Faults.Count > 0 ? result.Faults[0] : "")}");
            }

            for (var i = 0; i < WarmUps; i++)
            {
                Round(format, body, context);
            }

            var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(format, body, context)).ToList();
            var nanoseconds = rounds.Select(r => r.Nanoseconds).Order().ToList();
            Console.WriteLine(FormattableString.Invariant($"{name}: median {nanoseconds[Rounds / 2]:F0} ns an event ({1e3 / nanoseconds[Rounds / 2]:F2} M events/s), best {nanoseconds[0]:F0} ns, {rounds[^1].Bytes} bytes allocated and {body.Length / EventsInBody} bytes sent an event"));
        }

        return 0;
    }

    private static (double Nanoseconds, long Bytes) Round(IIntakeFormat format, byte[] body, IntakeContext context)
    {
        var (processor, bytes, accepted) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), 0);
        for (var i = 0; i < Bodies; i++)
        {
            accepted += format.Read(body, context).Accepted.Count;
        }

        return ((Environment.CpuUsage.TotalTime - processor).TotalNanoseconds / accepted, (GC.GetAllocatedBytesForCurrentThread() - bytes) / accepted);
    }

    private static IEnumerable<(IIntakeFormat Format, string Name, string Body)> Sent()
    {
        static string List(Func<int, string> one, string between = ",") => string.Join(between, Enumerable.Range(0, EventsInBody).Select(one));
        static string Native(int i) => FormattableString.Invariant($$"""{"event_id":"e-{{i:D8}}","time":"2026-05-01T10:00:{{i % 10:D2}}.250Z","user_id":"u-{{i % 17:D6}}","session_id":"s-{{i % 17:D6}}","behavior":"view","item_id":"i-{{i * 37 % 1000:D6}}","category":"shoes","brand":"Acme","price":{{i}}.99,"currency":"EUR","device":"mobile","consent":true}""");

        yield return (new NativeFormat(), "native, list", $"[{List(Native)}]");
        yield return (new NativeFormat(), "native, JSON Lines", List(Native, "\n"));
        yield return (new Ga4Format(), "GA4", $$"""{"client_id":"1.2","timestamp_micros":1777626000000000,"events":[{{List(i => $$$"""{"name":"view_item","params":{"currency":"EUR","session_id":17,"items":[{"item_id":"i-{{{i}}}","item_category":"shoes","item_brand":"Acme","price":{{{i}}}.99}]}}""")}}]}""");
        yield return (new SegmentFormat(), "Segment", $$"""{"sentAt":"2026-05-01T10:00:09Z","batch":[{{List(i => $$$"""{"type":"track","event":"Product Viewed","messageId":"m-{{{i}}}","userId":"u-{{{i % 17}}}","anonymousId":"a","timestamp":"2026-05-01T10:00:00Z","properties":{"product_id":"i-{{{i}}}","category":"shoes","brand":"Acme","price":{{{i}}}.99,"currency":"EUR"}}""")}}]}""");
        yield return (new SnowplowFormat(), "Snowplow, base64", $$"""{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{{List(Snowplow)}}]}""");
        yield return (new CloudEventsFormat(), "CloudEvents, batch", $"[{List(i => $$"""{"specversion":"1.0","type":"shop.foresale.event.v1","source":"/web","id":"{{i}}","data":{{Native(i)}}}""")}]");
    }

    private static string Snowplow(int i)
    {
        static string Url(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        const string Vendor = "iglu:com.snowplowanalytics.snowplow";
        var action = Url($$$$"""{"schema":"{{{{Vendor}}}}/unstruct_event/jsonschema/1-0-0","data":{"schema":"{{{{Vendor}}}}.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2","data":{"type":"product_view"}}}""");
        var product = Url($$$$"""{"schema":"{{{{Vendor}}}}/contexts/jsonschema/1-0-0","data":[{"schema":"{{{{Vendor}}}}.ecommerce/product/jsonschema/1-0-0","data":{"id":"i-{{{{i}}}}","category":"shoes","price":{{{{i}}}}.99,"currency":"EUR"}}]}""");
        return $$"""{"e":"ue","eid":"e-{{i}}","uid":"u","duid":"d","sid":"s","p":"web","dtm":"1777626000000","stm":"1777626001000","ue_px":"{{action}}","cx":"{{product}}"}""";
    }
}
