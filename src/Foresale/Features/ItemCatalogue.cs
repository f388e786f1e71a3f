using Foresale.Events;

namespace Foresale.Features;

/// <summary>The item side file as of any instant: numbers and levels of the row in force, and the category and brand it names.</summary>
internal sealed class ItemCatalogue
{
    // Events are folded up to a day after they happened: what gave way to a newer row before that is never asked for again.
    private const long KeptMs = 48 * 3_600_000;

    private readonly SideEncoding _encoding;
    private Row[]?[] _rows = []; // By item, each ascending in time; null where there is none.

    /// <summary>Reads all rows once, and takes sizes from the settings.</summary>
    public ItemCatalogue(FoldSettings settings, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items)
    {
        if (settings.ItemTableSize < 8 || settings.GroupTableSize is < 8 or > 1 << 16)
        {
            throw new ArgumentException($"Item tables of {settings.ItemTableSize} and group tables of {settings.GroupTableSize} rows: give at least 8, and at most 65,536 for groups.", nameof(settings));
        }

        (Items, Categories, Brands) = (new(settings.ItemTableSize, 0), new(settings.GroupTableSize, 2), new(settings.GroupTableSize, 3));
        _encoding = new SideEncoding(settings.ItemNumeric, settings.ItemLevels, settings.ItemTexts);
        foreach (var (name, versions) in items.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            RowsOf(name) = [.. versions.OrderBy(v => v.ValidFrom).Select(RowOf)];
        }
    }

    /// <summary>Names of items; those of the side file come first.</summary>
    public CounterTable Items { get; }

    /// <summary>Names of categories.</summary>
    public CounterTable Categories { get; }

    /// <summary>Names of brands.</summary>
    public CounterTable Brands { get; }

    /// <summary>The row in force at an instant; null where the file has none.</summary>
    public Row? At(int item, long atMs)
    {
        Row? found = null;
        if (item >= 0 && item < _rows.Length)
        {
            foreach (var row in _rows[item] ?? [])
            {
                if (row.ValidFromMs > atMs)
                {
                    break;
                }

                found = row;
            }
        }

        return found;
    }

    /// <summary>Takes a newer row of an item. Rows that gave way long ago are dropped.</summary>
    /// <param name="name">The item.</param>
    /// <param name="version">The row, valid from an instant not before that of the item's other rows.</param>
    public void Put(string name, ItemRow version)
    {
        ref var rows = ref RowsOf(name);
        var row = RowOf(version);
        var known = (rows ?? []).Where(r => r.ValidFromMs < row.ValidFromMs).Append(row).ToList();
        var old = known.FindLastIndex(r => r.ValidFromMs <= row.ValidFromMs - KeptMs);
        rows = [.. known.Skip(Math.Max(0, old))];
    }

    /// <summary>Writes the rows; the names are written with the counters.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_rows.Length);
        foreach (var rows in _rows)
        {
            writer.Write7BitEncodedInt(rows?.Length ?? 0);
            foreach (var row in rows ?? [])
            {
                writer.Write(row.ValidFromMs);
                writer.Write(row.Category);
                writer.Write(row.Brand);
                writer.Write(row.Price);
                writer.WriteAll<float>(row.Values);
            }
        }
    }

    /// <summary>Gives an empty catalogue the rows of another.</summary>
    public void Load(BinaryReader reader)
    {
        _rows = new Row[]?[reader.Read7BitEncodedInt()];
        for (var item = 0; item < _rows.Length; item++)
        {
            var rows = new Row[reader.Read7BitEncodedInt()];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = new Row(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadSingle(), reader.ReadAll<float>());
            }

            _rows[item] = rows.Length == 0 ? null : rows;
        }
    }

    private ref Row[]? RowsOf(string name)
    {
        var item = Items.FindOrAdd(name);
        if (item >= _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(64, Math.Max(item + 1, _rows.Length * 2)));
        }

        return ref _rows[item];
    }

    private Row RowOf(ItemRow version) => new(
        version.ValidFrom.ToUnixTimeMilliseconds(),
        version.Values.TryGetValue("category", out var category) ? Categories.FindOrAdd(category) : -1,
        version.Values.TryGetValue("brand", out var brand) ? Brands.FindOrAdd(brand) : -1,
        SideEncoding.Number(version.Values, "price"),
        _encoding.Encode(version.Values));

    /// <summary>A row of the file.</summary>
    public sealed record Row(long ValidFromMs, int Category, int Brand, float Price, float[] Values);
}
