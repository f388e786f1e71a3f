namespace Foresale.States;

/// <summary>Groups that reports slice by, as numbers of words; -1 where nothing is known.</summary>
/// <param name="Device">Device of the shopper's last event.</param>
/// <param name="Category">Category of the item in focus, else of the shopper's last event with one.</param>
/// <param name="PriceBand">0 low, 1 middle, 2 high: lowest three, middle four and highest three tenths of the training slice's prices.</param>
/// <param name="Returning">True from the shopper's second session on.</param>
/// <param name="Guest">True while the shopper is known by a cookie only.</param>
internal readonly record struct Facets(int Device, int Category, sbyte PriceBand, bool Returning, bool Guest);

/// <summary>Turns facets into the words of <see cref="StateTable.Segments"/>.</summary>
internal static class FacetWords
{
    private const int MostCategories = 10;
    private const string Unknown = "unknown";
    private static readonly string[] s_bands = ["low", "middle", "high"];

    /// <summary>Name, then per node a word. A facet with one word only says nothing and is left out.</summary>
    public static Dictionary<string, string[]> Of(ReadOnlySpan<StateMark> marks, int[] states, IReadOnlyList<string> devices, IReadOnlyList<string> categories)
    {
        var frequent = Frequent(marks, states, categories.Count);
        var segments = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(segments, "device", marks, states, facets => facets.Device < 0 ? Unknown : devices[facets.Device]);
        Add(segments, "shopper", marks, states, facets => facets.Returning ? "returning" : "new");
        Add(segments, "identity", marks, states, facets => facets.Guest ? "guest" : "known");
        Add(segments, "category", marks, states, facets =>
            facets.Category < 0 ? Unknown : frequent.Contains(facets.Category) ? categories[facets.Category] : "other");
        Add(segments, "price_band", marks, states, facets => facets.PriceBand < 0 ? Unknown : s_bands[facets.PriceBand]);
        return segments;
    }

    private static void Add(
        Dictionary<string, string[]> segments, string name, ReadOnlySpan<StateMark> marks, int[] states, Func<Facets, string> wordOf)
    {
        var words = new string[states.Length];
        for (var node = 0; node < states.Length; node++)
        {
            words[node] = wordOf(marks[states[node]].Facets);
        }

        if (Array.Exists(words, word => !string.Equals(word, words[0], StringComparison.Ordinal)))
        {
            segments[name] = words;
        }
    }

    private static HashSet<int> Frequent(ReadOnlySpan<StateMark> marks, int[] states, int categories)
    {
        var counts = new int[categories];
        foreach (var state in states)
        {
            if (marks[state].Facets.Category is >= 0 and var category)
            {
                counts[category]++;
            }
        }

        return [.. Enumerable.Range(0, categories).OrderByDescending(category => counts[category]).ThenBy(category => category).Take(MostCategories)];
    }
}
