using System.Net.Http.Headers;
using System.Text;

namespace Foresale.Server.Keys;

/// <summary>Further ways to send an ingest key, which a route has to name: addresses get into logs and histories, so no other key may come by them.</summary>
[Flags]
public enum KeyCarriers
{
    /// <summary><c>Authorization: Bearer</c> and <c>X-Api-Key</c> only.</summary>
    Headers = 0,

    /// <summary>Query <c>key</c>: navigator.sendBeacon sets no headers.</summary>
    Query = 1,

    /// <summary>HTTP Basic with the key as user name, as Segment's clients send their write key.</summary>
    Segment = 2,

    /// <summary>Query <c>api_secret</c>, as clients of the GA4 Measurement Protocol send it.</summary>
    Ga4 = 4,
}

/// <summary>The keys that a request brings.</summary>
/// <param name="Texts">Each way's key.</param>
/// <param name="IngestOnly">True where one came by a way that is for ingest keys alone.</param>
internal readonly record struct SentKeys(IReadOnlyList<string> Texts, bool IngestOnly)
{
    private const string Basic = "Basic";
    private const string Bearer = "Bearer";
    private const int LongestCredential = 512;

    public static SentKeys Of(HttpRequest request, KeyCarriers carriers)
    {
        var texts = new List<string>();
        var before = 0;
        foreach (var value in request.Headers.Authorization)
        {
            texts.AddRange(OfBearer(value));
        }

        texts.AddRange(request.Headers["X-Api-Key"].OfType<string>());
        before = texts.Count;
        if (carriers.HasFlag(KeyCarriers.Segment))
        {
            texts.AddRange(request.Headers.Authorization.SelectMany(OfBasic));
        }

        if (carriers.HasFlag(KeyCarriers.Query))
        {
            texts.AddRange(request.Query["key"].OfType<string>());
        }

        if (carriers.HasFlag(KeyCarriers.Ga4))
        {
            texts.AddRange(request.Query["api_secret"].OfType<string>());
        }

        return new SentKeys(texts, texts.Count > before);
    }

    private static IEnumerable<string> OfBearer(string? header) =>
        AuthenticationHeaderValue.TryParse(header, out var value) && string.Equals(value.Scheme, Bearer, StringComparison.OrdinalIgnoreCase) ? [value.Parameter ?? ""] : [];

    private static IEnumerable<string> OfBasic(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !string.Equals(value.Scheme, Basic, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        var bytes = new byte[LongestCredential];
        var isRead = Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length);
        return [isRead ? Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2)[0] : ""];
    }
}
