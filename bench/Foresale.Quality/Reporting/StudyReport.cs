using Foresale.Evaluation;

namespace Foresale.Quality.Reporting;

/// <summary>A number of a table.</summary>
/// <param name="Value">The number; NaN where it is undefined.</param>
/// <param name="Deviation">Standard deviation over the seeds; null where it is not of interest.</param>
/// <param name="Interval">Its interval; null for none.</param>
internal sealed record Figure(double Value, double? Deviation = null, Interval? Interval = null)
{
    public static implicit operator Figure(double value) => new(value);
}

/// <summary>A row: a name and one figure a column.</summary>
internal sealed record StudyRow(string Name, IReadOnlyList<Figure> Figures);

/// <summary>A table.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Of">What the rows are.</param>
/// <param name="Columns">Heads of the columns with the number format of each, such as <c>F4</c>.</param>
/// <param name="Rows">In order.</param>
internal sealed record StudyTable(string Title, string Of, IReadOnlyList<(string Name, string Format)> Columns, IReadOnlyList<StudyRow> Rows);

/// <summary>What was wanted, and what came out.</summary>
/// <param name="Wanted">A sentence with its number.</param>
/// <param name="Measured">The number measured, as text.</param>
/// <param name="Holds">Whether it is reached.</param>
/// <param name="IsSettled">False where it is reached on average, and the interval does not settle it.</param>
internal sealed record Finding(string Wanted, string Measured, bool Holds, bool IsSettled = true);

/// <summary>A study's outcome.</summary>
internal sealed record StudyReport
{
    /// <summary>Heading.</summary>
    public required string Title { get; init; }

    /// <summary>What was done, in a few sentences.</summary>
    public required string Method { get; init; }

    /// <summary>What repeats it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Seeds of the runs.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [];

    /// <summary>Options by name, as text.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<StudyTable> Tables { get; init; }

    /// <summary>What was wanted.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>A picture to stand beside the tables, as the text of an SVG file; null for none.</summary>
    public string? Picture { get; init; }

    /// <summary>Remarks, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
