using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Foresale.Intake;

/// <summary>A body parsed as JSON. Names given twice and text that is no Unicode are found an event, so that one bad event leaves the others.</summary>
internal sealed class JsonBody : IDisposable
{
    private const int Large = 1 << 20, MostValues = 1_000_000; // ten thousand events of a hundred values
    private readonly JsonDocument _document;
    private readonly bool _isSound;

    private JsonBody(JsonDocument document, bool isSound)
    {
        _document = document;
        _isSound = isSound;
    }

    public JsonElement Root => _document.RootElement;

    /// <summary>Parses a body; null where it is not JSON.</summary>
    /// <param name="utf8">The text, perhaps with a byte order mark.</param>
    /// <param name="maxDepth">Most levels inside each other.</param>
    /// <param name="name">What places call it.</param>
    /// <param name="line">Number of its first line, from 0.</param>
    /// <param name="fault">What is wrong, where it is not JSON.</param>
    public static JsonBody? Parse(ReadOnlyMemory<byte> utf8, int maxDepth, string name, int line, out IntakeFault fault)
    {
        fault = default;
        utf8 = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8.Span))
        {
            fault = NotUtf8(utf8.Span, name, line);
            return null;
        }

        // A parsed value takes twelve bytes: a body of ones and commas, packed small, would take gigabytes.
        if (utf8.Length > Large && HasTooMany(utf8.Span, maxDepth))
        {
            fault = new IntakeFault("unreadable_body", name, $"it holds more than {MostValues.ToString(CultureInfo.InvariantCulture)} values.", "Send fewer events at once.");
            return null;
        }

        // A lone half of a surrogate pair can stand in JSON only as an escape; the parser would throw where it is read.
        var mayBeBroken = utf8.Span.IndexOf("\\ud"u8) >= 0 || utf8.Span.IndexOf("\\uD"u8) >= 0;
        try
        {
            if (!mayBeBroken)
            {
                return new JsonBody(JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false }), isSound: true);
            }
        }
        catch (JsonException)
        {
            // Told apart below: a name given twice is the fault of one event, anything else that of the body.
        }

        try
        {
            return new JsonBody(JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = maxDepth }), isSound: false);
        }
        catch (JsonException e)
        {
            var empty = utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0;
            fault = empty
                ? new IntakeFault("unreadable_body", name, "it is empty.", "Send JSON.")
                : new IntakeFault("unreadable_body", Position(name, line + e.LineNumber.GetValueOrDefault(), e.BytePositionInLine.GetValueOrDefault()), $"this is not JSON of at most {maxDepth.ToString(CultureInfo.InvariantCulture)} levels.", "Mend the text there.");
            return null;
        }
    }

    /// <summary>True where an object has a name twice, or text that is no Unicode.</summary>
    /// <param name="element">The event.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="deep">False to look at its own names only.</param>
    /// <param name="fault">What is wrong.</param>
    public bool IsBroken(JsonElement element, JsonPlace place, bool deep, out IntakeFault fault)
    {
        fault = default;
        if (_isSound)
        {
            return false;
        }

        try
        {
            if (Doubled(element, deep) is not { } name)
            {
                return false;
            }

            fault = new IntakeFault("doubled_name", place.Of(""), $"'{IntakeText.Show(name)}' is given twice.", "Give each name once.");
        }
        catch (InvalidOperationException)
        {
            fault = new IntakeFault("not_unicode", place.Of(""), "a text in it has half of a surrogate pair.", "Escape characters beyond \\uFFFF as a pair, or write them as UTF-8.");
        }

        return true;
    }

    /// <summary>True where what stands beside the list of events is broken. It is every event's, so that each of them is then faulty.</summary>
    public bool IsBrokenBeside(string list, out IntakeFault fault)
    {
        fault = default;
        if (_isSound)
        {
            return false;
        }

        foreach (var property in Root.EnumerateObject().Where(p => !p.NameEquals(list)))
        {
            if (IsBroken(property.Value, new JsonPlace(IntakeText.Show(property.Name), -1), deep: true, out fault))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _document.Dispose();

    private static bool HasTooMany(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
            var values = 0;
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) && ++values > MostValues)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // the parser tells where
        }

        return false;
    }

    private static string? Doubled(JsonElement element, bool deep)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                {
                    if (!names.Add(property.Name))
                    {
                        return property.Name;
                    }

                    if (deep && Doubled(property.Value, deep) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case JsonValueKind.Array when deep:
                foreach (var item in element.EnumerateArray())
                {
                    if (Doubled(item, deep) is { } inner)
                    {
                        return inner;
                    }
                }

                return null;
            case JsonValueKind.String:
                _ = element.GetString(); // throws where the text is no Unicode
                return null;
            default:
                return null;
        }
    }

    private static IntakeFault NotUtf8(ReadOnlySpan<byte> utf8, string name, int line)
    {
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        var before = utf8[..at];
        return new IntakeFault("unreadable_body", Position(name, line + before.Count((byte)'\n'), at - before.LastIndexOf((byte)'\n') - 1), "this is not UTF-8.", "Send the text as UTF-8.");
    }

    private static string Position(string name, long line, long column) =>
        $"{name}({(line + 1).ToString(CultureInfo.InvariantCulture)},{(column + 1).ToString(CultureInfo.InvariantCulture)})";
}
