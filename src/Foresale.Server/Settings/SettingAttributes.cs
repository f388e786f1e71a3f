using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Foresale.Server.Settings;

/// <summary>Addresses that Kestrel can listen on. The error text of such attributes is the remedy.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenUrlsAttribute() : ValidationAttribute("Give addresses such as http://127.0.0.1:8080, apart by semicolons.")
{
    public override bool IsValid(object? value) =>
        value is string urls
        && urls.Split(';', StringSplitOptions.TrimEntries) is { Length: > 0 } parts
        && parts.All(p => TryParse(p) is { Scheme: "http" or "https" });

    private static BindingAddress? TryParse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>An absolute http or https address, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpAddressAttribute() : ValidationAttribute("Give an address such as http://collector:4317.")
{
    public override bool IsValid(object? value) =>
        value is null or "" || (value is string text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
}

/// <summary>Origins exactly as a browser sends them. A star would let any page use a key that it has found.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ExactOriginsAttribute() : ValidationAttribute("Give exact origins such as https://shop.example, without a path and without *.")
{
    public override bool IsValid(object? value) => value is IReadOnlyList<string> origins && origins.All(IsOrigin);

    private static bool IsOrigin(string origin) =>
        !origin.Contains('*', StringComparison.Ordinal)
        && Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal);
}

/// <summary>IP addresses and networks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworksAttribute() : ValidationAttribute("Give addresses or networks such as 10.0.0.2 or 10.0.0.0/8.")
{
    public override bool IsValid(object? value) => value is IReadOnlyList<string> networks && networks.All(n => Parse(n) is not null);

    /// <summary>The network; an address alone is a network of one. Null for other text.</summary>
    public static System.Net.IPNetwork? Parse(string text) =>
        System.Net.IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
