using System.Text.Json;
using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>The offers that <c>foresale nudge</c> planned (<c>nudge.json</c>): who is to get one, and who never does.</summary>
public sealed class OfferBook
{
    /// <summary>Name of the file in its folder.</summary>
    public const string FileName = "nudge.json";

    private readonly Dictionary<string, double> _uplift;

    private OfferBook(Holdout holdout, Dictionary<string, double> uplift) => (Holdout, _uplift) = (holdout, uplift);

    /// <summary>Who never gets an offer.</summary>
    public Holdout Holdout { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="UserFaultException">It is absent, damaged, or that of a holdout report.</exception>
    public static OfferBook Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var uplift = root.GetProperty("list").EnumerateArray().ToDictionary(o => o.GetProperty("user_id").GetString()!, o => o.GetProperty("uplift").GetDouble(), StringComparer.Ordinal);
            return new OfferBook(new Holdout(root.GetProperty("holdout").GetDouble(), root.GetProperty("salt").GetString()!), uplift);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserFaultException(path, $"the offers cannot be read ({fault.Message.TrimEnd('.')}).", "Write them again by `foresale nudge FILE --budget AMOUNT --out FOLDER`.");
        }
    }

    /// <summary>Additional orders expected of an offer to a shopper; null where none is planned.</summary>
    public double? UpliftOf(string userId) => _uplift.TryGetValue(userId, out var uplift) ? uplift : null;
}
