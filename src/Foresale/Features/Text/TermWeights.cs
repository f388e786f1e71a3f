namespace Foresale.Features.Text;

/// <summary>
/// TF-IDF: a text as a vector over known terms. A term that stands n times in a text weighs (1 + ln n) idf, idf = ln((1 + texts) / (1 + texts with the term)) + 1,
/// and the vector has length 1 (Salton and Buckley 1988; the smoothed idf of scikit-learn). A text without a known term is the zero vector.
/// </summary>
internal sealed class TermWeights
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<float> _idf;

    /// <summary>Takes fitted terms.</summary>
    /// <param name="terms">[V].</param>
    /// <param name="idf">[V].</param>
    public TermWeights(IReadOnlyList<string> terms, IReadOnlyList<float> idf)
    {
        (Terms, _idf) = (terms, idf);
        for (var i = 0; i < terms.Count; i++)
        {
            _index.Add(terms[i], i);
        }
    }

    /// <summary>[V].</summary>
    public IReadOnlyList<string> Terms { get; }

    /// <summary>[V].</summary>
    public IReadOnlyList<float> Idf => _idf;

    /// <summary>Counts in how many texts each term stands.</summary>
    /// <param name="texts">The texts to learn from.</param>
    /// <param name="mostTerms">V at most: the terms of most texts, of equals the first by ordinal order.</param>
    /// <param name="leastTexts">Terms of fewer texts are left out.</param>
    public static TermWeights Fit(IReadOnlyList<string> texts, int mostTerms, int leastTexts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var term in TextTerms.Of(TextTerms.Words(text)).ToHashSet(StringComparer.Ordinal))
            {
                counts[term] = counts.GetValueOrDefault(term) + 1;
            }
        }

        var kept = counts.Where(c => c.Value >= leastTexts).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(mostTerms).ToList();
        return new TermWeights([.. kept.Select(c => c.Key)], [.. kept.Select(c => (float)(Math.Log((1.0 + texts.Count) / (1.0 + c.Value)) + 1))]);
    }

    /// <summary>The vector of a text's words, ascending by term.</summary>
    public (int Term, float Weight)[] Vector(IReadOnlyList<string> words)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var term in TextTerms.Of(words))
        {
            if (_index.TryGetValue(term, out var i))
            {
                counts[i] = counts.GetValueOrDefault(i) + 1;
            }
        }

        (int Term, float Weight)[] vector = [.. counts.Select(c => (c.Key, (float)(1 + Math.Log(c.Value)) * _idf[c.Key]))];
        var length = Math.Sqrt(vector.Sum(v => (double)v.Weight * v.Weight));
        return Array.ConvertAll(vector, v => (v.Term, (float)(v.Weight / length)));
    }
}
