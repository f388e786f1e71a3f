using System.Text;

namespace Foresale.Events;

/// <summary>Small CSV files that are read whole: label files and items files.</summary>
internal static class CsvLines
{
    /// <summary>Number, from 1, and trimmed cells of each line that is not empty. Line breaks inside values are not read.</summary>
    /// <param name="path">Name of the file; <c>.gz</c> is unpacked.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="UserFaultException">The .gz breaks off.</exception>
    public static List<(int Line, string[] Cells)> Read(string path, byte[] bytes)
    {
        var memory = new MemoryStream(bytes);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new WholeGzipStream(memory) : memory, Encoding.UTF8);
        var lines = new List<(int, string[])>();
        try
        {
            for (var line = 1; reader.ReadLine() is { } text; line++)
            {
                if (text.Length > 0)
                {
                    lines.Add((line, [.. Csv.Fields(text).Select(cell => cell.Trim())]));
                }
            }
        }
        catch (InvalidDataException fault)
        {
            throw new UserFaultException($"{path}: the .gz breaks off or is damaged. Copy it again; `gzip -t` tests it.", fault);
        }

        return lines;
    }
}
