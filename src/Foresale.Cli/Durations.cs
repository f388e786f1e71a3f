using System.Globalization;
using Foresale.Events;

namespace Foresale.Cli;

/// <summary>Durations as people type them: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
internal static class Durations
{
    /// <summary>Reads a duration &gt; 0.</summary>
    /// <exception cref="UserFaultException">It is none.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = text.Length < 2 ? '?' : text[^1];
        var seconds = unit switch { 's' => 1d, 'm' => 60d, 'h' => 3600d, 'd' => 86400d, _ => double.NaN };
        if (!double.IsNaN(seconds)
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count > 0)
        {
            return TimeSpan.FromSeconds(count * seconds);
        }

        throw new UserFaultException(option, $"'{text}' is no duration.", "Give a number with s, m, h or d, such as 5m.");
    }
}
