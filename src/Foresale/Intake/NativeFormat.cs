using System.Text.Json;

namespace Foresale.Intake;

/// <summary>Foresale's own format: a JSON array of events, <c>{"events": [...]}</c>, one event, or JSON Lines.</summary>
public sealed class NativeFormat : IIntakeFormat
{
    private const string Shape = "Send a list of events, {\"events\": [...]}, or one event on each line.";

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public IntakeResult Read(ReadOnlyMemory<byte> body, IntakeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sheet = new IntakeSheet(context);
        if (AreLines(body.Span, context.ContentType))
        {
            return ReadLines(body, sheet);
        }

        using var json = JsonBody.Parse(body, sheet.Options.MaxDepth, "body", 0, out var fault);
        if (json is null)
        {
            return IntakeSheet.Unreadable(fault);
        }

        var root = json.Root;
        if (root.ValueKind is JsonValueKind.Object)
        {
            if (json.IsBroken(root, JsonPlace.Root, deep: false, out fault))
            {
                return IntakeSheet.Unreadable(fault);
            }

            if (!root.TryGetProperty("events"u8, out var events))
            {
                ReadEvent(json, root, JsonPlace.Root, 0, sheet);
                return sheet.Result();
            }

            foreach (var property in root.EnumerateObject().Where(p => !p.NameEquals("events"u8) && !p.NameEquals("properties"u8)))
            {
                sheet.Fail("unknown_field", IntakeText.Show(property.Name), "there is no such field beside \"events\".", "Take it out, or put it under \"properties\", which is not read.");
            }

            return events.ValueKind is JsonValueKind.Array ? ReadList(json, events, "events", sheet) : IntakeSheet.WrongBody("events", events, Shape);
        }

        return root.ValueKind is JsonValueKind.Array ? ReadList(json, root, "", sheet) : IntakeSheet.WrongBody("body", root, Shape);
    }

    private IntakeResult ReadList(JsonBody json, JsonElement events, string name, IntakeSheet sheet)
    {
        if (sheet.IsTooMany(events.GetArrayLength(), name.Length == 0 ? "body" : name, out var refused))
        {
            return refused;
        }

        var index = 0;
        foreach (var source in events.EnumerateArray())
        {
            ReadEvent(json, source, new JsonPlace(name, index), index, sheet);
            index++;
        }

        return sheet.Result();
    }

    private IntakeResult ReadLines(ReadOnlyMemory<byte> body, IntakeSheet sheet)
    {
        var lines = new List<(int Number, ReadOnlyMemory<byte> Text)>();
        for (var (start, number) = (0, 0); start < body.Length; number++)
        {
            var end = body.Span[start..].IndexOf((byte)'\n');
            var line = end < 0 ? body[start..] : body.Slice(start, end);
            start = end < 0 ? body.Length : start + end + 1;
            if (line.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
            {
                lines.Add((number, line));
            }
        }

        if (sheet.IsTooMany(lines.Count, "body", out var refused))
        {
            return refused;
        }

        foreach (var (number, text) in lines)
        {
            using var json = JsonBody.Parse(text, sheet.Options.MaxDepth, "body", number, out var fault);
            if (json is null)
            {
                sheet.Fail(fault with { Rule = "broken_line" });
                continue;
            }

            ReadEvent(json, json.Root, new JsonPlace("body", number, IsLine: true), number, sheet);
        }

        return sheet.Result();
    }

    private void ReadEvent(JsonBody json, JsonElement source, JsonPlace place, int index, IntakeSheet sheet)
    {
        if (json.IsBroken(source, place, deep: true, out var fault))
        {
            sheet.Fail(fault);
            return;
        }

        var draft = sheet.Draft;
        draft.Clear();
        NativeEvent.Read(source, place, draft);
        if (draft.Text(Field.EventId) is null && draft.Fault is null)
        {
            draft.Put(Field.EventId, MadeId.Of(Name, null, draft.TimeMs ?? sheet.ReceivedMs, index, source));
        }

        sheet.SettleEvent(new EventPlaces(place), NativeEvent.Names);
    }

    /// <summary>True for JSON Lines: the header says so, or the first line is a whole object and another follows.</summary>
    private static bool AreLines(ReadOnlySpan<byte> body, string? contentType)
    {
        if (contentType is not null && (contentType.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || contentType.Contains("jsonl", StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        body = (body.StartsWith("\uFEFF"u8) ? body[3..] : body).Trim(" \t\r\n"u8);
        var end = body.IndexOf((byte)'\n');
        return end > 0 && body[0] == (byte)'{' && body[..end].TrimEnd(" \t\r"u8)[^1] == (byte)'}';
    }
}
