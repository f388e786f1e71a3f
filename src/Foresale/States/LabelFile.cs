using System.Globalization;
using System.IO.Hashing;
using Foresale.Events;

namespace Foresale.States;

/// <summary>Reads a label file: CSV or CSV in gzip with the columns <c>user_id[, item_id], time, label</c> and any others.</summary>
/// <remarks>
/// A time without an offset is in the shop's zone; a day alone is its midnight. Labels are 1/0, true/false or yes/no; an empty one is
/// to be scored. A further column is numeric where every value in it is a number or empty, else categorical.
/// </remarks>
public static class LabelFile
{
    private static readonly string[] s_known = ["user_id", "item_id", "time", "label"];

    /// <summary>The labels of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="zone">IANA name of the shop's time zone.</param>
    /// <exception cref="UserFaultException">The file is absent, a column is missing or doubled, or a value cannot be read.</exception>
    public static LabelSet Read(string path, string zone)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such file.", "Give the path of a label file to --labels.");
        }

        var bytes = File.ReadAllBytes(path);
        var lines = CsvLines.Read(path, bytes);
        if (lines.Count == 0)
        {
            throw new UserFaultException(path, "the file is empty.", "Give a file with the columns user_id, time and label.");
        }

        var (first, header) = lines[0];
        var (user, item, time, label) = (Column(path, first, header, "user_id", required: true), Column(path, first, header, "item_id", required: false), Column(path, first, header, "time", required: true), Column(path, first, header, "label", required: false));
        var zoneInfo = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var rows = new List<LabelRow>(lines.Count);
        foreach (var (line, cells) in lines.Skip(1))
        {
            if (cells.Length != header.Length)
            {
                throw new UserFaultException($"{path}({line})", $"there are {cells.Length} values under {header.Length} columns.", "Give every row one value a column.");
            }

            rows.Add(new LabelRow(
                cells[user],
                item < 0 || cells[item].Length == 0 ? null : cells[item],
                Time($"{path}({line},{time + 1})", cells[time], zoneInfo),
                label < 0 ? null : Label($"{path}({line},{label + 1})", cells[label])));
        }

        return new LabelSet(rows, Extra(header, lines), Convert.ToHexStringLower(XxHash128.Hash(bytes)));
    }

    private static TableColumn[] Extra(string[] header, List<(int Line, string[] Cells)> lines) =>
    [
        .. Enumerable.Range(0, header.Length).Where(column => !s_known.Contains(header[column], StringComparer.OrdinalIgnoreCase)).Select(column =>
        {
            string[] values = [.. lines.Skip(1).Select(line => line.Cells[column])];
            var numeric = Array.TrueForAll(values, value => value.Length == 0 || float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            return new TableColumn(header[column], numeric ? TableRoles.Numeric : TableRoles.Categorical, values);
        }),
    ];

    private static int Column(string path, int line, string[] header, string name, bool required)
    {
        int[] places = [.. Enumerable.Range(0, header.Length).Where(column => string.Equals(header[column], name, StringComparison.OrdinalIgnoreCase))];
        return places.Length switch
        {
            1 => places[0],
            0 when !required => -1,
            0 => throw new UserFaultException($"{path}({line})", $"there is no column '{name}'.", "Give a file with the columns user_id, time and label."),
            _ => throw new UserFaultException($"{path}({line})", $"the column '{name}' stands there {places.Length} times.", "Keep one of them."),
        };
    }

    private static DateTimeOffset Time(string place, string text, TimeZoneInfo zone)
    {
        var time = IsoTime.Read(text, zone)
            ?? throw new UserFaultException(place, $"'{text}' is no time.", "Give times as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, with an offset where they are not in the shop's zone.");
        return DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
    }

    private static bool? Label(string place, string text) => text.ToUpperInvariant() switch
    {
        "" => null,
        "1" or "TRUE" or "YES" => true,
        "0" or "FALSE" or "NO" => false,
        _ => throw new UserFaultException(place, $"'{text}' is no label.", "Use 1 or 0, true or false, yes or no; leave it empty to have it scored."),
    };
}
