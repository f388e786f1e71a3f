using System.Text;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>How a source file is written.</summary>
internal enum SourceFormat
{
    /// <summary>Delimited text.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>Parquet.</summary>
    Parquet,
}

/// <summary>A source file that has been looked at: it exists, is not empty, is UTF-8 by its first bytes, and its header is known.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Compressed">True for .gz.</param>
/// <param name="Delimiter">Of delimited text.</param>
/// <param name="Columns">Names of delimited text's columns: its header, or 1, 2, ... without one; of a query's; empty for the other formats.</param>
internal sealed record SourceFile(string Path, SourceFormat Format, bool Compressed, char Delimiter, IReadOnlyList<string> Columns)
{
    private const int Sample = 1 << 20;

    /// <summary>What messages call it.</summary>
    public string Name => Title ?? System.IO.Path.GetFileName(Path);

    /// <summary>Name of a source that is no file of the user's; null for one that is.</summary>
    public string? Title { get; init; }

    /// <summary>What is known of the rows of a query; null for a file of the user's.</summary>
    public QueryRows? Query { get; init; }

    /// <summary>Looks at a file.</summary>
    /// <exception cref="UserFaultException">It cannot be a source.</exception>
    public static SourceFile Open(string path, Mapping mapping)
    {
        var full = System.IO.Path.GetFullPath(path);
        var name = System.IO.Path.GetFileName(full);
        if (Directory.Exists(full))
        {
            throw new UserFaultException(path, "this is a folder.", "Give its files, such as folder/*.csv.");
        }

        if (!File.Exists(full))
        {
            throw new UserFaultException(path, "there is no such file.", "Check the path.");
        }

        if (new FileInfo(full).Length == 0)
        {
            throw new UserFaultException(name, "the file is empty.", "Give a file with rows.");
        }

        var compressed = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var plain = compressed ? name[..^3] : name;
        var format = System.IO.Path.GetExtension(plain).ToUpperInvariant() switch
        {
            ".PARQUET" or ".PQ" => SourceFormat.Parquet,
            ".JSONL" or ".NDJSON" or ".JSON" => SourceFormat.JsonLines,
            _ => SourceFormat.Text,
        };
        if (format is SourceFormat.Parquet)
        {
            return new SourceFile(full, format, compressed, ',', []);
        }

        var head = Head(full, compressed, name);
        CheckEncoding(head, name);
        return format is SourceFormat.JsonLines
            ? new SourceFile(full, format, compressed, ',', [])
            : WithHeader(new SourceFile(full, format, compressed, ',', []), head, mapping);
    }

    /// <summary>Opens the bytes of the file, unpacked.</summary>
    /// <exception cref="InvalidDataException">While it is read: the .gz is none, or breaks off; see <see cref="Damaged"/>.</exception>
    public Stream OpenRead() => WholeGzipStream.OpenRead(Path);

    /// <summary>A .gz that cannot be unpacked to its end.</summary>
    public static UserFaultException Damaged(string name) => new(name, "the .gz breaks off or is damaged.", "Copy it again; `gzip -t` tests it.");

    private static byte[] Head(string full, bool compressed, string name)
    {
        using var stream = new SourceFile(full, SourceFormat.Text, compressed, ',', []).OpenRead();
        var head = new byte[Sample];
        try
        {
            var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            return length == 0 ? throw new UserFaultException(name, "the file is empty.", "Give a file with rows.") : head[..length];
        }
        catch (InvalidDataException)
        {
            throw Damaged(name);
        }
    }

    private static void CheckEncoding(ReadOnlySpan<byte> head, string name)
    {
        var wide = head.StartsWith("\u00FF\u00FE"u8) || head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || head[..Math.Min(head.Length, 4096)].Contains((byte)0);
        if (wide)
        {
            throw new UserFaultException(name, "the file is UTF-16, or not text.", "Save it as UTF-8, such as by `iconv -f UTF-16 -t UTF-8`.");
        }

        if (IsOfAnotherEncoding(head))
        {
            throw new UserFaultException(name, "the file is not UTF-8 (spreadsheets in the west of Europe write Windows-1252).", "Save it as UTF-8, such as by `iconv -f WINDOWS-1252 -t UTF-8`.");
        }
    }

    // A broken line or two go to quarantine; a first line that is not UTF-8, or many letters beyond ASCII and none of them UTF-8, are another encoding.
    private static bool IsOfAnotherEncoding(ReadOnlySpan<byte> head)
    {
        const int Enough = 3;
        var (isFirst, wrong) = (true, 0);
        for (var end = head.IndexOf((byte)'\n'); end >= 0; end = head.IndexOf((byte)'\n'))
        {
            var line = head[..end];
            head = head[(end + 1)..];
            if (!System.Text.Ascii.IsValid(line))
            {
                if (System.Text.Unicode.Utf8.IsValid(line))
                {
                    return false;
                }

                wrong += isFirst ? Enough : 1;
            }

            isFirst = false;
        }

        return wrong >= Enough;
    }

    private static SourceFile WithHeader(SourceFile file, ReadOnlySpan<byte> head, Mapping mapping)
    {
        if (head is [0xEF, 0xBB, 0xBF, ..])
        {
            head = head[3..];
        }

        var record = TextRecords.First(head);
        var line = Encoding.UTF8.GetString(record);
        if (line.AsSpan().Trim().IsEmpty)
        {
            throw new UserFaultException($"{file.Name}(1,1)", "the first line is empty.", "Begin the file with its column names.");
        }

        if (line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && line.Length is 5)
        {
            throw new UserFaultException($"{file.Name}(1,1)", $"the first line, '{line}', is a note to Excel and no header.", $"Take it out, such as by `tail -n +2 {file.Name} > clean.csv`.");
        }

        var delimiter = mapping.Delimiter?[0] ?? Delimiters(line, file.Name);
        // A column without a name, such as the row number that some tools write, is called by its place.
        List<string> names = [.. Csv.Fields(line, delimiter).Select((n, i) => n.Length > 0 ? n : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))];
        if (!mapping.Header)
        {
            return file with { Delimiter = delimiter, Columns = [.. Enumerable.Range(1, names.Count).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))] };
        }

        var doubled = names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (doubled is not null)
        {
            throw new UserFaultException($"{file.Name}(1)", $"the column '{doubled.Key}' stands there {doubled.Count()} times.", "Give each column its own name.");
        }

        if (head.Length == record.Length || head[record.Length..].Trim("\r\n "u8).IsEmpty)
        {
            throw new UserFaultException(file.Name, "the file has a header and no rows.", "Give a file with rows.");
        }

        return file with { Delimiter = delimiter, Columns = names };
    }

    private static char Delimiters(string line, string name)
    {
        if (name.Contains(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            return '\t';
        }

        return ",;\t|".MaxBy(d => line.Count(c => c == d));
    }
}
