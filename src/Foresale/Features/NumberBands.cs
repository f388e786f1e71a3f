using System.Globalization;
using System.Text.RegularExpressions;

namespace Foresale.Features;

/// <summary>
/// Bands of a number, as surveys write ages and incomes: <c>25-34</c>, <c>50-74K</c>, <c>Under 15K</c>, <c>65+</c>. A band stands as its
/// middle, so that its order, and the distance to its neighbours, reach the learners; words alone would be as many unrelated levels.
/// </summary>
internal static partial class NumberBands
{
    /// <summary>The middle of a band: of its two ends, or the end that an open one has; null where the word is no band and no number.</summary>
    public static float? Middle(string word)
    {
        if (Pattern().Match(word) is not { Success: true } match)
        {
            return null;
        }

        var scale = match.Groups["unit"].Value.ToUpperInvariant() switch { "K" => 1_000f, "M" => 1_000_000f, _ => 1f };
        if (match.Groups["below"].Success)
        {
            return scale * End(match, "below");
        }

        var low = End(match, "low");
        return !match.Groups["high"].Success ? scale * low : End(match, "high") is var high && high > low ? scale * (low + high) / 2 : null;
    }

    /// <summary>Whether words, of which some are bands, are all bands or numbers: their column is then a number.</summary>
    public static bool AreAll(IEnumerable<string> words)
    {
        var any = false;
        foreach (var word in words)
        {
            if (Middle(word) is null)
            {
                return false;
            }

            any |= !float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        }

        return any;
    }

    private static float End(Match match, string group) => float.Parse(match.Groups[group].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    // 25-34, 25 to 34, $50-74K | 65+, 250K+, 5 | under 15K, < 15, up to 15
    [GeneratedRegex(
        @"^\s*(?:[$€£]?(?<low>\d+(?:\.\d+)?)\s*(?:[KM]?\s*(?:-|–|to)\s*[$€£]?(?<high>\d+(?:\.\d+)?)\s*(?<unit>[KM]?)|(?<unit>[KM]?)\s*(?:\+|and over|or more)?)|(?:under|below|less than|up to|<=?)\s*[$€£]?(?<below>\d+(?:\.\d+)?)\s*(?<unit>[KM]?))\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
