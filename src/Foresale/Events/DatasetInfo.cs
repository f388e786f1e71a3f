namespace Foresale.Events;

/// <summary>What a dataset folder says of itself (<c>dataset.json</c>).</summary>
public sealed record DatasetInfo
{
    /// <summary>The schema version that this build reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Schema version of the folder.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Foresale that wrote it.</summary>
    public required string Version { get; init; }

    /// <summary>XxHash128 over the source files and the mapping, in hex: equal sources give an equal hash.</summary>
    public required string SourceHash { get; init; }

    /// <summary><c>events</c> or <c>table</c>.</summary>
    public string Kind { get; init; } = "events";

    /// <summary>A table's columns; empty for events.</summary>
    public IReadOnlyList<TableColumnInfo> TableColumns { get; init; } = [];

    /// <summary>The preset or mapping file it was read with.</summary>
    public required string Mapping { get; init; }

    /// <summary>IANA name of the shop's time zone: days, hours and weekdays are counted in it.</summary>
    public required string Zone { get; init; }

    /// <summary>True where times are days without a clock: order within a day then carries no information.</summary>
    public bool DayResolution { get; init; }

    /// <summary>ISO 4217 code of all prices; null where the log has none.</summary>
    public string? Currency { get; init; }

    /// <summary>Events kept.</summary>
    public long Events { get; init; }

    /// <summary>Distinct shoppers.</summary>
    public long Users { get; init; }

    /// <summary>Distinct items.</summary>
    public long Items { get; init; }

    /// <summary>Sessions, given or made.</summary>
    public long Sessions { get; init; }

    /// <summary>True where the source names sessions itself; false where 30 minutes of inactivity (or a day) made them.</summary>
    public bool SourceSessions { get; init; }

    /// <summary>Events kept, by behavior word, in the order of the funnel.</summary>
    public required IReadOnlyDictionary<string, long> Behaviors { get; init; }

    /// <summary>First event, UTC.</summary>
    public DateTimeOffset FirstTime { get; init; }

    /// <summary>Last event, UTC: the end of observation. In a day-resolution log the last instant of the last day.</summary>
    public DateTimeOffset LastTime { get; init; }

    /// <summary>Rows read from the source.</summary>
    public long RowsRead { get; init; }

    /// <summary>Rows in quarantine.</summary>
    public long Quarantined { get; init; }

    /// <summary>What each cleaning rule dropped, changed or set aside.</summary>
    public required IReadOnlyList<RuleCount> Cleaning { get; init; }

    /// <summary>Share of kept events that lack each optional field, 0..1, by field name.</summary>
    public required IReadOnlyDictionary<string, double> Missing { get; init; }

    /// <summary>Columns of <c>users.parquet</c> other than <c>user_id</c>; empty without a side file.</summary>
    public IReadOnlyList<SideColumn> UserColumns { get; init; } = [];

    /// <summary>Columns of <c>items.parquet</c> other than <c>item_id</c> and <c>valid_from</c>; empty without a side file.</summary>
    public IReadOnlyList<SideColumn> ItemColumns { get; init; } = [];
}

/// <summary>What one cleaning rule did.</summary>
/// <param name="Rule">Name of the rule, in snake case: <c>duplicate_event_id</c>.</param>
/// <param name="Action"><c>dropped</c>, <c>quarantined</c>, <c>changed</c> or <c>flagged</c>.</param>
/// <param name="Rows">Rows it touched.</param>
/// <param name="Reason">One sentence for the report.</param>
public sealed record RuleCount(string Rule, string Action, long Rows, string Reason);

/// <summary>A column of a side file.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Kind"><c>numeric</c>, <c>categorical</c> or <c>text</c>.</param>
public sealed record SideColumn(string Name, string Kind);

/// <summary>A column of a table dataset.</summary>
/// <param name="Name">As in the source.</param>
/// <param name="Role">One of <see cref="TableRoles"/>.</param>
/// <param name="Positive">For the label: the word that stands for yes.</param>
public sealed record TableColumnInfo(string Name, string Role, string? Positive = null);

/// <summary>A shop's log, cleaned and in order, with its side tables: what the fold reads. Files and simulated shops both give one.</summary>
public interface IDataset
{
    /// <summary>What the dataset says of itself.</summary>
    DatasetInfo Info { get; }

    /// <summary>The days with events, ascending, in the shop's time zone.</summary>
    IReadOnlyList<DateOnly> Days { get; }

    /// <summary>One day's events, ordered by (user, arrival, sequence); in a day-resolution log by (user, behavior, item, sequence).</summary>
    IEnumerable<ShopEvent> ReadDay(DateOnly day);

    /// <summary>Rows of the user side file by user; values are numbers or words as text; a missing value is absent.</summary>
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ReadUsers();

    /// <summary>Rows of the item side file, by item then by <c>valid_from</c> (a row without it is valid from the beginning).</summary>
    IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> ReadItems();

    /// <summary>Which guests turned out to be whom, by (time, sequence).</summary>
    IReadOnlyList<IdentityMerge> ReadIdentities();
}

/// <summary>What the shop says of an item from an instant on.</summary>
/// <param name="ValidFrom">UTC; <see cref="DateTimeOffset.MinValue"/> where the file does not say.</param>
/// <param name="Values">Column to value as text; a missing value is absent.</param>
public sealed record ItemRow(DateTimeOffset ValidFrom, IReadOnlyDictionary<string, string> Values);
