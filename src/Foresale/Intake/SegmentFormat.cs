using System.Collections.Frozen;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>The HTTP API of Segment, which RudderStack speaks too: <c>track</c>, <c>page</c>, <c>screen</c>, <c>identify</c>, <c>alias</c> and <c>batch</c>.</summary>
/// <param name="call">The call that the route is of; null for <c>batch</c>, where each message has its <c>type</c>.</param>
public sealed class SegmentFormat(string? call = null) : IIntakeFormat
{
    private static readonly FrozenDictionary<string, EventKind> s_events = EventKind.Table(
        ("Products Searched", EventKind.Page(Behavior.Search)),
        ("Product List Viewed", EventKind.Page(Behavior.View, "Product List Viewed")),
        ("Viewed Product Category", EventKind.Page(Behavior.View, "Product List Viewed")),
        ("Product List Filtered", EventKind.Page(Behavior.View, "Product List Filtered")),
        ("Product Clicked", EventKind.Items(Behavior.View, "Product Clicked")),
        ("Clicked Product", EventKind.Items(Behavior.View, "Product Clicked")),
        ("Product Viewed", EventKind.Items(Behavior.View)),
        ("Viewed Product", EventKind.Items(Behavior.View)),
        ("Product Added to Wishlist", EventKind.Items(Behavior.Favorite)),
        ("Product Added", EventKind.Items(Behavior.Cart)),
        ("Added Product", EventKind.Items(Behavior.Cart)),
        ("Wishlist Product Added to Cart", EventKind.Items(Behavior.Cart, "Wishlist Product Added to Cart")),
        ("Product Removed", EventKind.Items(Behavior.Uncart)),
        ("Removed Product", EventKind.Items(Behavior.Uncart)),
        ("Cart Viewed", EventKind.Page(Behavior.View, "Cart Viewed")),
        ("Checkout Started", EventKind.Page(Behavior.View, "Checkout Started")),
        ("Checkout Step Viewed", EventKind.Page(Behavior.View, "Checkout Step Viewed")),
        ("Checkout Step Completed", EventKind.Page(Behavior.View, "Checkout Step Completed")),
        ("Payment Info Entered", EventKind.Page(Behavior.View, "Payment Info Entered")),
        ("Order Completed", EventKind.Items(Behavior.Purchase)),
        ("Completed Order", EventKind.Items(Behavior.Purchase)),
        ("Order Refunded", EventKind.Items(Behavior.Refund)),
        ("Order Cancelled", EventKind.Items(Behavior.Refund, "Order Cancelled")));

    private static readonly FieldMap s_product = new(
        ("product_id", Field.ItemId), ("sku", Field.ItemId), ("id", Field.ItemId), ("category", Field.Category),
        ("brand", Field.Brand), ("price", Field.Price), ("quantity", Field.Quantity), ("currency", Field.Currency));

    private static readonly FieldMap s_properties = new(("currency", Field.Currency), ("order_id", Field.OrderId), ("query", Field.Query));
    private static readonly FieldMap s_list = new(("category", Field.Category));
    private static readonly FieldMap s_people = new(("userId", Field.UserId), ("anonymousId", Field.AnonymousId));
    private static readonly FieldMap s_alias = new(("previousId", Field.AnonymousId));
    private static readonly FieldMap s_message = new(("messageId", Field.EventId));

    private static readonly FieldMap s_context = new(
        ("device.type", Field.Device), ("location.country", Field.Region), ("locale", Field.Region),
        ("campaign.medium", Field.Channel), ("campaign.source", Field.Channel), ("sessionId", Field.SessionId));

    private static readonly SourceNames s_names = new("timestamp", "userId", "anonymousId", "product_id", "order_id");

    /// <inheritdoc/>
    public string Name => "segment";

    /// <summary>The names that are mapped.</summary>
    internal static IReadOnlyDictionary<string, EventKind> Events => s_events;

