using System.Buffers;
using System.IO.Pipelines;
using Foresale.Intake;
using Foresale.Server.Alarms;
using Foresale.Server.Documents;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Settings;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Shop;

/// <summary>What became of a request's events.</summary>
/// <param name="Accepted">Taken in: on the disk and in the scores.</param>
/// <param name="Duplicates">The log had them already.</param>
/// <param name="Late">Of the accepted, those older than a day: kept, and left out of every state.</param>
/// <param name="Ignored">Left out, such as page scrolls, or without consent.</param>
/// <param name="Merged">Guests who turned out to be somebody.</param>
/// <param name="Rejected">Could not be used, and why.</param>
public sealed record IngestAnswer(int Accepted, int Duplicates, int Late, int Ignored, int Merged, IReadOnlyList<RejectedEvent> Rejected);

/// <summary>An event that could not be used.</summary>
/// <param name="Place">Where, such as <c>events[3].price</c>.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Remedy">What to do.</param>
public sealed record RejectedEvent(string Place, string Found, string Remedy);

/// <summary>Events in, by five formats.</summary>
internal static class IngestRoutes
{
    private const string Json = "application/json";

    public static void MapIngest(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Events").RequireIngest();
        Map(group, "events", new NativeFormat(), "native events: an array, {\"events\": [...]} or JSON Lines").AcceptKeysBy(KeyCarriers.Query)
            .WithBody(Json, """[{"event_id":"e1","time":"2026-11-29T10:00:00Z","user_id":"u1","behavior":"view","item_id":"i1","price":19.95,"currency":"EUR"}]""");
        Map(group, "mp/collect", new Ga4Format(), "GA4 Measurement Protocol").AcceptKeysBy(KeyCarriers.Ga4)
            .WithBody(Json, """{"client_id":"c1","user_id":"u1","timestamp_micros":1795946400000000,"events":[{"name":"view_item","params":{"session_id":"1","currency":"EUR","items":[{"item_id":"i1","price":19.95}]}}]}""");
        Map(group, "cloudevents", new CloudEventsFormat(), "CloudEvents 1.0")
            .WithBody("application/cloudevents+json", """{"specversion":"1.0","type":"shop.foresale.event.v1","source":"/shop","id":"e1","time":"2026-11-29T10:00:00Z","data":{"user_id":"u1","behavior":"view","item_id":"i1"}}""");
        Map(group, "com.snowplowanalytics.snowplow/tp2", new SnowplowFormat(), "Snowplow ecommerce")
            .WithBody(Json, """{"schema":"iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4","data":[{"e":"ue","eid":"7c1f3b52-5d6e-4f4a-9a39-0c7a4b1d2e3f","dtm":"1795946400000","uid":"u1","ue_pr":"{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\",\"data\":{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-2\",\"data\":{\"type\":\"product_view\"}}}","co":"{\"schema\":\"iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0\",\"data\":[{\"schema\":\"iglu:com.snowplowanalytics.snowplow.ecommerce/product/jsonschema/1-0-0\",\"data\":{\"id\":\"i1\",\"category\":\"shoes\",\"price\":19.95,\"currency\":\"EUR\"}}]}"}]}""");
        foreach (var path in (string[])["track", "page", "screen", "identify", "alias", "batch"])
        {
            Map(group, path, new SegmentFormat(call: path is "batch" ? null : path), $"Segment HTTP API: {path}").AcceptKeysBy(KeyCarriers.Segment)
                .WithBody(Json, path is "batch" ? $$"""{"batch":[{{SegmentCall("track")}}]}""" : SegmentCall(path));
        }
    }

    private static string SegmentCall(string type) =>
        $$$"""{"type":"{{{type}}}","messageId":"m1","timestamp":"2026-11-29T10:00:00Z","userId":"u1","anonymousId":"a1","event":"Product Viewed","properties":{"product_id":"i1","price":19.95,"currency":"EUR"}}""";

    private static RouteHandlerBuilder Map(RouteGroupBuilder group, string path, IIntakeFormat format, string what) =>
        group.MapPost(path, (HttpContext context, ShopLog log, ShopMeter meter, ShopAlarms alarms, IOptions<IntakeOptions> options, IOptions<LimitOptions> limits, TimeProvider clock) => TakeAsync(context, format, log, meter, alarms, options.Value, limits.Value, clock))
            .WithName($"Post{path.Replace('/', '_')}")
            .WithSummary($"Takes {what}. The answer comes once the events are on the disk.")
            .Produces<IngestAnswer>();

    private static async Task<IngestAnswer> TakeAsync(HttpContext context, IIntakeFormat format, ShopLog log, ShopMeter meter, ShopAlarms alarms, IntakeOptions options, LimitOptions limits, TimeProvider clock)
    {
        var (body, now) = (await ReadAsync(context), clock.GetUtcNow());
        var result = format.Read(body, new IntakeContext
        {
            ReceivedAt = now,
            Options = options with { MaxEvents = limits.EventsPerBody },
            ContentType = context.Request.ContentType,
            Headers = context.Request.Headers.Where(h => h.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase)).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
        });
        if (result.IsUnreadable)
        {
            meter.Came(format.Name, "unreadable", 1);
            alarms.Came(1, 1);
            var fault = result.Faults[0];
            throw new RequestFaultException(fault.Place, fault.Found, fault.Remedy);
        }

        Change[] changes = [.. result.Accepted.Select(item => item.Event is { } shopEvent ? new Change.Event(shopEvent) : (Change)new Change.Merge(options.KeepReceivedAt ? item.Merge! : item.Merge! with { Time = now }))]; // the sender's clock may not move the log's
        var receipt = changes.Length == 0 ? default : await log.WriteAsync(changes);
        var ignored = result.Ignored.Values.Sum();
        meter.Came(format.Name, "accepted", receipt.Accepted - receipt.Late);
        meter.Came(format.Name, "duplicate", receipt.Duplicates);
        meter.Came(format.Name, "late", receipt.Late);
        meter.Came(format.Name, "ignored", ignored);
        meter.Came(format.Name, "rejected", result.Faults.Count);
        alarms.Came(result.Accepted.Count + result.Faults.Count, result.Faults.Count);
        return new IngestAnswer(receipt.Accepted, receipt.Duplicates, receipt.Late, ignored, receipt.Merged, [.. result.Faults.Select(f => new RejectedEvent(f.Place, f.Found, f.Remedy))]);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await reader.ReadAsync(context.RequestAborted);
            }
            catch (OperationCanceledException) when (context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested is true)
            {
                throw new RequestFaultException("body", "it was not there within the time of a request.", "Send it faster, or in smaller parts.", StatusCodes.Status408RequestTimeout);
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
