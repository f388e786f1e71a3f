using System.Text.RegularExpressions;

namespace Foresale.Server.Telemetry;

/// <summary>Takes secrets out of text on its way into a log, whoever wrote it: keys by their prefix, and the values of <c>key</c> and <c>api_secret</c> in addresses.</summary>
internal static partial class Redaction
{
    private const string Hidden = "[hidden]";

    public static string Of(string text) =>
        Header().Replace(Query().Replace(Key().Replace(text, Hidden), m => m.Groups["name"].Value + Hidden), m => m.Groups["name"].Value + Hidden);

    [GeneratedRegex("fsk_[a-z]+_[A-Za-z0-9_-]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex("(?<name>(?:^|[?&;\\s])(?:key|api_secret)=)[^&\\s\"'<>]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Query();

    [GeneratedRegex("(?<name>(?:Basic|Bearer)\\s+)[A-Za-z0-9+/=._~-]{8,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();
}