    /// <inheritdoc/>
    public IntakeResult Read(ReadOnlyMemory<byte> body, IntakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sheet = new IntakeSheet(context);
        using var json = JsonBody.Parse(body, sheet.Options.MaxDepth, "body", 0, out var fault);
        if (json is null)
        {
            return IntakeSheet.Unreadable(fault);
        }

        var root = json.Root;
        if (root.ValueKind is not JsonValueKind.Object)
        {
            return IntakeSheet.WrongBody("body", root, "Send a message as an object, or {\"batch\": [...]}.");
        }

        if (json.IsBroken(root, JsonPlace.Root, deep: false, out fault))
        {
            return IntakeSheet.Unreadable(fault);
        }

        if (!root.TryGetProperty("batch"u8, out var batch))
        {
            ReadMessage(json, root, default, JsonPlace.Root, 0, sheet);
            return sheet.Result();
        }

        if (batch.ValueKind is not JsonValueKind.Array)
        {
            return IntakeSheet.WrongBody("batch", batch, "Send the messages as a list.");
        }

        if (sheet.IsTooMany(batch.GetArrayLength(), "batch", out var refused))
        {
            return refused;
        }

        var isBroken = json.IsBrokenBeside("batch", out fault);
        var index = 0;
        foreach (var message in batch.EnumerateArray())
        {
            if (isBroken)
            {
                sheet.Fail(fault);
            }
            else
            {
                ReadMessage(json, message, root, new JsonPlace("batch", index), index, sheet);
            }

            index++;
        }

        return sheet.Result();
    }

