using System.Globalization;
using System.Text.Json.Serialization;
using Foresale.Events;
using Foresale.Features;
using Foresale.Features.Text;

namespace Foresale.States;

/// <summary>One column of a table as features.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Levels">Words that have a 0/1 feature each, most frequent first; empty for a numeric column.</param>
/// <param name="Group">The part of the state that it joins.</param>
public sealed record EncodedColumn(string Name, IReadOnlyList<string> Levels, FeatureGroup Group)
{
    /// <summary>The factors of a text column; null for another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextFactors? Text { get; init; }

    /// <summary>Number of features.</summary>
    [JsonIgnore]
    public int Count => Text?.Count ?? Math.Max(Levels.Count, 1);
}

/// <summary>Rows whose answers training may know.</summary>
/// <param name="Rows">Row numbers.</param>
/// <param name="Outcome">[rows] 0 or 1.</param>
public sealed record AnsweredRows(int[] Rows, float[] Outcome);

/// <summary>How the columns of a table become features: numbers as they are, words as 0/1 per level, free text as factors. Levels and factors are fitted on training rows only.</summary>
/// <param name="Columns">In the order of the source.</param>
public sealed record TableEncoding(IReadOnlyList<EncodedColumn> Columns)
{
    private const int MostLevels = 50;
    private const string Missing = "(missing)";

    /// <summary>Number of features.</summary>
    [JsonIgnore]
    public int Count => Columns.Sum(column => column.Count);

    /// <summary>Fits the levels on some rows of some columns; columns of other roles are passed by.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="group">The part of the state that the features join.</param>
    /// <param name="answered">Rows that texts are fitted on with their answers; null fits them on <paramref name="rows"/>, without a score.</param>
    public static TableEncoding Fit(IEnumerable<TableColumn> columns, IReadOnlyList<int> rows, FeatureGroup group, AnsweredRows? answered = null) => new(
    [
        .. columns.Where(IsFeature).Select(column => new EncodedColumn(column.Name, IsCategorical(column) ? LevelsOf(column, rows) : [], group)
        {
            Text = IsText(column) ? TextFactors.Fit([.. (answered?.Rows ?? rows).Select(row => column.Values[row])], answered?.Outcome) : null,
        }),
    ]);

    /// <summary>The features' names, in their order.</summary>
    public IEnumerable<FeatureColumn> FeatureColumns() => Columns.SelectMany(column => column.Text is { } text ? text.Columns(column.Name, column.Group)
        : column.Levels.Count == 0
        ? [new FeatureColumn(column.Name, column.Group, "as given", $"Column {column.Name}.")]
        : column.Levels.Select(level => new FeatureColumn($"{column.Name}={level}", column.Group, "0/1", $"1 where {column.Name} is {level}.")));

    /// <summary>Writes the features of all rows.</summary>
    /// <param name="columns">Columns of a table with, at least, the names of this encoding.</param>
    /// <param name="rowOf">For each state, its row of the table.</param>
    /// <param name="features">[M, width], row-major.</param>
    /// <param name="width">Values a state.</param>
    /// <param name="offset">Place of the first feature in a state.</param>
    /// <exception cref="UserFaultException">A column is absent, or a numeric one holds a word.</exception>
    public void Write(IReadOnlyList<TableColumn> columns, ReadOnlySpan<int> rowOf, Span<float> features, int width, int offset)
    {
        foreach (var column in Columns)
        {
            var source = columns.FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.Ordinal)) ?? throw new UserFaultException(
                "columns", $"there is no column '{column.Name}', which the model reads.", "Give a table with the columns that the model was trained on.");
            for (var state = 0; state < rowOf.Length; state++)
            {
                var value = source.Values[rowOf[state]];
                var place = (state * width) + offset;
                if (column.Text is { } text)
                {
                    text.Write(value, features.Slice(place, column.Count));
                }
                else if (column.Levels.Count == 0)
                {
                    features[place] = Number(column.Name, value, rowOf[state]);
                }
                else if (IndexOf(column.Levels, value) is >= 0 and var level)
                {
                    features[place + level] = 1f;
                }
            }

            offset += column.Count;
        }
    }

    /// <summary>Puts the scores of texts in training rows that models gave which had not seen them, over those that <see cref="Write"/> wrote.</summary>
    /// <param name="rows">The answered rows that this encoding was fitted on, in the order of the fit.</param>
    /// <param name="features">[rows, <see cref="Count"/>], row-major.</param>
    public void WriteTraining(ReadOnlySpan<int> rows, Span<float> features)
    {
        var offset = 0;
        foreach (var column in Columns)
        {
            offset += column.Count;
            for (var i = 0; i < rows.Length && i < (column.Text?.TrainingScores.Count ?? 0); i++)
            {
                features[(rows[i] * Count) + offset - 1] = column.Text!.TrainingScores[i];
            }
        }
    }

    private static bool IsCategorical(TableColumn column) => string.Equals(column.Role, TableRoles.Categorical, StringComparison.Ordinal);

    private static bool IsText(TableColumn column) => string.Equals(column.Role, TableRoles.Text, StringComparison.Ordinal);

    private static bool IsFeature(TableColumn column) => IsCategorical(column) || IsText(column) || string.Equals(column.Role, TableRoles.Numeric, StringComparison.Ordinal);

    // A column without any word in training has one level that says so: a word column must not read as a number.
    private static string[] LevelsOf(TableColumn column, IReadOnlyList<int> rows)
    {
        string[] levels =
        [
            .. rows.Select(row => column.Values[row]).GroupBy(word => word.Length == 0 ? Missing : word, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(MostLevels).Select(group => group.Key),
        ];
        return levels.Length == 0 ? [Missing] : levels;
    }

    private static int IndexOf(IReadOnlyList<string> levels, string value)
    {
        var word = value.Length == 0 ? Missing : value;
        for (var level = 0; level < levels.Count; level++)
        {
            if (string.Equals(levels[level], word, StringComparison.Ordinal))
            {
                return level;
            }
        }

        return -1;
    }

    private static float Number(string column, string text, int row) =>
        text.Length == 0 ? float.NaN
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number
        : float.IsNaN(number) && string.Equals(text, "NaN", StringComparison.OrdinalIgnoreCase) ? float.NaN
        : throw new UserFaultException(
            $"row {row + 1}, column {column}", $"'{text}' is no number.", "Mend the value, leave it empty, or map the column as categorical.");
}
