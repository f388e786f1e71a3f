using Foresale.Events;
using Foresale.States;

namespace Foresale.Evaluation;

/// <summary>What rows are called where people read of them: a log's end in a purchase or not, a table's or a label file's answer is yes or no.</summary>
/// <param name="Yes">Rows whose outcome is 1.</param>
/// <param name="OneYes">One of them.</param>
/// <param name="OneNo">One of the others.</param>
/// <param name="Did">What the first did, behind "share that".</param>
/// <param name="WhoDid">The same behind "the rows".</param>
public sealed record RowWords(string Yes, string OneYes, string OneNo, string Did, string WhoDid)
{
    private static readonly RowWords s_log = new("buyers", "a buyer", "a non-buyer", "bought", "that bought");
    private static readonly RowWords s_answers = new("positives", "a positive row", "another", "is positive", "that are positive");

    /// <summary>The words of a question.</summary>
    public static RowWords Of(TargetKind kind) => kind is TargetKind.Table or TargetKind.Labels ? s_answers : s_log;

    /// <summary>How many rows were judged, and whose: <c>900 test rows</c>, <c>900 test rows of 300 shoppers</c>. A table's rows are nobody's.</summary>
    /// <param name="kind">The question.</param>
    /// <param name="rows">Their number, as text.</param>
    /// <param name="users">Number of shoppers.</param>
    /// <param name="shoppers">The same as text.</param>
    public static string Judged(TargetKind kind, string rows, int users, string shoppers) =>
        kind == TargetKind.Table ? $"{rows} test rows" : $"{rows} test rows of {shoppers} {(users == 1 ? "shopper" : "shoppers")}";

    /// <summary>The label in the table's own words: <c>y says “yes”</c>; null for a log.</summary>
    public static string? LabelOf(DatasetInfo? dataset) =>
        dataset?.TableColumns.FirstOrDefault(c => c.Role is TableRoles.Label) is { } label ? $"{label.Name} says “{label.Positive}”" : null;
}
