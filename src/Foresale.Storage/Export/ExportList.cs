namespace Foresale.Storage.Export;

/// <summary>The dataset folders that a server's log was exported to, in its data folder: an erasure has to reach them.</summary>
public static class ExportList
{
    private const string Name = "exports.txt";

    /// <summary>Adds a folder.</summary>
    public static void Add(string data, string folder)
    {
        var full = Path.GetFullPath(folder);
        if (!Read(data).Contains(full, StringComparer.Ordinal))
        {
            File.AppendAllText(Path.Combine(data, Name), full + "\n");
        }
    }

    /// <summary>All of them that are still there.</summary>
    public static IReadOnlyList<string> Read(string data)
    {
        var path = Path.Combine(data, Name);
        return File.Exists(path) ? [.. File.ReadAllLines(path).Where(folder => File.Exists(Path.Combine(folder, DatasetFiles.Info))).Distinct(StringComparer.Ordinal)] : [];
    }
}
