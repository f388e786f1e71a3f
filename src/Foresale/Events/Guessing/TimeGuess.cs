using System.Globalization;

namespace Foresale.Events.Guessing;

/// <summary>How the times of a column are written.</summary>
/// <param name="Format">As <see cref="TimeMapping.Format"/>.</param>
/// <param name="Share">Share of the values that it reads, 0..1.</param>
/// <param name="HasOffset">True where the values carry their zone.</param>
/// <param name="Doubt">What could not be decided; null for nothing.</param>
/// <param name="Clock">True for a clock without a date.</param>
public sealed record TimeGuess(string Format, double Share, bool HasOffset, string? Doubt = null, bool Clock = false)
{
    private const double FewestRead = .9;
    private const int Looked = 2000;

    private static readonly string[] s_dates =
    [
        "yyyy-MM-dd", "yyyy-M-d", "yyyy/MM/dd", "yyyy/M/d", "yyyy.MM.dd", "yyyyMMdd", "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy", "dd MMM yyyy", "d MMM yyyy", "MMM d, yyyy", "dd-MMM-yyyy",
        "dd/MM/yyyy", "d/M/yyyy", "MM/dd/yyyy", "M/d/yyyy", "dd-MM-yyyy", "d-M-yyyy", "MM-dd-yyyy", "M-d-yyyy", "dd/MM/yy", "MM/dd/yy", "yyyy'年'MM'月'dd'日'", "yyyy'年'M'月'd'日'",
        "d.M.", "d.M", "M-d", "d-M", "M/d", "d/M",
    ];

    private static readonly string[] s_clocks =
    [
        "", " HH:mm:ss", " HH:mm", " H:mm:ss", " H:mm", " HH:mm:ss.fff", " HH:mm:ss.ffffff", "THH:mm:ss", "THH:mm", "THH:mm:ss.fff", ", HH:mm:ss", ", HH:mm", " - HH:mm", " hh:mm:ss tt", " h:mm:ss tt", " hh:mm tt", " h:mm tt", "HHmmss",
    ];

    private static readonly string[] s_offsets = ["", "zzz", " zzz", "K"];
    private static readonly string[] s_clocksAlone = ["HH:mm:ss", "HH:mm", "H:mm:ss", "H:mm", "HH:mm:ss.fff"];

    /// <summary>The format that reads nearly all values; null where none does.</summary>
    /// <param name="values">Values that are present.</param>
    /// <param name="named">True where the column's name speaks of time: a bare number is one only then.</param>
    public static TimeGuess? Of(IReadOnlyList<string> values, bool named)
    {
        ArgumentNullException.ThrowIfNull(values);
        var looked = values.Count <= Looked ? values : [.. Enumerable.Range(0, Looked).Select(i => values[(int)((long)i * values.Count / Looked)])];
        if (looked.Count == 0)
        {
            return null;
        }

        return Unix(looked, named) ?? Iso(looked) ?? Pattern(looked) ?? ClockAlone(looked);
    }

    private static TimeGuess? Unix(IReadOnlyList<string> values, bool named)
    {
        var numbers = values.Select(v => double.TryParse(v, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var n) ? n : double.NaN).ToList();
        // From 2001 to 2100; without a name that speaks of time the numbers must also lie within five years of each other, which ids seldom do.
        foreach (var (format, scale) in new[] { ("unix_s", 1d), ("unix_ms", 1e3), ("unix_us", 1e6) })
        {
            var share = numbers.Count(n => n / scale is >= 978_307_200 and < 4_102_444_800) / (double)numbers.Count;
            if (share >= FewestRead && (named || (numbers.Max() - numbers.Min()) / scale < 5 * 366 * 86_400.0))
            {
                return new TimeGuess(format, share, HasOffset: true);
            }
        }

        return null;
    }

