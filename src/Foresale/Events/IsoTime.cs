using System.Globalization;

namespace Foresale.Events;

/// <summary>Times as files and options give them: <c>yyyy-MM-dd</c>, or with <c>HH:mm[:ss[.fffffff]]</c> after a T or a space, and perhaps an offset or Z.</summary>
/// <remarks>Nothing else is a time: 03/04/2014 has two readings, and 12:30 has no day.</remarks>
public static class IsoTime
{
    private static readonly string[] s_local = ["yyyy-MM-dd", .. Clocks("")];
    private static readonly string[] s_offset = [.. Clocks("K"), .. Clocks(" K"), .. Clocks("zz"), .. Clocks(" 'UTC'")];

    /// <summary>The instant that a text gives; null where it is no time.</summary>
    /// <param name="text">A day alone is its midnight.</param>
    /// <param name="zone">Zone of times without an offset.</param>
    public static DateTimeOffset? Read(string text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        if (DateTime.TryParseExact(text, s_local, CultureInfo.InvariantCulture, DateTimeStyles.AllowLeadingWhite | DateTimeStyles.AllowTrailingWhite, out var local))
        {
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }

        return DateTimeOffset.TryParseExact(text.Trim(), s_offset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }

    private static IEnumerable<string> Clocks(string end) =>
        from between in (string[])["'T'", " "]
        from clock in (string[])["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"]
        select $"yyyy-MM-dd{between}{clock}{end}";
}
