using System.Collections.Frozen;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>The Measurement Protocol of Google Analytics 4 (<c>POST mp/collect</c>).</summary>
public sealed class Ga4Format : IIntakeFormat
{
    private static readonly FrozenDictionary<string, EventKind> s_events = EventKind.Table(
        ("view_item", EventKind.Items(Behavior.View)),
        ("select_item", EventKind.Items(Behavior.View, "select_item")),
        ("view_item_list", EventKind.Page(Behavior.View, "view_item_list")),
        ("page_view", EventKind.Page(Behavior.View, "page_view")),
        ("screen_view", EventKind.Page(Behavior.View, "screen_view")),
        ("view_cart", EventKind.Page(Behavior.View, "view_cart")),
        ("begin_checkout", EventKind.Page(Behavior.View, "begin_checkout")),
        ("add_shipping_info", EventKind.Page(Behavior.View, "add_shipping_info")),
        ("add_payment_info", EventKind.Page(Behavior.View, "add_payment_info")),
        ("search", EventKind.Page(Behavior.Search)),
        ("view_search_results", EventKind.Page(Behavior.Search)),
        ("add_to_wishlist", EventKind.Items(Behavior.Favorite)),
        ("add_to_cart", EventKind.Items(Behavior.Cart)),
        ("remove_from_cart", EventKind.Items(Behavior.Uncart)),
        ("purchase", EventKind.Items(Behavior.Purchase)),
        ("refund", EventKind.Items(Behavior.Refund)));

    private static readonly FieldMap s_item = new(
        ("item_id", Field.ItemId), ("item_name", Field.ItemId), ("item_category", Field.Category), ("item_brand", Field.Brand),
        ("price", Field.Price), ("quantity", Field.Quantity), ("currency", Field.Currency));

    private static readonly FieldMap s_params = new(
        ("currency", Field.Currency), ("transaction_id", Field.OrderId), ("search_term", Field.Query), ("session_id", Field.SessionId), ("medium", Field.Channel));

    private static readonly FieldMap s_request = new(
        ("user_id", Field.UserId), ("client_id", Field.AnonymousId), ("app_instance_id", Field.AnonymousId),
        ("device.category", Field.Device), ("user_location.country_id", Field.Region));

    private static readonly string[] s_consents = ["ad_user_data", "ad_personalization"];
    private static readonly SourceNames s_names = new("timestamp_micros", "client_id", "user_id", "item_id", "transaction_id");
    private static readonly SourceNames s_noItems = s_names with { Item = "items", ItemWord = "items" };

