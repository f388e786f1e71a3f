using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Foresale.Features.Text;

/// <summary>
/// A column of free text as numbers: its TF-IDF vector (<see cref="TermWeights"/>) seen from the first singular vectors of the training texts
/// (latent semantic analysis, Deerwester et al. 1990), what its words say of the answer (<see cref="TextScore"/>), and how many words it has. All of it comes from training rows only and is kept in the model.
/// </summary>
/// <remarks>V terms, of which the score reads all and the d factors the v commonest. A text without a known term has factors of 0.</remarks>
public sealed record TextFactors
{
    private const int DefaultFactors = 50, MostTerms = 40_000, LeastTexts = 2, FactorTerms = 10_000, Seed = 1, WordsNamed = 3;
    private TermWeights? _weights;

    /// <summary>[V] words and pairs of words.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>[V] inverse document frequencies.</summary>
    public required IReadOnlyList<float> Idf { get; init; }

    /// <summary>d.</summary>
    public required int Factors { get; init; }

    /// <summary>[v, d] singular vectors as little-endian float32, row-major.</summary>
    public required byte[] Vectors { get; init; }

    /// <summary>[V + 1] coefficients of the score, the intercept last, as little-endian float64; empty where no answers were known.</summary>
    public byte[] Score { get; init; } = [];

    /// <summary>Scores of the training texts by models that did not see them; empty without a score, and in a model that was read from a folder.</summary>
    [JsonIgnore]
    public IReadOnlyList<float> TrainingScores { get; private init; } = [];

    /// <summary>Features a text gives: the factors, the number of words, the score.</summary>
    [JsonIgnore]
    public int Count => Factors + 1 + (HasScore ? 1 : 0);

    private bool HasScore => Score.Length > 0;

    /// <summary>Fits on training texts.</summary>
    /// <param name="texts">One a row; empty where there is none.</param>
    /// <param name="outcome">[n] the answers, 0 or 1; null gives no score.</param>
    public static TextFactors Fit(IReadOnlyList<string> texts, IReadOnlyList<float>? outcome = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var weights = TermWeights.Fit(texts, MostTerms, LeastTexts);
        var rows = texts.Select(text => weights.Vector(TextTerms.Words(text))).ToList();
        var (vectors, count) = TruncatedSvd.Fit([.. rows.Select(Common)], Math.Min(weights.Terms.Count, FactorTerms), DefaultFactors, Seed, CancellationToken.None);
        var score = outcome is null || weights.Terms.Count == 0 ? null : TextScore.Fit(rows, outcome, weights.Terms.Count);
        return new TextFactors
        {
            Terms = weights.Terms,
            Idf = weights.Idf,
            Factors = count,
            Vectors = MemoryMarshal.AsBytes(vectors.AsSpan()).ToArray(),
            Score = MemoryMarshal.AsBytes((score?.Coefficients).AsSpan()).ToArray(),
            TrainingScores = score?.Training ?? [],
            _weights = weights,
        };
    }

    /// <summary>Writes a text's features: d factors, its words, its score.</summary>
    /// <param name="text">Empty for none.</param>
    /// <param name="features">[<see cref="Count"/>].</param>
    public void Write(string text, Span<float> features)
    {
        ArgumentNullException.ThrowIfNull(text);
        var weights = _weights ??= new TermWeights(Terms, Idf);
        var vectors = MemoryMarshal.Cast<byte, float>(Vectors);
        var words = TextTerms.Words(text);
        var known = weights.Vector(words);
        features[..Factors].Clear();
        foreach (var (term, weight) in Factors == 0 ? [] : Common(known))
        {
            var row = vectors.Slice(term * Factors, Factors);
            for (var f = 0; f < row.Length; f++)
            {
                features[f] += weight * row[f];
            }
        }

        features[Factors] = words.Count;
        if (HasScore)
        {
            features[Factors + 1] = (float)SparseLogistic.LogOdds(known, MemoryMarshal.Cast<byte, double>(Score));
        }
    }

    /// <summary>Columns for a schema: a factor is named after the terms that it weighs most.</summary>
    /// <param name="name">The text column's.</param>
    /// <param name="group">The part of the state that it joins.</param>
    public IEnumerable<FeatureColumn> Columns(string name, FeatureGroup group)
    {
        for (var f = 0; f < Factors; f++)
        {
            var (most, least) = (Heaviest(f, 1), Heaviest(f, -1));
            yield return new FeatureColumn(
                string.Create(CultureInfo.InvariantCulture, $"{name}_f{f + 1:00} ({most})"), group, "factor", $"How much {name} sounds like: {most}; and below 0 like: {least}.");
        }

        yield return new FeatureColumn($"{name}_words", group, "words", $"Words of {name}; 0 where it is empty.");
        if (HasScore)
        {
            yield return new FeatureColumn($"{name}_score", group, "log-odds", $"What the words of {name} say of the answer.");
        }
    }

    // Terms stand by falling number of texts.
    private static (int Term, float Weight)[] Common((int Term, float Weight)[] vector) => Array.FindAll(vector, e => e.Term < FactorTerms);

    private string Heaviest(int factor, int sign)
    {
        var vectors = MemoryMarshal.Cast<byte, float>(Vectors).ToArray();
        return string.Join(", ", Enumerable.Range(0, vectors.Length / Factors).OrderByDescending(v => sign * vectors[(v * Factors) + factor]).ThenBy(v => v).Take(WordsNamed).Select(v => Terms[v]));
    }
}
