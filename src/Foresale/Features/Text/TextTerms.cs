namespace Foresale.Features.Text;

/// <summary>Cuts a text into terms: its words in small letters, and pairs of neighboring words ("too big" says what neither word does).</summary>
internal static class TextTerms
{
    /// <summary>The words, in order. A word is letters and digits, and apostrophes between them.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] == '\'' && end > at && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))))
            {
                end++;
            }

            if (end > at)
            {
                words.Add(text[at..end].ToLowerInvariant());
            }

            at = end + 1;
        }

        return words;
    }

    /// <summary>The words and the pairs.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            yield return words[i];
            if (i > 0)
            {
                yield return $"{words[i - 1]} {words[i]}";
            }
        }
    }
}
