namespace Foresale.Events.Guessing;

/// <summary>The first rows of a source, as text.</summary>
/// <param name="Name">What messages call the source.</param>
/// <param name="Columns">Names; <c>1</c>, <c>2</c>, ... without a header; paths such as <c>device.category</c> in JSON Lines.</param>
/// <param name="Rows">Cells as text, a row as long as <paramref name="Columns"/>; empty for a missing value.</param>
/// <param name="Delimiter">Of delimited text; null for other formats.</param>
/// <param name="Header">True where the first line names the columns; always for other formats.</param>
/// <param name="Whole">True where these are all rows of the source.</param>
/// <param name="TypedTimes">Columns whose type is a time already (Parquet).</param>
public sealed record SourceSample(
    string Name, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows, char? Delimiter, bool Header, bool Whole, IReadOnlyList<string>? TypedTimes = null);