    private void ReadMessage(JsonBody json, JsonElement message, JsonElement batch, JsonPlace place, int index, IntakeSheet sheet)
    {
        if (json.IsBroken(message, place, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        if (message.ValueKind is not JsonValueKind.Object)
        {
            sheet.Fail("wrong_type", place.Of(""), $"this is {IntakeText.Kind(message)}.", "Give a message as an object.");
            return;
        }

        var type = message.TryGetProperty("type"u8, out var typed) ? typed.ValueKind is JsonValueKind.String ? typed.GetString() : null : call;
        switch (type)
        {
            case "track":
                ReadTrack(message, batch, place, index, sheet);
                break;
            case "page" or "screen":
                ReadEvent(type, EventKind.Page(Behavior.View, type), message, batch, place, index, sheet);
                break;
            case "identify" or "alias":
                ReadMerge(type, message, batch, place, sheet);
                break;
            case "group":
                sheet.Ignore(type);
                break;
            default:
                sheet.Fail("unknown_type", place.Of("type"), type is null ? "the type is missing." : $"'{IntakeText.Show(type)}' is no type of message.", "Use track, page, screen, identify, alias or group.");
                break;
        }
    }

    private void ReadTrack(JsonElement message, JsonElement batch, JsonPlace place, int index, IntakeSheet sheet)
    {
        if (!message.TryGetProperty("event"u8, out var named) || named.ValueKind is not JsonValueKind.String)
        {
            sheet.Fail("wrong_type", place.Of("event"), "the name of the event is missing.", "Give it as a text.");
        }
        else if (s_events.TryGetValue(named.GetString()!, out var kind))
        {
            ReadEvent(named.GetString()!, kind, message, batch, place, index, sheet);
        }
        else
        {
            sheet.Ignore(named.GetString()!);
        }
    }

    private void ReadEvent(string name, EventKind kind, JsonElement message, JsonElement batch, JsonPlace place, int index, IntakeSheet sheet)
    {
        if (sheet.Options.IgnoreEvents.Contains(name))
        {
            sheet.Ignore(name);
            return;
        }

        var inner = place.At("properties");
        if (message.TryGetProperty("properties"u8, out var properties) && properties.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            sheet.Fail("wrong_type", inner.Of(""), $"this is {IntakeText.Kind(properties)}.", "Give an object.");
        }
        else if (ItemEvents.Of(sheet, properties, inner, "products") is { } products)
        {
            var draft = sheet.Draft;
            draft.Clear();
            s_message.Read(message, place, draft);
            var timeMs = SegmentTime.Read(message, batch, place, sheet.ReceivedMs, draft);
            var id = draft.Text(Field.EventId) ?? MadeId.Of(Name, null, timeMs, index, message);
            if (draft.Fault is { } fault)
            {
                sheet.Fail(fault);
                return;
            }

            ItemEvents.Settle(
                sheet, kind, products, s_product, d => ReadRest(kind, products.Count, message, batch, properties, place, sheet, d), id,
                new EventPlaces(place, place, inner), s_names, s_names);
        }
    }

    private static void ReadRest(EventKind kind, int products, JsonElement message, JsonElement batch, JsonElement properties, JsonPlace place, IntakeSheet sheet, EventDraft draft)
    {
        if (properties.ValueKind is JsonValueKind.Object)
        {
            // Without a list the properties are the product; with one their price and quantity are of the list.
            var ofProduct = kind.PerItem && products == 0;
            (ofProduct ? s_product : s_list).Read(properties, place.At("properties"), draft);
            s_properties.Read(properties, place.At("properties"), draft);
        }

        ReadShared(message, batch, place, sheet, draft);
    }

    /// <summary>Shopper, time, context and consent.</summary>
    private static void ReadShared(JsonElement message, JsonElement batch, JsonPlace place, IntakeSheet sheet, EventDraft draft)
    {
        s_people.Read(message, place, draft);
        draft.TimeMs = SegmentTime.Read(message, batch, place, sheet.ReceivedMs, draft);
        ReadContext(message, place, sheet.Options, draft);
        if (batch.ValueKind is JsonValueKind.Object)
        {
            ReadContext(batch, JsonPlace.Root, sheet.Options, draft);
        }
    }

    private static void ReadContext(JsonElement holder, JsonPlace place, IntakeOptions options, EventDraft draft)
    {
        if (!holder.TryGetProperty("context"u8, out var context) || context.ValueKind is JsonValueKind.Null)
        {
            return;
        }

        var inner = place.At("context");
        if (context.ValueKind is not JsonValueKind.Object)
        {
            draft.Fail("wrong_type", inner.Of(""), $"this is {IntakeText.Kind(context)}.", "Give an object.");
            return;
        }

        s_context.Read(context, inner, draft);
        if (context.TryGetProperty("consent"u8, out var consent) && consent.ValueKind is JsonValueKind.Object
            && consent.TryGetProperty("categoryPreferences"u8, out var preferences) && preferences.ValueKind is JsonValueKind.Object)
        {
            foreach (var preference in preferences.EnumerateObject().Where(p => string.Equals(p.Name, options.ConsentCategory, StringComparison.OrdinalIgnoreCase)))
            {
                draft.Set(Field.Consent, preference.Value, inner, $"consent.categoryPreferences.{IntakeText.Show(preference.Name)}");
            }
        }
    }

    /// <summary>An identify with both names, or an alias: the anonymous shopper is the known one. An identify with one name only tells traits.</summary>
    private static void ReadMerge(string type, JsonElement message, JsonElement batch, JsonPlace place, IntakeSheet sheet)
    {
        var draft = sheet.Draft;
        draft.Clear();
        if (type is "alias")
        {
            s_alias.Read(message, place, draft);
        }

        ReadShared(message, batch, place, sheet, draft);
        var isWhole = draft.Text(Field.UserId) is not null && draft.Text(Field.AnonymousId) is not null;
        if (isWhole || draft.Fault is not null)
        {
            sheet.SettleMerge(place, s_names);
        }
        else if (type is "identify")
        {
            sheet.Ignore(type);
        }
        else
        {
            sheet.Fail("missing_user", place.Of(""), "an alias names two shoppers.", "Give userId, and previousId or anonymousId.");
        }
    }
}