    private static TimeGuess? Iso(IReadOnlyList<string> values)
    {
        var (read, offsets, clocks) = (0, 0, 0);
        foreach (var value in values)
        {
            if (value.Length < 10 || !char.IsAsciiDigit(value[3]) || value[4] != '-' || value[7] != '-'
                || !DateTimeOffset.TryParse(value.Replace(" UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
            {
                continue;
            }

            read++;
            clocks += value.Length > 10 ? 1 : 0;
            offsets += value.Length > 16 && (value[^1] is 'Z' or 'z' || value.EndsWith("UTC", StringComparison.Ordinal) || value.AsSpan(11).IndexOfAny('+', '-') >= 0) ? 1 : 0;
        }

        var share = (double)read / values.Count;
        return share < FewestRead || clocks < read ? null : new TimeGuess(TimeMapping.Iso, share, offsets == read, offsets > 0 && offsets < read ? "some times carry a zone and some do not" : null);
    }

    private static TimeGuess? Pattern(IReadOnlyList<string> values)
    {
        var fits = new List<(string Format, string Date, double Share)>();
        foreach (var date in s_dates)
        {
            foreach (var clock in s_clocks)
            {
                foreach (var offset in s_offsets)
                {
                    if ((clock.Length == 0 && offset.Length > 0) || (clock is "HHmmss" && date is not "yyyyMMdd"))
                    {
                        continue;
                    }

                    var format = date + clock + offset;
                    if (Reads(values[0], format) + Reads(values[^1], format) + Reads(values[values.Count / 2], format) < 2)
                    {
                        continue; // three values rule out nearly every format
                    }

                    fits.Add((format, date, values.Sum(v => Reads(v, format)) / (double)values.Count));
                }
            }
        }

        // The sort is stable: of formats that read as many, the one that stands first.
        var best = fits.OrderByDescending(f => f.Share).FirstOrDefault();
        if (best.Share < FewestRead)
        {
            return null;
        }

        var rival = fits.Find(f => f.Share >= best.Share && DayFirst(f.Date) is { } r && DayFirst(best.Date) is { } b && r != b && f.Format.Length == best.Format.Length);
        var offsetIn = best.Format.AsSpan().IndexOfAny('z', 'K') >= 0;
        if (rival.Format is null)
        {
            return new TimeGuess(best.Format, best.Share, offsetIn);
        }

        // Both orders of day and month read all: a log lies together in time, so the reading that spans less is likelier.
        var (own, other) = (Span(values, best.Format), Span(values, rival.Format));
        var chosen = other < own ? rival.Format : best.Format;
        return new TimeGuess(chosen, best.Share, offsetIn, $"no day above 12 tells '{best.Format}' from '{rival.Format}'; taken as '{chosen}', which spans less time");
    }

    private static TimeGuess? ClockAlone(IReadOnlyList<string> values)
    {
        var (format, share) = s_clocksAlone.Select(f => (Format: f, Share: values.Sum(v => Reads(v, f)) / (double)values.Count)).MaxBy(f => f.Share);
        return share < FewestRead ? null : new TimeGuess(format, share, HasOffset: false, Clock: true);
    }

    private static bool? DayFirst(string date) => (date.IndexOf('d', StringComparison.Ordinal), date.IndexOf('M', StringComparison.Ordinal)) switch
    {
        _ when date.StartsWith('y') || date.Contains("MMM", StringComparison.Ordinal) || date.Contains('.', StringComparison.Ordinal) => null,
        var (day, month) => day < month,
    };

    private static TimeSpan Span(IReadOnlyList<string> values, string format)
    {
        var times = values.Select(v => Parse(v, format)).OfType<DateTime>().ToList();
        return times.Max() - times.Min();
    }

    private static int Reads(string value, string format) => Parse(value, format) is { Year: >= 1990 and < 2100 } ? 1 : 0;

    // A date without a year is read in a leap year, and one without a clock must have the length of its pattern's longest form at most.
    private static DateTime? Parse(string value, string format)
    {
        var dated = format.Contains('y', StringComparison.Ordinal);
        var clock = !dated && format[0] is 'H';
        var text = dated || clock ? value : value + " 2024";
        var pattern = dated || clock ? format : format + " yyyy";
        return DateTime.TryParseExact(clock ? "2024-01-01 " + text : text, clock ? "yyyy-MM-dd " + pattern : pattern, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }
}
