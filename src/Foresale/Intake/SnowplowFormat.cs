using System.Collections.Frozen;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>Snowplow's tracker protocol (<c>POST com.snowplowanalytics.snowplow/tp2</c>) with its ecommerce actions and entities.</summary>
public sealed class SnowplowFormat : IIntakeFormat
{
    private static readonly FrozenDictionary<string, EventKind> s_actions = EventKind.Table(
        ("product_view", EventKind.Items(Behavior.View)),
        ("list_click", EventKind.Items(Behavior.View, "list_click")),
        ("list_view", EventKind.Page(Behavior.View, "list_view")),
        ("add_to_cart", EventKind.Items(Behavior.Cart)),
        ("remove_from_cart", EventKind.Items(Behavior.Uncart)),
        ("checkout_step", EventKind.Page(Behavior.View, "checkout_step")),
        ("transaction", EventKind.Items(Behavior.Purchase)),
        ("refund", EventKind.Items(Behavior.Refund)));

    private static readonly EventKind s_page = EventKind.Page(Behavior.View, "page_view");
    private static readonly EventKind s_search = EventKind.Page(Behavior.Search);

    private static readonly FieldMap s_product = new(
        ("data.id", Field.ItemId), ("data.category", Field.Category), ("data.brand", Field.Brand), ("data.price", Field.Price),
        ("data.quantity", Field.Quantity), ("data.currency", Field.Currency));

    private static readonly FieldMap s_order = new(("data.transaction_id", Field.OrderId), ("data.currency", Field.Currency));

    private static readonly FieldMap s_parameters = new(
        ("uid", Field.UserId), ("duid", Field.AnonymousId), ("nuid", Field.AnonymousId), ("tnuid", Field.AnonymousId), ("sid", Field.SessionId), ("p", Field.Device));

    private static readonly FieldMap s_session = new(("data.userId", Field.AnonymousId), ("data.sessionId", Field.SessionId)); // trackers of apps send no duid

    private static readonly FieldMap s_id = new(("eid", Field.EventId));
    private static readonly SourceNames s_names = new("dtm", "uid", "duid", "data.id", "a transaction or refund entity");
    private static readonly SourceNames s_noItems = s_names with { Item = "co", ItemWord = "a product entity" };

    /// <inheritdoc/>
    public string Name => "snowplow";

