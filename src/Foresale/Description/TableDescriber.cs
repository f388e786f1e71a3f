using Foresale.Events;
using Foresale.States;

namespace Foresale.Description;

/// <summary>A column of a described table.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Role">One of <see cref="TableRoles"/>.</param>
/// <param name="Missing">Share of rows without a value, 0..1.</param>
/// <param name="Levels">Distinct values.</param>
public sealed record TableColumnFacts(string Name, string Role, double Missing, int Levels);

/// <summary>What a table is like, and whether it is enough.</summary>
public sealed record TableDescription
{
    /// <summary>Rows with an answer.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows with the answer yes.</summary>
    public required int Positives { get; init; }

    /// <summary>Positives by rows, 0..1; 0 without a row.</summary>
    public double BaseRate => Rows == 0 ? 0 : (double)Positives / Rows;

    /// <summary>In the order of the source.</summary>
    public required IReadOnlyList<TableColumnFacts> Columns { get; init; }

    /// <summary>Width of the 95 % interval of a ROC-AUC of .8 on the test slice.</summary>
    public required double AucWidth { get; init; }

    /// <summary><c>enough</c> (AUC width up to .05), <c>fair</c> (.1), <c>thin</c> (.2) or <c>too_little</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>False where a training would be refused: too few rows, or too few of one answer.</summary>
    public required bool CanTrain { get; init; }
}

/// <summary>Describes a table of the kind whose rows are the things to score (docs/describe.md).</summary>
public static class TableDescriber
{
    private const int FewestOfAnAnswer = 2; // one to train on, one to test on

    /// <summary>Counts.</summary>
    /// <param name="table">The rows.</param>
    public static TableDescription Describe(TableData table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var answers = table.Columns.FirstOrDefault(c => c.Role is TableRoles.Label)?.Values.Where(v => v.Length > 0).ToList() ?? [];
        var positives = answers.Count(v => string.Equals(v, table.PositiveWord, StringComparison.Ordinal));
        var split = SplitOptions.ForTables();
        var width = Sufficiency.AucWidth(split.Test * positives, split.Test * (answers.Count - positives));
        return new TableDescription
        {
            Rows = answers.Count,
            Positives = positives,
            Columns = [.. table.Columns.Select(c => new TableColumnFacts(
                c.Name, c.Role, table.RowCount == 0 ? 0 : c.Values.Count(v => v.Length == 0) / (double)table.RowCount, c.Values.Where(v => v.Length > 0).Distinct(StringComparer.Ordinal).Count()))],
            AucWidth = width,
            Verdict = Sufficiency.Word(width),
            CanTrain = answers.Count * (1 - split.Test - split.Validation) >= SplitCheck.FewestTrainingRows && Math.Min(positives, answers.Count - positives) >= FewestOfAnAnswer,
        };
    }
}
