namespace Foresale.Events;

/// <summary>An items file read without an import: <c>item_id</c> and any other columns.</summary>
public static class ItemsFile
{
    /// <summary>Columns by item.</summary>
    /// <param name="path">A CSV file, <c>.gz</c> or not.</param>
    /// <exception cref="UserFaultException">The file is absent, has no item_id or a column twice, a row has another number of values, or an item stands there twice.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such items file.", "Give a CSV file with the columns item_id and stock.");
        }

        var lines = CsvLines.Read(path, File.ReadAllBytes(path));
        var (first, header) = lines.Count == 0 ? (1, []) : lines[0];
        var key = Array.IndexOf(header, "item_id");
        if (key < 0)
        {
            throw new UserFaultException($"{path}({first})", "there is no column 'item_id'.", "Give a CSV file with the columns item_id and stock.");
        }

        if (header.GroupBy(c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new UserFaultException($"{path}({first})", $"the column '{twice.Key}' stands there {twice.Count()} times.", "Keep one of them.");
        }

        var items = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (line, cells) in lines.Skip(1))
        {
            if (cells.Length != header.Length)
            {
                throw new UserFaultException($"{path}({line})", $"there are {cells.Length} values under {header.Length} columns.", "Give every row one value a column.");
            }

            if (items.ContainsKey(cells[key]))
            {
                throw new UserFaultException($"{path}({line})", $"the item '{cells[key]}' stands there twice.", "Give each item one row.");
            }

            items[cells[key]] = Enumerable.Range(0, cells.Length).Where(c => c != key).ToDictionary(c => header[c], c => cells[c], StringComparer.Ordinal);
        }

        return items;
    }
}
