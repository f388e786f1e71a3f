using System.Text;

namespace Foresale.Events;

/// <summary>Fields of delimited text: a field in double quotes may hold the delimiter, and a doubled quote in it stands for one.</summary>
public static class Csv
{
    /// <summary>A field as a file with commas holds it: in quotes where it has a comma, a quote or a line end. Null gives an empty field.</summary>
    public static string Quote(string? field) => field is null ? ""
        : field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The fields of a record, unquoted; at least one.</summary>
    /// <param name="record">Without its line end.</param>
    /// <param name="delimiter">Between fields.</param>
    public static string[] Fields(string record, char delimiter = ',')
    {
        ArgumentNullException.ThrowIfNull(record);
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (c == '"' && quoted && i + 1 < record.Length && record[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return [.. fields];
    }

    /// <summary>Where a field begins in its record: the column that editors count, from 1.</summary>
    /// <param name="record">The record.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="field">Its place among the fields, from 0.</param>
    public static int ColumnOf(string record, char delimiter, int field)
    {
        ArgumentNullException.ThrowIfNull(record);
        var quoted = false;
        for (var i = 0; i < record.Length && field > 0; i++)
        {
            quoted ^= record[i] == '"';
            if (record[i] == delimiter && !quoted && --field == 0)
            {
                return i + 2;
            }
        }

        return 1;
    }
}