    /// <summary>The names that are mapped.</summary>
    internal static IReadOnlyDictionary<string, EventKind> Actions => s_actions;

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
            return IntakeSheet.WrongBody("body", root, "Send a payload_data object with schema and data.");
        }

        if (json.IsBroken(root, JsonPlace.Root, deep: false, out fault))
        {
            return IntakeSheet.Unreadable(fault);
        }

        if (!root.TryGetProperty("data"u8, out var data) || data.ValueKind is not JsonValueKind.Array)
        {
            return IntakeSheet.WrongBody("data", data, "Send the events as a list.");
        }

        if (sheet.IsTooMany(data.GetArrayLength(), "data", out var refused))
        {
            return refused;
        }

        var index = 0;
        foreach (var source in data.EnumerateArray())
        {
            ReadEvent(json, source, index, sheet);
            index++;
        }

        return sheet.Result();
    }

    private void ReadEvent(JsonBody json, JsonElement source, int index, IntakeSheet sheet)
    {
        var place = new JsonPlace("data", index);
        if (json.IsBroken(source, place, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        if (source.ValueKind is not JsonValueKind.Object || !source.TryGetProperty("e"u8, out var type) || type.ValueKind is not JsonValueKind.String)
        {
            sheet.Fail("wrong_type", place.Of(source.ValueKind is JsonValueKind.Object ? "e" : ""), "this is no event with a type.", "Give an object whose e is a text.");
            return;
        }

        var word = type.GetString()!;
        if (word is "pv")
        {
            ReadKind("page_view", s_page, null, source, place, index, sheet);
            return;
        }

        if (word is not "ue")
        {
            sheet.Ignore(word);
            return;
        }

        using var unstruct = SnowplowPart.Of(source, "ue_pr", "ue_px", place, sheet, out fault);
        if (unstruct is null)
        {
            sheet.Fail(fault.Rule is null ? new IntakeFault("wrong_type", place.Of("ue_pr"), "there is no self-describing event.", "Give ue_pr or ue_px.") : fault);
            return;
        }

        var self = unstruct.Data;
        var schema = SnowplowPart.SchemaName(self);
        var inner = self.ValueKind is JsonValueKind.Object && self.TryGetProperty("data"u8, out var values) ? values : default;
        if (schema is "snowplow_ecommerce_action")
        {
            var action = inner.ValueKind is JsonValueKind.Object && inner.TryGetProperty("type"u8, out var named) && named.ValueKind is JsonValueKind.String ? named.GetString()! : null;
            if (action is null)
            {
                sheet.Fail("wrong_type", unstruct.Place.Of("data.data.type"), "the type of the action is missing.", "Give it as a text.");
            }
            else if (s_actions.TryGetValue(action, out var kind))
            {
                ReadKind(action, kind, null, source, place, index, sheet);
            }
            else
            {
                sheet.Ignore(action);
            }
        }
        else if (schema is "site_search")
        {
            ReadKind(schema, s_search, SnowplowPart.Terms(inner), source, place, index, sheet);
        }
        else
        {
            sheet.Ignore(schema ?? "ue");
        }
    }

    private void ReadKind(string name, EventKind kind, string? query, JsonElement source, JsonPlace place, int index, IntakeSheet sheet)
    {
        if (sheet.Options.IgnoreEvents.Contains(name))
        {
            sheet.Ignore(name);
            return;
        }

        using var contexts = SnowplowPart.Of(source, "co", "cx", place, sheet, out var fault);
        if (fault.Rule is not null)
        {
            sheet.Fail(fault);
            return;
        }

        var entities = contexts?.Entities() ?? [];
        var products = entities.Where(e => e.Name is "product").Select(e => (e.Entity, e.Place)).ToList();
        if (ItemEvents.IsTooMany(sheet, products.Count, contexts?.Place.Of("data") ?? ""))
        {
            return;
        }

        var draft = sheet.Draft;
        draft.Clear();
        s_id.Read(source, place, draft);
        var timeMs = SnowplowTime.Read(source, place, sheet.ReceivedMs, draft);
        if (draft.Fault is { } wrong)
        {
            sheet.Fail(wrong);
            return;
        }

        var id = draft.Text(Field.EventId) ?? MadeId.Of(Name, null, timeMs, index, source);
        ItemEvents.Settle(
            sheet, kind, products, s_product, d => ReadRest(entities, query, source, place, sheet, d), id,
            new EventPlaces(place), s_names, s_noItems);
    }

    private static void ReadRest(IReadOnlyList<(string Name, JsonElement Entity, JsonPlace Place)> entities, string? query, JsonElement source, JsonPlace place, IntakeSheet sheet, EventDraft draft)
    {
        s_parameters.Read(source, place, draft);
        draft.TimeMs = SnowplowTime.Read(source, place, sheet.ReceivedMs, draft);
        foreach (var (name, entity, at) in entities)
        {
            if (name is "transaction" or "refund")
            {
                s_order.Read(entity, at, draft);
            }
            else if (name is "client_session")
            {
                s_session.Read(entity, at, draft);
            }
            else if (name is "gdpr" && entity.TryGetProperty("data"u8, out var basis) && basis.ValueKind is JsonValueKind.Object
                && basis.TryGetProperty("basisForProcessing"u8, out var word) && word.ValueKind is JsonValueKind.String && word.ValueEquals("consent"u8))
            {
                draft.Consent = true;
            }
        }

        if (query is not null)
        {
            draft.PutQuery(query, place, "ue_pr");
        }
    }
}
