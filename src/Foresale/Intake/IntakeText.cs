using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Intake;

/// <summary>Values of JSON as fields hold them. Ids and amounts come as text or as numbers, as sources differ in that.</summary>
internal static class IntakeText
{
    /// <summary>Amounts from here on are no amounts, and would not fit the scaled numbers of the cleaning rules.</summary>
    private const decimal Absurd = 100_000_000_000_000m;

    /// <summary>Text, or a whole number as its digits.</summary>
    /// <returns>False where the value is of another type.</returns>
    public static bool TryText(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind is JsonValueKind.String)
        {
            text = value.GetString()!;
            return true;
        }

        if (value.ValueKind is not JsonValueKind.Number || JsonMarshal.GetRawUtf8Value(value).IndexOfAny(".eE"u8) >= 0)
        {
            return false;
        }

        text = value.GetRawText();
        return true;
    }

    /// <summary>An amount to four decimals, from a number or its plain text; never by way of a binary fraction.</summary>
    public static bool TryAmount(JsonElement value, out decimal amount)
    {
        if (!TryDecimal(value, out amount) || amount is <= -Absurd or >= Absurd)
        {
            return false;
        }

        amount = Math.Round(amount, 4, MidpointRounding.AwayFromZero);
        return true;
    }

    /// <summary>Yes or no, in the words of <c>docs/event-format.md</c>.</summary>
    public static bool TryConsent(JsonElement value, out bool? consent)
    {
        consent = value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number or JsonValueKind.String when TryText(value, out var word) => word switch
            {
                "1" => true,
                "0" => false,
                _ => bool.TryParse(word, out var yes) ? yes : null,
            },
            _ => null,
        };
        return consent is not null;
    }

    /// <summary>An instant in Unix milliseconds from ISO 8601.</summary>
    /// <param name="value">The text.</param>
    /// <param name="needsOffset">False where a text without one is in UTC.</param>
    /// <param name="milliseconds">The instant.</param>
    public static bool TryIso(JsonElement value, bool needsOffset, out long milliseconds)
    {
        milliseconds = 0;
        if (value.ValueKind is not JsonValueKind.String)
        {
            return false;
        }

        // .NET's own serializer writes the plus of an offset as \u002B.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        raw = raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes($"\"{value.GetString()}\"") : raw;
        var hasOffset = raw.Length > 12 && raw[12..].IndexOfAny("+-Zz"u8) >= 0;
        if (hasOffset && value.TryGetDateTimeOffset(out var time))
        {
            milliseconds = time.ToUnixTimeMilliseconds();
            return true;
        }

        if ((needsOffset && !hasOffset) || IsoTime.Read(value.GetString()!, TimeZoneInfo.Utc) is not { } read)
        {
            return false;
        }

        milliseconds = read.ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>An instant in Unix milliseconds from a number, or its text, of units since 1970.</summary>
    /// <param name="value">The number.</param>
    /// <param name="perMillisecond">Units in a millisecond; null to take seconds below 10^11 and milliseconds from there.</param>
    /// <param name="milliseconds">The instant.</param>
    public static bool TryUnix(JsonElement value, decimal? perMillisecond, out long milliseconds)
    {
        milliseconds = 0;
        if (!TryDecimal(value, out var count) || count is < -1e18m or > 1e18m)
        {
            return false;
        }

        count = perMillisecond is { } units ? count / units : Math.Abs(count) < 100_000_000_000m ? count * 1000 : count;
        milliseconds = (long)Math.Floor(count);
        return milliseconds is > -62_135_596_800_000 and < 253_402_300_800_000;
    }

    /// <summary>A value for a message: at most 60 characters.</summary>
    public static string Show(JsonElement value) => Show(value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText());

    /// <summary>Text for a message: at most 60 characters.</summary>
    public static string Show(string text) => text.Length <= 60 ? text : text[..(char.IsHighSurrogate(text[56]) ? 56 : 57)] + "...";

    /// <summary>The word for a JSON type.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static bool TryDecimal(JsonElement value, out decimal number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out number),
            JsonValueKind.String => decimal.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