    /// <inheritdoc/>
    public string Name => "ga4";

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
            return IntakeSheet.WrongBody("body", root, "Send an object with client_id and events.");
        }

        if (json.IsBroken(root, JsonPlace.Root, deep: false, out fault))
        {
            return IntakeSheet.Unreadable(fault);
        }

        if (!root.TryGetProperty("events"u8, out var events) || events.ValueKind is not JsonValueKind.Array)
        {
            return IntakeSheet.WrongBody("events", events, "Send the events as a list.");
        }

        if (sheet.IsTooMany(events.GetArrayLength(), "events", out var refused))
        {
            return refused;
        }

        var isBroken = json.IsBrokenBeside("events", out fault);
        var index = 0;
        foreach (var source in events.EnumerateArray())
        {
            if (isBroken)
            {
                sheet.Fail(fault);
            }
            else
            {
                ReadEvent(json, root, source, index, sheet);
            }

            index++;
        }

        return sheet.Result();
    }

    private void ReadEvent(JsonBody json, JsonElement root, JsonElement source, int index, IntakeSheet sheet)
    {
        var place = new JsonPlace("events", index);
        if (json.IsBroken(source, place, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        if (source.ValueKind is not JsonValueKind.Object || !source.TryGetProperty("name"u8, out var named) || named.ValueKind is not JsonValueKind.String)
        {
            sheet.Fail("wrong_type", place.Of(source.ValueKind is JsonValueKind.Object ? "name" : ""), "this is no event with a name.", "Give an object with name and params.");
            return;
        }

        var name = named.GetString()!;
        if (!s_events.TryGetValue(name, out var kind) || sheet.Options.IgnoreEvents.Contains(name))
        {
            sheet.Ignore(name);
            return;
        }

        var inner = place.At("params");
        if (source.TryGetProperty("params"u8, out var values) && values.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            sheet.Fail("wrong_type", inner.Of(""), $"this is {IntakeText.Kind(values)}.", "Give an object.");
        }
        else if (ItemEvents.Of(sheet, values, inner, "items") is { } items)
        {
            var client = root.TryGetProperty("client_id"u8, out var id) ? id.GetRawText() : null;
            var timeMs = TimeOf(source, root, out var timed) && IntakeText.TryUnix(timed, 1_000m, out var read) ? read : sheet.ReceivedMs;
            ItemEvents.Settle(
                sheet, kind, items, s_item, draft => ReadRest(root, source, values, place, sheet, draft), MadeId.Of(Name, client, timeMs, index, source),
                new EventPlaces(JsonPlace.Root, place, inner), s_names, s_noItems);
        }
    }

    private static void ReadRest(JsonElement root, JsonElement source, JsonElement values, JsonPlace place, IntakeSheet sheet, EventDraft draft)
    {
        if (values.ValueKind is JsonValueKind.Object)
        {
            s_params.Read(values, place.At("params"), draft);
        }

        s_request.Read(root, JsonPlace.Root, draft);
        ReadConsent(root, sheet.Options.Ga4Consent, draft);
        if (!TimeOf(source, root, out var timed))
        {
            draft.TimeMs = sheet.ReceivedMs;
            return;
        }

        var at = source.TryGetProperty("timestamp_micros"u8, out _) ? place : JsonPlace.Root;
        draft.From(Field.Time, at, "timestamp_micros");
        if (IntakeText.TryUnix(timed, 1_000m, out var milliseconds))
        {
            draft.TimeMs = milliseconds;
        }
        else
        {
            draft.Fail("bad_time", at.Of("timestamp_micros"), $"'{IntakeText.Show(timed)}' is no time.", "Give microseconds since 1970, or leave it out.");
        }
    }

    /// <summary>An event's own time, else the request's; null is no time.</summary>
    private static bool TimeOf(JsonElement source, JsonElement root, out JsonElement value) =>
        (source.TryGetProperty("timestamp_micros"u8, out value) || root.TryGetProperty("timestamp_micros"u8, out value)) && value.ValueKind is not JsonValueKind.Null;

    /// <summary>Of the purposes that count one denied is a no; one granted and none denied is a yes. Both are of advertising: who wants none may still agree to be counted by the shop.</summary>
    private static void ReadConsent(JsonElement root, string counts, EventDraft draft)
    {
        if (!root.TryGetProperty("consent"u8, out var consent) || consent.ValueKind is JsonValueKind.Null)
        {
            return;
        }

        if (consent.ValueKind is not JsonValueKind.Object)
        {
            draft.Fail("bad_consent", "consent", $"this is {IntakeText.Kind(consent)}.", "Give an object with ad_user_data and ad_personalization.");
            return;
        }

        foreach (var purpose in s_consents)
        {
            if (!consent.TryGetProperty(purpose, out var word) || word.ValueKind is JsonValueKind.Null)
            {
                continue;
            }

            var isGranted = word.ValueKind is JsonValueKind.String && word.ValueEquals("GRANTED"u8);
            if (!isGranted && !(word.ValueKind is JsonValueKind.String && word.ValueEquals("DENIED"u8)))
            {
                draft.Fail("bad_consent", $"consent.{purpose}", $"'{IntakeText.Show(word)}' is neither GRANTED nor DENIED.", "Write one of them, or leave it out.");
                return;
            }

            if (counts is "either" || string.Equals(counts, purpose, StringComparison.Ordinal))
            {
                draft.Consent = isGranted && draft.Consent is not false;
            }
        }
    }
}
