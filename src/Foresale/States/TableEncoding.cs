using System.Globalization;
using Foresale.Events;
using Foresale.Features;

namespace Foresale.States;

/// <summary>One column of a table as features.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Levels">Words that have a 0/1 feature each, most frequent first; empty for a numeric column.</param>
/// <param name="Group">The part of the state that it joins.</param>
public sealed record EncodedColumn(string Name, IReadOnlyList<string> Levels, FeatureGroup Group);

/// <summary>How the columns of a table become features: numbers as they are, words as 0/1 per level. Levels are fitted on training rows only.</summary>
/// <param name="Columns">In the order of the source.</param>
public sealed record TableEncoding(IReadOnlyList<EncodedColumn> Columns)
{
    private const int MostLevels = 50;
    private const string Missing = "(missing)";

    /// <summary>Number of features.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Count => Columns.Sum(column => column.Levels.Count == 0 ? 1 : column.Levels.Count);

    /// <summary>Fits the levels on some rows of some columns; columns of other roles are passed by.</summary>
    public static TableEncoding Fit(IEnumerable<TableColumn> columns, IReadOnlyList<int> rows, FeatureGroup group) => new(
    [
        .. columns.Where(IsFeature).Select(column => new EncodedColumn(column.Name, IsNumeric(column) ? [] : LevelsOf(column, rows), group)),
    ]);

    /// <summary>The features' names, in their order.</summary>
    public IEnumerable<FeatureColumn> FeatureColumns() => Columns.SelectMany(column => column.Levels.Count == 0
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
                if (column.Levels.Count == 0)
                {
                    features[place] = Number(column.Name, value, rowOf[state]);
                }
                else if (IndexOf(column.Levels, value) is >= 0 and var level)
                {
                    features[place + level] = 1f;
                }
            }

            offset += column.Levels.Count == 0 ? 1 : column.Levels.Count;
        }
    }

    private static bool IsNumeric(TableColumn column) => string.Equals(column.Role, TableRoles.Numeric, StringComparison.Ordinal);

    private static bool IsFeature(TableColumn column) => IsNumeric(column) || string.Equals(column.Role, TableRoles.Categorical, StringComparison.Ordinal);

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
