namespace Foresale.Events;

/// <summary>An items file read without an import: <c>item_id</c> and any other columns.</summary>
public static class ItemsFile
{
    /// <summary>Columns by item; of several rows of an item the last one holds.</summary>
    /// <param name="path">A CSV file, <c>.gz</c> or not.</param>
    /// <exception cref="UserFaultException">The file is absent, has no item_id, or a row has another number of values.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such items file.", "Give a CSV file with the columns item_id and stock.");
        }

        var lines = CsvLines.Read(path, File.ReadAllBytes(path));
        var key = lines.Count == 0 ? -1 : Array.IndexOf(lines[0], "item_id");
        if (key < 0)
        {
            throw new UserFaultException($"{path}(1)", "there is no column 'item_id'.", "Give a CSV file with the columns item_id and stock.");
        }

        var items = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        for (var line = 1; line < lines.Count; line++)
        {
            var cells = lines[line];
            if (cells.Length != lines[0].Length)
            {
                throw new UserFaultException($"{path}({line + 1})", $"there are {cells.Length} values under {lines[0].Length} columns.", "Give every row one value a column.");
            }

            if (items.ContainsKey(cells[key]))
            {
                throw new UserFaultException($"{path}({line + 1})", $"the item '{cells[key]}' stands there twice.", "Give each item one row.");
            }

            items[cells[key]] = Enumerable.Range(0, cells.Length).Where(c => c != key).ToDictionary(c => lines[0][c], c => cells[c], StringComparer.Ordinal);
        }

        return items;
    }
}
