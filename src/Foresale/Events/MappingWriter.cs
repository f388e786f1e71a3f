using System.Text.Encodings.Web;
using System.Text.Json;

namespace Foresale.Events;

/// <summary>Writes a mapping as JSON text; keys at their defaults are left out.</summary>
internal static class MappingWriter
{
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    public static string Write(Mapping mapping)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_writing))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Mapping.CurrentSchema);
            json.WriteString("kind", mapping.Kind is MappingKind.Table ? "table" : "events");
            if (mapping.Kind is MappingKind.Table)
            {
                WriteTable(json, mapping.Table);
            }
            else
            {
                WriteEvents(json, mapping);
            }

            WriteText(json, "delimiter", mapping.Delimiter);
            if (!mapping.Header)
            {
                json.WriteBoolean("header", false);
            }

            WriteText(json, "decimal", mapping.DecimalMark is "." ? null : mapping.DecimalMark);
            if (mapping.Kind is MappingKind.Events)
            {
                json.WriteString("dedup", mapping.Dedup is Dedup.Exact ? "exact" : "keep");
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteTable(Utf8JsonWriter json, IReadOnlyDictionary<string, TableColumnMapping> table)
    {
        json.WriteStartObject("columns");
        foreach (var (column, value) in table)
        {
            if (value.Positive is null)
            {
                json.WriteString(column, value.Role);
                continue;
            }

            json.WriteStartObject(column);
            json.WriteString("role", value.Role);
            json.WriteString("positive", value.Positive);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, Mapping mapping)
    {
        WriteWords(json, "columns", mapping.Columns, always: true);
        WriteWords(json, "select", mapping.Select);
        WriteWords(json, "constants", mapping.Constants);
        WriteText(json, "each", mapping.Each);
        if (mapping.Nested)
        {
            json.WriteBoolean("nested", true);
        }

        WriteList(json, "optional", mapping.Optional);
        WriteWords(json, "behaviors", mapping.Behaviors.Select(b => KeyValuePair.Create(b.Key, b.Value.Word())));
        WriteList(json, "ignoreBehaviors", mapping.IgnoreBehaviors);
        json.WriteStartObject("time");
        json.WriteString("format", mapping.Time.Format);
        WriteText(json, "zone", mapping.Time.Zone);
        if (mapping.Time.Year is { } year)
        {
            json.WriteNumber("year", year);
        }

        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string key, IEnumerable<KeyValuePair<string, string>> words, bool always = false)
    {
        if (!always && !words.Any())
        {
            return;
        }

        json.WriteStartObject(key);
        foreach (var (word, value) in words)
        {
            json.WriteString(word, value);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteString(key, value);
        }
    }
}
