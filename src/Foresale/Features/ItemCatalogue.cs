using Foresale.Events;

namespace Foresale.Features;

/// <summary>The item side file as of any instant: numbers and levels of the row in force, and the category and brand it names.</summary>
internal sealed class ItemCatalogue
{
    private readonly Row[][] _rows;

    /// <summary>Reads all rows once, and takes sizes from the settings.</summary>
    public ItemCatalogue(FoldSettings settings, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items)
    {
        if (settings.ItemTableSize < 8 || settings.GroupTableSize is < 8 or > 1 << 16)
        {
            throw new ArgumentException($"Item tables of {settings.ItemTableSize} and group tables of {settings.GroupTableSize} rows: give at least 8, and at most 65,536 for groups.", nameof(settings));
        }

        (Items, Categories, Brands) = (new(settings.ItemTableSize, 0), new(settings.GroupTableSize, 2), new(settings.GroupTableSize, 3));
        var encoding = new SideEncoding(settings.ItemNumeric, settings.ItemLevels, settings.ItemTexts);
        var rows = new List<Row[]>(items.Count);
        foreach (var (name, versions) in items.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            Items.FindOrAdd(name); // Entry n is the n-th item of the file.
            rows.Add([.. versions.OrderBy(v => v.ValidFrom).Select(v => new Row(
                v.ValidFrom.ToUnixTimeMilliseconds(),
                v.Values.TryGetValue("category", out var category) ? Categories.FindOrAdd(category) : -1,
                v.Values.TryGetValue("brand", out var brand) ? Brands.FindOrAdd(brand) : -1,
                SideEncoding.Number(v.Values, "price"),
                encoding.Encode(v.Values)))]);
        }

        _rows = [.. rows];
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
            foreach (var row in _rows[item])
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

    /// <summary>A row of the file.</summary>
    public sealed record Row(long ValidFromMs, int Category, int Brand, float Price, float[] Values);
}
