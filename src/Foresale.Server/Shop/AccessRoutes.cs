using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Foresale.Events;
using Foresale.Server.Audit;
using Foresale.Server.Faults;
using Foresale.Server.Keys;

namespace Foresale.Server.Shop;

/// <summary>A shopper's own data, for who asks for it (GDPR, article 15).</summary>
internal static class AccessRoutes
{
    private const string Lines = "application/x-ndjson";
    private const int LinesBetweenFlushes = 500;
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) }; // a person reads it

    public static void MapAccess(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/users/{id}/events", EventsAsync).WithTags("Shop").RequireAdmin().WithName("UserEvents")
            .WithSummary("All events that the log holds of a shopper and of every name that is one with theirs, as native JSON Lines in the order of the log.")
            .Produces(StatusCodes.Status200OK, contentType: Lines)
            .DisableRequestTimeout(); // years of a shopper over a slow line; Kestrel gives up who reads too slowly

    private static async Task EventsAsync(string id, ShopLog log, ShopState shop, AuditLog audit, HttpContext context)
    {
        ShopRoutes.RequireReady(shop);
        var name = PathNames.At(context, id, fromEnd: 1);
        var (numbers, last) = (new HashSet<long>(), (IReadOnlyList<long>)[]);
        await log.BetweenRoundsAsync(() =>
        {
            numbers = [.. shop.Keys.NamesLinkedTo(name).Select(shop.Keys.NumberOf).OfType<long>()];
            last = shop.Sequencer.LastOf(numbers);
            return Task.CompletedTask;
        });
        var events = new ShopperEvents(shop.Log, shop.Keys);
        var addresses = events.Addresses(numbers, last, context.RequestAborted);
        // As with erasures: the key's number, never the shopper.
        await audit.WriteAsync(context, AuditActions.UserRead, string.Join(',', numbers.Order()), numbers.Count == 0 ? "unknown shopper" : string.Create(CultureInfo.InvariantCulture, $"{addresses.Count} events"));
        if (numbers.Count == 0)
        {
            throw new RequestFaultException("id", "no shopper of this name is known.", "Check it: a name is known as events had it.", StatusCodes.Status404NotFound);
        }

        await WriteAsync(context.Response, addresses.Select(events.Read).OfType<ShopEvent>(), context.RequestAborted);
    }

    private static async Task WriteAsync(HttpResponse response, IEnumerable<ShopEvent> events, CancellationToken cancellationToken)
    {
        response.ContentType = Lines;
        var body = response.BodyWriter;
        await using var json = new Utf8JsonWriter(body, s_json);
        var count = 0;
        foreach (var shopEvent in events)
        {
            json.Reset();
            Write(json, shopEvent);
            await json.FlushAsync(cancellationToken);
            body.Write("\n"u8);
            if (++count % LinesBetweenFlushes == 0)
            {
                await body.FlushAsync(cancellationToken);
            }
        }
    }

    // The fields of docs/event-format.md: what is sent out so can be sent in again.
    private static void Write(Utf8JsonWriter json, ShopEvent shopEvent)
    {
        json.WriteStartObject();
        json.WriteString("event_id", shopEvent.EventId);
        json.WriteString("time", shopEvent.Time.UtcDateTime);
        if (shopEvent.ReceivedAt is { } received)
        {
            json.WriteString("received_at", received.UtcDateTime);
        }

        json.WriteString("user_id", shopEvent.UserId);
        Text(json, "anonymous_id", shopEvent.AnonymousId);
        Text(json, "session_id", shopEvent.SessionId);
        json.WriteString("behavior", shopEvent.Behavior.Word());
        Text(json, "item_id", shopEvent.ItemId);
        Text(json, "category", shopEvent.Category);
        Text(json, "brand", shopEvent.Brand);
        Number(json, "price", shopEvent.Price);
        Text(json, "currency", shopEvent.Currency);
        Number(json, "quantity", shopEvent.Quantity);
        Text(json, "order_id", shopEvent.OrderId);
        Text(json, "query", shopEvent.Query);
        Text(json, "device", shopEvent.Device);
        Text(json, "region", shopEvent.Region);
        Text(json, "channel", shopEvent.Channel);
        Text(json, "detail", shopEvent.Detail);
        if (shopEvent.Consent is { } consent)
        {
            json.WriteBoolean("consent", consent);
        }

        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}
