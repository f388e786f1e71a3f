using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>How a column becomes numbers.</summary>
/// <param name="Name">The column.</param>
/// <param name="Words">Words that get a number of 0 or 1 each; null for a column of numbers.</param>
/// <param name="Fill">Of a number that is missing: the median.</param>
public sealed record CodedColumn(string Name, IReadOnlyList<string>? Words, float Fill);

/// <summary>Columns of an experiment as numbers: numbers as they are, missing ones by the median, words as 0 or 1 each.</summary>
public sealed class FeatureCoding
{
    private const int MostWords = 20;
    private const double LeastShare = .01;

    private FeatureCoding(IReadOnlyList<CodedColumn> columns)
    {
        Columns = columns;
        Names = [.. columns.SelectMany(c => c.Words is null ? [c.Name] : c.Words.Select(w => $"{c.Name}={w}"))];
    }

    /// <summary>Columns, in the order in which they are encoded.</summary>
    public IReadOnlyList<CodedColumn> Columns { get; }

    /// <summary>Names of the numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Looks at all rows of some columns.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="rows">[n][columns] texts; empty where missing.</param>
    /// <param name="place">What stands before a message: the file's name.</param>
    /// <exception cref="UserFaultException">A column has too many words to tell shoppers apart by.</exception>
    public static FeatureCoding Fit(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<string>> rows, string place)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new FeatureCoding([.. names.Select((name, c) => Column(name, [.. rows.Select(r => r[c].Trim()).Where(t => t.Length > 0)], place))]);
    }

    /// <summary>Encodes a row.</summary>
    /// <param name="columns">How many columns; those of <see cref="Columns"/>.</param>
    /// <param name="text">Text of a column.</param>
    /// <exception cref="FormatException">A text stands where numbers were.</exception>
    public float[] Encode(int columns, Func<int, string> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new List<float>(Names.Count);
        for (var c = 0; c < columns; c++)
        {
            var found = text(c).Trim();
            if (Columns[c].Words is { } words)
            {
                values.AddRange(words.Select(w => string.Equals(w, found, StringComparison.Ordinal) ? 1f : 0f));
            }
            else
            {
                values.Add(found.Length == 0 ? Columns[c].Fill : Number(found) ?? throw new FormatException($"'{found}' is no number for {Columns[c].Name}."));
            }
        }

        return [.. values];
    }

    private static CodedColumn Column(string name, List<string> texts, string place)
    {
        if (texts.TrueForAll(t => Number(t) is not null))
        {
            float[] sorted = [.. texts.Select(t => Number(t)!.Value).Order()];
            return new CodedColumn(name, Words: null, sorted.Length == 0 ? 0 : sorted[sorted.Length / 2]);
        }

        var groups = texts.GroupBy(t => t, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).ToList();
        string[] words = [.. groups.Where(g => g.Count() >= LeastShare * texts.Count).Take(MostWords).Select(g => g.Key)];
        return words.Length > 0
            ? new CodedColumn(name, words, 0)
            : throw new UserFaultException(place, FormattableString.Invariant($"the column '{name}' has {groups.Count} different words, none of which 1 % of shoppers share."), "Leave it out, or group its words.");
    }

    private static float? Number(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) ? value : null;
}
