using System.Globalization;
using System.Text;

namespace Foresale.Events.Guessing;

/// <summary>Finds the delimiter and the header of delimited text.</summary>
public static class DelimitedSample
{
    private const string Delimiters = ",;\t|";
    private const int Looked = 200;

    /// <summary>Splits text into a sample.</summary>
    /// <param name="name">What messages call the source.</param>
    /// <param name="text">The beginning of the file; a last line that is cut off is left out unless <paramref name="whole"/>.</param>
    /// <param name="whole">True where it is all of the file.</param>
    /// <exception cref="UserFaultException">There is no row.</exception>
    public static SourceSample Read(string name, string text, bool whole)
    {
        ArgumentNullException.ThrowIfNull(text);
        var delimiter = Delimiters.MaxBy(d => Evenness(Records(text, d, whole, Looked)));
        var records = Records(text, delimiter, whole, int.MaxValue);
        if (records.Count == 0)
        {
            throw new UserFaultException(name, "the file has no rows.", "Give a file with a header line and rows.");
        }

        var header = IsHeader(records);
        var first = records[0];
        var columns = header ? [.. first.Select((c, i) => c.Length > 0 ? c : (i + 1).ToString(CultureInfo.InvariantCulture))] : Enumerable.Range(1, first.Length).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();
        var rows = records.Skip(header ? 1 : 0).Select(r => r.Length == columns.Length ? r : Resized(r, columns.Length)).ToList();
        return rows.Count == 0
            ? throw new UserFaultException(name, "the file has a header and no rows.", "Give a file with rows.")
            : new SourceSample(name, columns, rows, delimiter, header, whole);
    }

    /// <summary>How well a delimiter splits: fields a row, times the square of the share of rows with exactly the usual number; 0 where it does not split.</summary>
    private static double Evenness(List<string[]> records)
    {
        if (records.Count == 0)
        {
            return 0;
        }

        var usual = records.GroupBy(r => r.Length).MaxBy(g => g.Count())!;
        var share = (double)usual.Count() / records.Count;
        return usual.Key < 2 ? 0 : Math.Log(usual.Key + 1) * share * share;
    }

    /// <summary>A header: words without any number, time or gap, where rows below have some; or names that are known; or words that never come again in their column.</summary>
    private static bool IsHeader(List<string[]> records)
    {
        var first = records[0];
        // A first column without a name is the row number that some tools write.
        if (first.Skip(1).Any(string.IsNullOrWhiteSpace) || first.Length < 2 || first.Distinct(StringComparer.OrdinalIgnoreCase).Count() < first.Length || first.Any(IsValue))
        {
            return false;
        }

        var below = records.Skip(1).Take(Looked).Where(r => r.Length == first.Length).ToList();
        return first.Any(n => ColumnWords.FieldOf(n) is { Certainty: >= .8 })
            || below.Any(r => r.Any(IsValue))
            || first.Select((n, i) => below.TrueForAll(r => !string.Equals(r[i], n, StringComparison.OrdinalIgnoreCase))).All(never => never);
    }

    private static bool IsValue(string cell) => cell.Length > 0 && (char.IsAsciiDigit(cell[0]) || (cell.Length > 1 && cell[0] == '-' && char.IsAsciiDigit(cell[1])));

    private static string[] Resized(string[] record, int length)
    {
        var resized = new string[length];
        for (var i = 0; i < length; i++)
        {
            resized[i] = i < record.Length ? record[i] : "";
        }

        return resized;
    }

    private static List<string[]> Records(string text, char delimiter, bool whole, int most)
    {
        var records = new List<string[]>();
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                records.Add([.. fields]);
            }

            fields.Clear();
        }

        for (var i = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0; i < text.Length && records.Count < most; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || field.Length == 0))
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (c == '\n' && !quoted)
            {
                End();
            }
            else if (c != '\r' || quoted)
            {
                field.Append(c);
            }
        }

        if (whole && records.Count < most && (field.Length > 0 || fields.Count > 0))
        {
            End();
        }

        return records;
    }
}
