using System.Globalization;

namespace Foresale.Events.Guessing;

/// <summary>Reads rows of a sample by a mapping, to show what import will make of them.</summary>
public sealed class RowReading
{
    private const string Unread = "?";
    private const int MostShown = 11; // of a table's columns, beside its label
    private readonly List<(string Field, int Column)> _columns;
    private readonly SourceSample _sample;
    private readonly Mapping _mapping;

    /// <summary>Prepares to read.</summary>
    public RowReading(SourceSample sample, Mapping mapping)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(mapping);
        (_sample, _mapping) = (sample, mapping);
        _columns = mapping.Kind is MappingKind.Table
            ? [.. sample.Columns.Select((c, i) => (Field: c, Column: i)).Where(c => mapping.Table.GetValueOrDefault(c.Field)?.Role is not (null or TableRoles.Ignore or TableRoles.Label)).Take(MostShown),
                .. sample.Columns.Select((c, i) => (Field: c, Column: i)).Where(c => mapping.Table.GetValueOrDefault(c.Field)?.Role is TableRoles.Label)]
            : [.. sample.Columns.Select((c, i) => (Field: mapping.Columns.GetValueOrDefault(c, ""), Column: i)).Where(c => c.Field.Length > 0)];
        if (mapping.Select.TryGetValue("time", out var expression))
        {
            // The only expression that a guess writes: a date and its clock in two columns.
            var parts = expression.Split(" || ' ' || ").Select(p => p.Trim('"')).ToList();
            _columns.Insert(0, ("time", sample.Columns.ToList().IndexOf(parts[0])));
            Clock = sample.Columns.ToList().IndexOf(parts[^1]);
        }
    }

    /// <summary>The fields shown, in the order of the source.</summary>
    public IReadOnlyList<string> Fields => [.. _columns.Select(c => c.Field)];

    private int? Clock { get; }

    /// <summary>The cells of a row as they are read; <c>?</c> where one cannot be.</summary>
    public IReadOnlyList<string> Read(string[] row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. _columns.Select(c => _mapping.Kind is MappingKind.Table ? row[c.Column] : Read(c.Field, row[c.Column].Trim(), row))];
    }

    private string Read(string field, string cell, string[] row) => cell.Length == 0 ? "" : field switch
    {
        "behavior" => _mapping.Behaviors.TryGetValue(cell, out var behavior) || Behaviors.TryParse(cell, out behavior) ? behavior.Word() : "(left out)",
        "time" => Time(Clock is { } clock ? $"{cell} {row[clock].Trim()}" : cell),
        "price" => Price(cell),
        _ => cell,
    };

    private string Price(string cell)
    {
        var digits = string.Concat(cell.Where(c => char.IsAsciiDigit(c) || c == '-' || c == _mapping.DecimalMark[0])).Replace(',', '.');
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var price) ? price.ToString("0.00##", CultureInfo.InvariantCulture) : Unread;
    }

    private string Time(string cell)
    {
        var format = _mapping.Time.Format;
        if (_mapping.Time.IsUnix)
        {
            var perSecond = format switch { "unix_s" => 1m, "unix_ms" => 1e3m, _ => 1e6m };
            return decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
                ? DateTimeOffset.UnixEpoch.AddMilliseconds((double)(count / perSecond * 1000)).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
                : Unread;
        }

        if (format is TimeMapping.Iso)
        {
            return DateTimeOffset.TryParse(cell, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var iso)
                ? iso.ToString(_sample.TypedTimes is null && _mapping.Time.Zone is null && cell.Length > 19 ? "yyyy-MM-dd HH:mm:ss zzz" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                : Unread;
        }

        var (text, pattern) = _mapping.Time.Year is { } year ? ($"{cell} {year.ToString(CultureInfo.InvariantCulture)}", format + " yyyy") : (cell, format);
        return DateTime.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToString(_mapping.Time.IsDayResolution ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : Unread;
    }
}
