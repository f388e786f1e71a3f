namespace Foresale.States;

/// <summary>Numbers words in the order of their first appearance.</summary>
internal sealed class WordIndex
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    public IReadOnlyList<string> Words => _words;

    public int Count => _words.Count;

    /// <summary>The word's number; -1 for null.</summary>
    public int Of(string? word)
    {
        if (word is null)
        {
            return -1;
        }

        if (!_places.TryGetValue(word, out var place))
        {
            _places[word] = place = _words.Count;
            _words.Add(word);
        }

        return place;
    }
}
