using System.Text.Json;

namespace Foresale.Intake;

/// <summary>
/// CloudEvents 1.0 over HTTP whose data is a native event: structured, batched and binary. Read by hand: the library reads a batch whole
/// or not at all, and its exceptions name no place.
/// </summary>
public sealed class CloudEventsFormat : IIntakeFormat
{
    /// <summary>The type of envelopes that hold a native event; a word may follow after a dot, as in <c>shop.foresale.event.v1.cart</c>.</summary>
    public const string EventType = "shop.foresale.event.v1";

    private const string AnyVersion = "shop.foresale.event.";
    private const string Structured = "application/cloudevents";
    private const string Batched = "application/cloudevents-batch";
    private static readonly string[] s_required = ["specversion", "type", "source", "id"];

    /// <inheritdoc/>
    public string Name => "cloudevents";

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
        var type = context.ContentType ?? "";
        var isBatched = type.StartsWith(Batched, StringComparison.OrdinalIgnoreCase);
        if (!isBatched && !type.StartsWith(Structured, StringComparison.OrdinalIgnoreCase) && context.Headers.ContainsKey("ce-specversion"))
        {
            ReadBinary(json, context, sheet);
            return sheet.Result();
        }

        if (root.ValueKind is not JsonValueKind.Array)
        {
            if (isBatched)
            {
                return IntakeSheet.WrongBody("body", root, "Send a batch as a list.");
            }

            ReadStructured(json, root, JsonPlace.Root, sheet);
            return sheet.Result();
        }

        if (sheet.IsTooMany(root.GetArrayLength(), "body", out var refused))
        {
            return refused;
        }

        var index = 0;
        foreach (var envelope in root.EnumerateArray())
        {
            ReadStructured(json, envelope, new JsonPlace("", index), sheet);
            index++;
        }

        return sheet.Result();
    }

    private static void ReadBinary(JsonBody json, IntakeContext context, IntakeSheet sheet)
    {
        if (json.IsBroken(json.Root, JsonPlace.Root, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        // Values are percent-encoded UTF-8; they become JSON texts, so that both modes are read alike.
        var attributes = context.Headers.Where(h => h.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase))
            .GroupBy(h => h.Key[3..].ToLowerInvariant(), StringComparer.Ordinal)
            .ToDictionary(h => h.Key, h => Uri.UnescapeDataString(h.First().Value), StringComparer.Ordinal);
        var head = JsonSerializer.SerializeToElement(attributes);
        ReadEnvelope(head, json.Root, new JsonPlace("headers", -1), JsonPlace.Root, sheet);
    }

    private static void ReadStructured(JsonBody json, JsonElement envelope, JsonPlace place, IntakeSheet sheet)
    {
        if (json.IsBroken(envelope, place, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        if (envelope.ValueKind is not JsonValueKind.Object)
        {
            sheet.Fail("wrong_type", place.Of(""), $"this is {IntakeText.Kind(envelope)}.", "Give an envelope as an object.");
            return;
        }

        if (!envelope.TryGetProperty("data_base64"u8, out var encoded) || encoded.ValueKind is JsonValueKind.Null)
        {
            ReadEnvelope(envelope, envelope.TryGetProperty("data"u8, out var data) ? data : default, place, place.At("data"), sheet);
            return;
        }

        var at = place.At("data_base64");
        if (encoded.ValueKind is not JsonValueKind.String || !encoded.TryGetBytesFromBase64(out var bytes))
        {
            sheet.Fail("wrong_type", at.Of(""), "this is no base64.", "Encode JSON as base64, or give it under data.");
            return;
        }

        using var inner = JsonBody.Parse(bytes, sheet.Options.MaxDepth, at.Of(""), 0, out fault);
        if (inner is null)
        {
            sheet.Fail(fault with { Rule = "broken_part" });
        }
        else if (inner.IsBroken(inner.Root, at, deep: true, out fault))
        {
            sheet.Fail(fault);
        }
        else
        {
            ReadEnvelope(envelope, inner.Root, place, at, sheet);
        }
    }

    private static void ReadEnvelope(JsonElement envelope, JsonElement data, JsonPlace head, JsonPlace body, IntakeSheet sheet)
    {
        var values = new string[s_required.Length];
        for (var i = 0; i < s_required.Length; i++)
        {
            var name = s_required[i];
            if (!envelope.TryGetProperty(name, out var value) || value.ValueKind is not JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
            {
                sheet.Fail("bad_envelope", head.Of(name), "this attribute is missing, or no text.", "Give specversion, type, source and id.");
                return;
            }

            values[i] = text;
        }

        var (version, type, source, id) = (values[0], values[1], values[2], values[3]);
        if (version is not "1.0")
        {
            sheet.Fail("bad_envelope", head.Of("specversion"), $"'{IntakeText.Show(version)}' is not read.", "Send CloudEvents 1.0.");
        }
        else if (!type.Equals(EventType, StringComparison.Ordinal) && !type.StartsWith(EventType + ".", StringComparison.Ordinal))
        {
            if (type.StartsWith(AnyVersion, StringComparison.Ordinal))
            {
                sheet.Fail("bad_envelope", head.Of("type"), $"'{IntakeText.Show(type)}' is not read.", $"Send {EventType}.");
            }
            else
            {
                sheet.Ignore(type);
            }
        }
        else
        {
            ReadData(envelope, data, head, body, (source, id), sheet);
        }
    }

    /// <summary>The data's fields, with the envelope's id and, where it has one, its time.</summary>
    private static void ReadData(JsonElement envelope, JsonElement data, JsonPlace head, JsonPlace body, (string Source, string Id) name, IntakeSheet sheet)
    {
        var draft = sheet.Draft;
        draft.Clear();
        if (data.ValueKind is JsonValueKind.Undefined)
        {
            draft.Fail("wrong_type", body.Of(""), "there is no data.", "Give a native event as data.");
        }
        else
        {
            // Set first, so that the data's own id and time do not count.
            if (envelope.TryGetProperty("time"u8, out var time))
            {
                draft.Set(Field.Time, time, head, "time");
            }

            NativeEvent.Read(data, body, draft);
        }

        var most = sheet.Options.MaxTextLength;
        if (name.Source.Length + 1 + name.Id.Length > most)
        {
            draft.Fail("too_long", head.Of("id"), "source and id together are too long.", $"Give at most {most.ToString(System.Globalization.CultureInfo.InvariantCulture)} characters.");
        }

        // No URI has a bar, so no two names are written alike.
        draft.Put(Field.EventId, $"{name.Source}|{name.Id}");
        sheet.SettleEvent(new EventPlaces(body), NativeEvent.Names);
    }
}
