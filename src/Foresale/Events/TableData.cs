namespace Foresale.Events;

/// <summary>A column of a table dataset.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Role">What it is for: one of <see cref="TableRoles"/>.</param>
/// <param name="Values">One a row, as text; empty for a missing value.</param>
public sealed record TableColumn(string Name, string Role, string[] Values);

/// <summary>A session table, or a table of any other domain, whose rows are the things to score.</summary>
/// <param name="Columns">All of one length, in the order of the source.</param>
/// <param name="PositiveWord">The word of the label column that stands for yes; null where there is no label column.</param>
/// <param name="SourceHash">XxHash128 over the source and the mapping, in hex.</param>
public sealed record TableData(IReadOnlyList<TableColumn> Columns, string? PositiveWord, string SourceHash)
{
    /// <summary>The number in the source of each row, from 1 and without the header; null where they are all rows of the source.</summary>
    public IReadOnlyList<long>? RowNumbers { get; init; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Columns.Count == 0 ? 0 : Columns[0].Values.Length;
}

/// <summary>What a column of a table is for.</summary>
public static class TableRoles
{
    /// <summary>A number that the learners read.</summary>
    public const string Numeric = "numeric";

    /// <summary>A word that the learners read.</summary>
    public const string Categorical = "categorical";

    /// <summary>Free text, which the learners read as factors.</summary>
    public const string Text = "text";

    /// <summary>The answer.</summary>
    public const string Label = "label";

    /// <summary>Names the row; the learners do not see it.</summary>
    public const string Id = "id";

    /// <summary>When the row was; splits follow it.</summary>
    public const string Time = "time";

    /// <summary>Not used.</summary>
    public const string Ignore = "ignore";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Numeric, Categorical, Text, Label, Id, Time, Ignore];
}
