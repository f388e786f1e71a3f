using System.Text;

namespace Foresale.Events;

/// <summary>Small CSV files that are read whole: label files and items files.</summary>
internal static class CsvLines
{
    /// <summary>Cells of each line that is not empty.</summary>
    /// <param name="path">Name of the file; <c>.gz</c> is unpacked.</param>
    /// <param name="bytes">Its content.</param>
    /// <exception cref="UserFaultException">The .gz breaks off.</exception>
    public static List<string[]> Read(string path, byte[] bytes)
    {
        var memory = new MemoryStream(bytes);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new WholeGzipStream(memory) : memory, Encoding.UTF8);
        var lines = new List<string[]>();
        try
        {
            while (reader.ReadLine() is { } line)
            {
                if (line.Length > 0)
                {
                    lines.Add(Cells(line));
                }
            }
        }
        catch (InvalidDataException fault)
        {
            throw new UserFaultException($"{path}: the .gz breaks off or is damaged. Copy it again; `gzip -t` tests it.", fault);
        }

        return lines;
    }

    // A value in double quotes may hold commas, and a doubled quote stands for one; line breaks inside values are not read.
    private static string[] Cells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString().Trim());
        return [.. cells];
    }
}
