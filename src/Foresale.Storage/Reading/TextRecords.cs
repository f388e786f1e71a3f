using System.Text;

namespace Foresale.Storage.Reading;

/// <summary>
/// Finds records of delimited text in the bytes of a file, with quotes and newlines inside fields: it tells the line and the
/// raw text of faulty rows, which DuckDB's reader does not keep. Only files with faulty rows are gone over a second time.
/// </summary>
internal static class TextRecords
{
    /// <summary>The first record, without its line end.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == (byte)'"';
            if (!quoted && text[i] is (byte)'\n' or (byte)'\r')
            {
                return text[..i];
            }
        }

        return text;
    }

    /// <summary>Line (from 1) and text of wanted records.</summary>
    /// <param name="file">Delimited text, or JSON Lines, where a record is a line.</param>
    /// <param name="wanted">Indices of records from 0, the header being record 0 where there is one. Empty lines are none.</param>
    public static Dictionary<long, (long Line, string Raw)> Locate(SourceFile file, IReadOnlySet<long> wanted)
    {
        var found = new Dictionary<long, (long Line, string Raw)>();
        foreach (var (record, line, raw) in Records(file))
        {
            if (wanted.Contains(record))
            {
                found[record] = (line, Encoding.UTF8.GetString(raw.GetBuffer(), 0, (int)raw.Length).TrimEnd('\r').TrimStart('\uFEFF'));
                if (found.Count == wanted.Count)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>The record that holds a line, as <see cref="Locate"/> counts them.</summary>
    public static long RecordAt(SourceFile file, long line) => Records(file).TakeWhile(r => r.Line <= line).Last().Record;

    // The bytes of a record live until the next one. Quotes are read as DuckDB reads them: those within a field open nothing.
    private static IEnumerable<(long Record, long Line, MemoryStream Raw)> Records(SourceFile file)
    {
        using var stream = new BufferedStream(file.OpenRead(), 1 << 20);
        var raw = new MemoryStream();
        var (quotes, quoted, before, line, start, record) = (file.Format is SourceFormat.Text, false, (int)'\n', 1L, 1L, 0L);
        for (int value; ; before = value)
        {
            value = stream.ReadByte();
            if (value is -1 || (value == '\n' && !quoted))
            {
                if (raw.Length > 0)
                {
                    yield return (record++, start, raw);
                }

                raw.SetLength(0);
                start = ++line;
                if (value is -1)
                {
                    break;
                }

                continue;
            }

            // The second of two quotes opens the field again.
            quoted = quoted ? value != '"' : quotes && value == '"' && (before is '"' or '\n' or '\r' || before == file.Delimiter);
            line += value == '\n' ? 1 : 0;
            if (value != '\r' || quoted)
            {
                raw.WriteByte((byte)value);
            }
        }
    }
}
