using System.Globalization;
using Apache.Arrow;
using Foresale.Events;
using Foresale.Storage.Reading;
using ParquetSharp.Arrow;

namespace Foresale.Storage;

/// <summary>A dataset folder, as <see cref="EventImport"/> writes it.</summary>
public sealed class DatasetFolder : IDataset
{
    private readonly string _path;
    private readonly EventReader _reader;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="UserFaultException">It is no dataset, or of another schema version.</exception>
    public DatasetFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        var info = Path.Combine(path, DatasetFiles.Info);
        if (File.Exists(path))
        {
            throw new UserFaultException(path, "this is a file, and no dataset folder.", "Import it first: `foresale map FILE --out mapping.json`, then `foresale import FILE --map mapping.json --out FOLDER`.");
        }

        if (!File.Exists(info))
        {
            throw new UserFaultException(path, Directory.Exists(path) ? "the folder is no dataset: it has no dataset.json." : "there is no such dataset folder.", "Write one by `foresale import FILE --map PRESET --out FOLDER`.");
        }

        Info = DatasetJson.Read(info);
        _reader = new EventReader(Info);
        var events = Path.Combine(path, DatasetFiles.Events);
        Days = Directory.Exists(events)
            ? [.. Directory.EnumerateDirectories(events, "day=*").Select(d => DateOnly.ParseExact(Path.GetFileName(d)["day=".Length..], "yyyy-MM-dd", CultureInfo.InvariantCulture)).Order()]
            : [];
    }

    /// <summary>The folder.</summary>
    public string FolderPath => _path;

    /// <inheritdoc/>
    public DatasetInfo Info { get; }

    /// <inheritdoc/>
    public IReadOnlyList<DateOnly> Days { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="UserFaultException">It is no dataset, or of another schema version.</exception>
    public static DatasetFolder Open(string path) => new(path);

    /// <summary>The name of an event whose source has none: the source and the place in it.</summary>
    public static string MadeEventId(string sourceHash, long sequence)
    {
        ArgumentNullException.ThrowIfNull(sourceHash);
        return string.Create(CultureInfo.InvariantCulture, $"{sourceHash.AsSpan(0, Math.Min(12, sourceHash.Length))}:{sequence}");
    }

    /// <inheritdoc/>
    public IEnumerable<ShopEvent> ReadDay(DateOnly day)
    {
        var folder = DatasetFiles.Day(_path, day);
        var shards = Directory.Exists(folder) ? Directory.GetFiles(folder, "shard=*.parquet").Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return shards.SelectMany(_reader.Read);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ReadUsers()
    {
        var users = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var row in Rows(DatasetFiles.Users))
        {
            users[row["user_id"]] = row.Where(c => c.Key is not "user_id").ToDictionary(StringComparer.Ordinal);
        }

        return users;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> ReadItems()
    {
        var items = new Dictionary<string, IReadOnlyList<ItemRow>>(StringComparer.Ordinal);
        foreach (var row in Rows(DatasetFiles.Items))
        {
            var from = row.TryGetValue("valid_from", out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
            var item = new ItemRow(from, row.Where(c => c.Key is not ("item_id" or "valid_from")).ToDictionary(StringComparer.Ordinal));
            if (!items.TryGetValue(row["item_id"], out var list))
            {
                items[row["item_id"]] = list = new List<ItemRow>();
            }

            ((List<ItemRow>)list).Add(item);
        }

        return items;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IdentityMerge> ReadIdentities() =>
    [
        .. Rows(DatasetFiles.Identities)
            .Select(row => new IdentityMerge(row["anonymous_id"], row["user_id"], DateTimeOffset.Parse(row["time"], CultureInfo.InvariantCulture)) { Sequence = row.TryGetValue("seq", out var seq) ? long.Parse(seq, CultureInfo.InvariantCulture) : -1 })
            .OrderBy(merge => merge.Time).ThenBy(merge => merge.Sequence),
    ];

    /// <summary>The rows of a table dataset.</summary>
    /// <exception cref="UserFaultException">The dataset holds events.</exception>
    public TableData ReadTable()
    {
        if (Info.Kind is not "table")
        {
            throw new UserFaultException(_path, "the dataset holds events, not a table.", "Import a table by a mapping of the kind \"table\".");
        }

        var columns = Info.TableColumns.Select(c => new List<string>()).ToList();
        var numbers = new List<long>();
        using var reader = new FileReader(Path.Combine(_path, DatasetFiles.Table));
        using var batches = reader.GetRecordBatchReader();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                // Datasets of before there were row numbers have none.
                if (batch.Schema.FieldsLookup.Contains(DatasetFiles.RowNumber))
                {
                    numbers.AddRange(((Int64Array)batch.Column(DatasetFiles.RowNumber, StringComparer.Ordinal)).Values);
                }

                for (var c = 0; c < columns.Count; c++)
                {
                    var array = (StringArray)batch.Column(Info.TableColumns[c].Name, StringComparer.Ordinal);
                    for (var i = 0; i < array.Length; i++)
                    {
                        columns[c].Add(array.GetString(i) ?? "");
                    }
                }
            }
        }

        return new TableData(
            [.. Info.TableColumns.Select((c, i) => new TableColumn(c.Name, c.Role, [.. columns[i]]))],
            Info.TableColumns.FirstOrDefault(c => c.Role is TableRoles.Label)?.Positive,
            Info.SourceHash)
        {
            RowNumbers = numbers.Count > 0 ? numbers : null,
        };
    }

    private List<Dictionary<string, string>> Rows(string name)
    {
        var path = Path.Combine(_path, name);
        var rows = new List<Dictionary<string, string>>();
        if (!File.Exists(path))
        {
            return rows;
        }

        using var reader = new FileReader(path);
        using var batches = reader.GetRecordBatchReader();
        while (batches.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
            {
                for (var i = 0; i < batch.Length; i++)
                {
                    var row = new Dictionary<string, string>(StringComparer.Ordinal);
                    for (var c = 0; c < batch.ColumnCount; c++)
                    {
                        if (TextOf(batch.Column(c), i) is { Length: > 0 } text)
                        {
                            row[batch.Schema.GetFieldByIndex(c).Name] = text;
                        }
                    }

                    rows.Add(row);
                }
            }
        }

        return rows;
    }

    private static string? TextOf(IArrowArray array, int index) => array switch
    {
        StringArray text => text.GetString(index),
        Int64Array number => number.GetValue(index)?.ToString(CultureInfo.InvariantCulture),
        TimestampArray time => time.GetTimestamp(index)?.ToString("O", CultureInfo.InvariantCulture),
        _ => throw new InvalidDataException($"A side table has a column of the type {array.Data.DataType.Name}."),
    };
}
