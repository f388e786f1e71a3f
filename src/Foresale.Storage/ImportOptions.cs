using Foresale.Events;

namespace Foresale.Storage;

/// <summary>What to import, and how.</summary>
public sealed record ImportOptions
{
    /// <summary>Source files, in the order of the log: CSV, TSV, JSON Lines, Parquet, and .gz of the text formats.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Queries of a shop's database, in place of files or beside them; null for none.</summary>
    public SqlSource? Sql { get; init; }

    /// <summary>How they are read; see <see cref="Presets.Resolve"/>.</summary>
    public required Mapping Mapping { get; init; }

    /// <summary>The dataset folder to write; null parses and counts only.</summary>
    public string? Out { get; init; }

    /// <summary>User side file; null for none.</summary>
    public string? Users { get; init; }

    /// <summary>Item side file; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>Anonymous-to-known merges: <c>anonymous_id,user_id,time</c>; null for none.</summary>
    public string? Identities { get; init; }

    /// <summary>Dated rates: <c>date,currency,rate</c>; null for none.</summary>
    public string? Rates { get; init; }

    /// <summary>IANA name of the shop's zone; null takes the mapping's, else UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>True drops events whose shopper was not asked.</summary>
    public bool RequireConsent { get; init; }

    /// <summary>True keeps the days of programs and only counts them.</summary>
    public bool KeepBots { get; init; }

    /// <summary>Highest share of rows in quarantine, 0..1.</summary>
    public double MaxRejected { get; init; } = .05;

    /// <summary>True where the rows of a table are to be scored: the label may be empty, or its column absent.</summary>
    public bool ForScoring { get; init; }

    /// <summary>
    /// What was dropped before, where the rows are those of a server's log: they are clean, and each was folded when it came, so that no rule takes any away. Null for a source of a shop's own.
    /// </summary>
    public IReadOnlyList<RuleCount>? Taken { get; init; }

    /// <summary>Threads of reading and sorting.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Memory of reading and sorting before they spill to disk; the whole import takes some 500 MB more.</summary>
    public int MemoryMegabytes { get; init; } = 1200;

    /// <summary>Rows to show of a dry run.</summary>
    public int Show { get; init; } = 10;

    /// <summary>The present, for times that lie ahead of it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What an import did.</summary>
/// <param name="Info">What the dataset says of itself.</param>
/// <param name="Out">The folder; null for a dry run.</param>
/// <param name="Shown">First events of a dry run, in the dataset's order; else empty.</param>
/// <param name="Faults">First faulty rows, in the order of the source.</param>
public sealed record ImportReport(DatasetInfo Info, string? Out, IReadOnlyList<ShopEvent> Shown, IReadOnlyList<RowFault> Faults);
