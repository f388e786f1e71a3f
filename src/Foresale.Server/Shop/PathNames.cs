using Microsoft.AspNetCore.Http.Features;

namespace Foresale.Server.Shop;

/// <summary>
/// Names in the address of a request. The host decodes all of a path but %2F, and %25: what it hands over as google%2F1 may be google/1 or google%2F1, so a shopper with a slash in their name would
/// be found, or erased, by neither.
/// </summary>
internal static class PathNames
{
    /// <summary>The name that ends the path, as the caller meant it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decoded">The name as the host decoded it.</param>
    public static string Last(HttpContext context, string decoded) => At(context, decoded, fromEnd: 0);

    /// <summary>The name in a part of the path, as the caller meant it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="decoded">The name as the host decoded it.</param>
    /// <param name="fromEnd">Parts behind it.</param>
    public static string At(HttpContext context, string decoded, int fromEnd)
    {
        if (!decoded.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            return decoded;
        }

        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var parts = target.Split('?')[0].TrimEnd('/').Split('/');
        return parts.Length > fromEnd && parts[^(1 + fromEnd)] is { Length: > 0 } part ? Uri.UnescapeDataString(part) : decoded;
    }
}
