namespace Foresale.Events;

/// <summary>What a mapping describes.</summary>
public enum MappingKind : byte
{
    /// <summary>A log of events.</summary>
    Events,

    /// <summary>A table whose rows are the things to score.</summary>
    Table,
}

/// <summary>What happens to exact repeats in a log without event ids.</summary>
public enum Dedup : byte
{
    /// <summary>They stay: repeated actions are real.</summary>
    Keep,

    /// <summary>Rows equal in every field are one event.</summary>
    Exact,
}

/// <summary>How times are written.</summary>
/// <param name="Format"><c>iso</c>, <c>unix_s</c>, <c>unix_ms</c>, <c>unix_us</c>, or a .NET-like pattern such as <c>yyyy-MM-dd HH:mm:ss</c>, <c>M-d</c>.</param>
/// <param name="Zone">IANA name of the zone of times that carry no offset, and of the shop's days; null where the mapping does not say.</param>
/// <param name="Year">Year of patterns without one.</param>
public sealed record TimeMapping(string Format = TimeMapping.Iso, string? Zone = null, int? Year = null)
{
    /// <summary>ISO 8601, with or without an offset.</summary>
    public const string Iso = "iso";

    /// <summary>True for seconds, milliseconds or microseconds since 1970.</summary>
    public bool IsUnix => Format is "unix_s" or "unix_ms" or "unix_us";

    /// <summary>True where the format has no clock: order within a day then carries no information.</summary>
    public bool IsDayResolution => !IsUnix && Format is not Iso && Format.AsSpan().IndexOfAny('H', 'h') < 0;

    /// <summary>True where every time carries its own offset, or is counted from 1970 in UTC.</summary>
    public bool HasOffset => IsUnix || (Format is not Iso && Format.AsSpan().IndexOfAny('z', 'K') >= 0);
}

/// <summary>A column of a table mapping.</summary>
/// <param name="Role">One of <see cref="TableRoles"/>.</param>
/// <param name="Positive">For the label: the word that stands for yes.</param>
public sealed record TableColumnMapping(string Role, string? Positive = null);

/// <summary>How a source is read: which column is which field, which word is which behavior, how times are written.</summary>
/// <remarks>Read by <see cref="MappingFile"/>; presets are mappings that come with Foresale.</remarks>
public sealed record Mapping
{
    /// <summary>The schema version that this build reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Name of the preset, or the file it was read from.</summary>
    public string Name { get; init; } = "mapping";

    /// <summary>What is described.</summary>
    public MappingKind Kind { get; init; } = MappingKind.Events;

    /// <summary>Events: source column to field. In JSON Lines a column is a path such as <c>device.category</c>; without a header it is a number from 1.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tables: column to role. Columns that are not named are numeric where every value is a number, else categorical.</summary>
    public IReadOnlyDictionary<string, TableColumnMapping> Table { get; init; } = new Dictionary<string, TableColumnMapping>(StringComparer.Ordinal);

    /// <summary>Field to a DuckDB expression over the source's columns; in nested sources over <c>row</c> and <c>each</c>, both JSON.</summary>
    public IReadOnlyDictionary<string, string> Select { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Field to a value that holds for every row.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nested sources: JSON path of a list; a row gives one event an element, or one event where the list is empty.</summary>
    public string? Each { get; init; }

    /// <summary>True where rows are nested: each is then one JSON value named <c>row</c>, from Parquet too.</summary>
    public bool Nested { get; init; }

    /// <summary>Fields whose source column may be absent.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Word of the source to behavior, without regard to case; the words of <see cref="Events.Behaviors"/> need no entry.</summary>
    public IReadOnlyDictionary<string, Behavior> Behaviors { get; init; } = new Dictionary<string, Behavior>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words whose rows are left out; <c>*</c> leaves out every word that is not mapped.</summary>
    public IReadOnlyList<string> IgnoreBehaviors { get; init; } = [];

    /// <summary>How times are written.</summary>
    public TimeMapping Time { get; init; } = new();

    /// <summary>Delimiter of text files; null to take it from the header line.</summary>
    public string? Delimiter { get; init; }

    /// <summary>True where text files begin with a line of column names.</summary>
    public bool Header { get; init; } = true;

    /// <summary>What stands before the decimals: <c>.</c> or <c>,</c>.</summary>
    public string DecimalMark { get; init; } = ".";

    /// <summary>What happens to exact repeats.</summary>
    public Dedup Dedup { get; init; } = Dedup.Keep;
}
