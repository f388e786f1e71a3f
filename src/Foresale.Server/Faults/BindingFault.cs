using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Foresale.Server.Faults;

/// <summary>What the framework could not read of a request, named by its field. Its own messages speak of .NET types.</summary>
internal static partial class BindingFault
{
    public static Fault Of(BadHttpRequestException fault) => (fault.StatusCode, fault.InnerException) switch
    {
        (StatusCodes.Status413PayloadTooLarge, _) => new Fault("body", "it is larger than the server takes.", "Send it in smaller parts."),
        (StatusCodes.Status408RequestTimeout, _) => new Fault("body", "it came too slowly.", "Send it again, in smaller parts over a slow line."),
        (StatusCodes.Status415UnsupportedMediaType, _) => new Fault("content-type", "the route does not read bodies of this type.", "See /openapi/v1.json for the types that it reads."),
        (_, JsonException json) => OfJson(json),
        _ => OfParameter(fault.Message),
    };

    private static Fault OfJson(JsonException fault)
    {
        var line = ((fault.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        var column = ((fault.BytePositionInLine ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        var path = string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path;
        return MissingMembers().Match(fault.Message) is { Success: true } missing
            ? new Fault(path, $"{missing.Groups["names"].Value} is missing.", "Send it; see /openapi/v1.json for the fields.")
            : new Fault($"{path} ({line},{column})", "this cannot be read as the JSON that the route takes.", "See /openapi/v1.json for the fields and their types.");
    }

    private static Fault OfParameter(string message)
    {
        var match = Parameter().Match(message);
        var name = match.Success ? match.Groups["name"].Value : "request";
        return message.StartsWith("Failed to bind", StringComparison.Ordinal)
            ? new Fault(name, "the value cannot be read.", "See /openapi/v1.json for its type.")
            : message.StartsWith("Required", StringComparison.Ordinal) || message.StartsWith("Implicit body", StringComparison.Ordinal)
                ? new Fault(match.Success ? name : "body", "it is missing.", "Send it; see /openapi/v1.json for what the route takes.")
                : new Fault("request", "it cannot be read.", "See /openapi/v1.json for what the route takes.");
    }

    [GeneratedRegex("parameter \"(?:[^\" ]+ )?(?<name>[^\" ]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("missing required properties[^:]*: (?<names>'[^\\r\\n]*')\\.?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingMembers();
}
