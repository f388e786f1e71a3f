using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Foresale.Intake;

/// <summary>An event in the fields of <c>docs/event-format.md</c>. A name that is none of them is a fault, since it may be a misspelt one.</summary>
internal static class NativeEvent
{
    private static readonly (string Name, Field Field)[] s_fields =
    [
        ("event_id", Field.EventId), ("time", Field.Time), ("received_at", Field.ReceivedAt), ("user_id", Field.UserId),
        ("anonymous_id", Field.AnonymousId), ("session_id", Field.SessionId), ("behavior", Field.Behavior), ("item_id", Field.ItemId),
        ("category", Field.Category), ("brand", Field.Brand), ("price", Field.Price), ("currency", Field.Currency),
        ("quantity", Field.Quantity), ("order_id", Field.OrderId), ("query", Field.Query), ("device", Field.Device),
        ("region", Field.Region), ("channel", Field.Channel), ("detail", Field.Detail), ("consent", Field.Consent),
    ];

    private static readonly (byte[] Name, string Text, Field Field)[][] s_byLength = ByLength();

    /// <summary>What messages call the fields.</summary>
    public static SourceNames Names { get; } = new("time", "user_id", "anonymous_id", "item_id", "order_id");

    /// <summary>The names of all fields.</summary>
    public static IEnumerable<string> Fields => s_fields.Select(f => f.Name);

    /// <summary>Reads an object's fields into a draft that is clear.</summary>
    public static void Read(JsonElement source, JsonPlace place, EventDraft draft)
    {
        if (source.ValueKind is not JsonValueKind.Object)
        {
            draft.Fail("wrong_type", place.Of(""), $"this is {IntakeText.Kind(source)}.", "Give an event as an object.");
            return;
        }

        foreach (var property in source.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(property);
            if (TryFind(raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(property.Name) : raw, out var text, out var field))
            {
                draft.Set(field, property.Value, place, text);
            }
            else if (!property.NameEquals("properties"u8))
            {
                draft.Fail("unknown_field", place.Of(IntakeText.Show(property.Name)), "there is no such field.", "Use a field of docs/event-format.md, or put it under \"properties\", which is not read.");
            }
        }
    }

    private static bool TryFind(ReadOnlySpan<byte> name, out string text, out Field field)
    {
        if (name.Length < s_byLength.Length)
        {
            foreach (var entry in s_byLength[name.Length])
            {
                if (name.SequenceEqual(entry.Name))
                {
                    (text, field) = (entry.Text, entry.Field);
                    return true;
                }
            }
        }

        (text, field) = ("", default);
        return false;
    }

    private static (byte[] Name, string Text, Field Field)[][] ByLength()
    {
        var longest = s_fields.Max(f => f.Name.Length);
        return [.. Enumerable.Range(0, longest + 1).Select(length => s_fields.Where(f => f.Name.Length == length).Select(f => (Encoding.UTF8.GetBytes(f.Name), f.Name, f.Field)).ToArray())];
    }
}
