using System.Globalization;

namespace Foresale.Storage;

/// <summary>Names inside a dataset folder.</summary>
public static class DatasetFiles
{
    /// <summary>What the folder says of itself.</summary>
    public const string Info = "dataset.json";

    /// <summary>Folder of events: <c>events/day=YYYY-MM-DD/shard=NN.parquet</c>.</summary>
    public const string Events = "events";

    /// <summary>User side file.</summary>
    public const string Users = "users.parquet";

    /// <summary>Item side file.</summary>
    public const string Items = "items.parquet";

    /// <summary>Anonymous-to-known merges.</summary>
    public const string Identities = "identities.parquet";

    /// <summary>Rows that could not be used.</summary>
    public const string Quarantine = "quarantine.parquet";

    /// <summary>A table dataset's rows.</summary>
    public const string Table = "table.parquet";

    /// <summary>The column of <see cref="Table"/> with the row's number in the source, from 1.</summary>
    public const string RowNumber = "#";

    /// <summary>The mapping that the source was read with.</summary>
    public const string Mapping = "mapping.json";

    /// <summary>All that a dataset folder may hold, at its top.</summary>
    public static IReadOnlyList<string> Names { get; } = [Info, Mapping, Events, Users, Items, Identities, Quarantine, Table];

    /// <summary>Folder of one day's events.</summary>
    public static string Day(string folder, DateOnly day) => Path.Combine(folder, Events, $"day={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
}
