using System.Globalization;
using Foresale.Features.Text;

namespace Foresale.Features;

/// <summary>Turns a side file's row into numbers: numeric columns as they are, bands as their middles, words as one-hot levels with one for "other", texts as factors; all NaN or 0 where missing.</summary>
internal sealed class SideEncoding
{
    private readonly IReadOnlyList<string> _numeric;
    private readonly (string Column, Dictionary<string, int> Levels)[] _words;
    private readonly (string Column, TextFactors Factors)[] _texts;

    /// <summary>Takes the fitted columns and levels, in their order.</summary>
    public SideEncoding(IReadOnlyList<string> numeric, IReadOnlyDictionary<string, IReadOnlyList<string>> levels, IReadOnlyDictionary<string, TextFactors>? texts = null)
    {
        _numeric = numeric;
        _words = [.. levels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => (l.Key, LevelIndex(l.Value)))];
        _texts = [.. (texts ?? NoTexts).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, t.Value))];
        Size = numeric.Count + _words.Sum(w => w.Levels.Count + 2) + _texts.Sum(t => t.Factors.Count);
    }

    private static Dictionary<string, TextFactors> NoTexts { get; } = [];

    /// <summary>Values a row.</summary>
    public int Size { get; }

    /// <summary>Columns for the schema, in the order of <see cref="Encode"/>.</summary>
    public static IEnumerable<FeatureColumn> Columns(string prefix, FeatureGroup group, string whose, IReadOnlyList<string> numeric, IReadOnlyDictionary<string, IReadOnlyList<string>> levels, IReadOnlyDictionary<string, TextFactors>? texts = null)
    {
        foreach (var column in numeric)
        {
            yield return new FeatureColumn($"{prefix}_{column}", group, "as in the file", $"{column} of the {whose}, from the side file; the middle of a band.");
        }

        foreach (var (column, words) in levels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            foreach (var word in words)
            {
                yield return new FeatureColumn($"{prefix}_{column}={word}", group, "0/1", $"Whether {column} of the {whose} is {word}.");
            }

            yield return new FeatureColumn($"{prefix}_{column}=(other)", group, "0/1", $"Whether {column} of the {whose} is a word not listed.");
            yield return new FeatureColumn($"{prefix}_{column}=(missing)", group, "0/1", $"Whether {column} of the {whose} is unknown.");
        }

        foreach (var (column, factors) in (texts ?? NoTexts).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            foreach (var feature in factors.Columns($"{prefix}_{column}", group))
            {
                yield return feature;
            }
        }
    }

    /// <summary>A number of a row, or the middle of its band; NaN where it is missing or neither.</summary>
    public static float Number(IReadOnlyDictionary<string, string> values, string column) =>
        !values.TryGetValue(column, out var text) ? float.NaN
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : NumberBands.Middle(text) ?? float.NaN;

    /// <summary>Words to their places.</summary>
    public static Dictionary<string, int> LevelIndex(IReadOnlyList<string> words)
    {
        var index = new Dictionary<string, int>(words.Count, StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            index[words[i]] = i;
        }

        return index;
    }

    /// <summary>One row as numbers; a null row is missing everywhere.</summary>
    public float[] Encode(IReadOnlyDictionary<string, string>? values)
    {
        float[] row = Size == 0 ? [] : new float[Size];
        var place = 0;
        foreach (var column in _numeric)
        {
            row[place++] = values is null ? float.NaN : Number(values, column);
        }

        foreach (var (column, levels) in _words)
        {
            var level = values is null || !values.TryGetValue(column, out var word) ? levels.Count + 1 : levels.GetValueOrDefault(word, levels.Count);
            row[place + level] = 1f;
            place += levels.Count + 2;
        }

        foreach (var (column, factors) in _texts)
        {
            factors.Write(values?.GetValueOrDefault(column) ?? "", row.AsSpan(place, factors.Count));
            place += factors.Count;
        }

        return row;
    }
}
