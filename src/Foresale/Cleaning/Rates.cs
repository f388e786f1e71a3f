using System.Globalization;
using Foresale.Events;

namespace Foresale.Cleaning;

/// <summary>Dated exchange rates: what one unit of a currency is worth in the base, which is the currency whose rates are all 1.</summary>
public sealed class Rates
{
    private readonly Dictionary<string, SortedList<int, decimal>> _rates = new(StringComparer.Ordinal);
    private readonly string _file;

    private Rates(string file) => _file = file;

    /// <summary>ISO 4217 code that prices are converted to.</summary>
    public string Base { get; private set; } = "";

    /// <summary>Reads a file of <c>date,currency,rate</c> with that header; dates as <c>yyyy-MM-dd</c>.</summary>
    /// <exception cref="UserFaultException">A line is no rate, or there is not exactly one base.</exception>
    public static Rates Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path)
            ? Parse(File.ReadLines(path), Path.GetFileName(path))
            : throw new UserFaultException(path, "there is no such rates file.", "Give the path of a file with date,currency,rate.");
    }

    /// <summary>Reads rates from lines.</summary>
    /// <param name="lines">The header, then one rate a line.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="UserFaultException">A line is no rate, or there is not exactly one base.</exception>
    public static Rates Parse(IEnumerable<string> lines, string file)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var rates = new Rates(file);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (number == 1 || line.Length == 0)
            {
                continue;
            }

            var cells = line.Split(',', StringSplitOptions.TrimEntries);
            if (cells.Length != 3
                || !DateOnly.TryParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                || !decimal.TryParse(cells[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                || rate <= 0)
            {
                throw new UserFaultException($"{file}({number.ToString(CultureInfo.InvariantCulture)})", $"'{line}' is no rate.", "Write date,currency,rate such as 2024-05-01,USD,0.93.");
            }

            if (!rates._rates.TryGetValue(cells[1], out var dated))
            {
                rates._rates[cells[1]] = dated = [];
            }

            dated[date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber] = rate;
        }

        var bases = rates._rates.Where(r => r.Value.Values.All(v => v == 1m)).Select(r => r.Key).ToList();
        rates.Base = bases.Count == 1 ? bases[0] : throw new UserFaultException(file, $"{bases.Count} currencies have the rate 1 throughout.", "Give exactly one, to which the others are converted.");
        return rates;
    }

    /// <summary>The rate of the latest date on or before a day.</summary>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="day">Days since 1970.</param>
    /// <exception cref="UserFaultException">There is none.</exception>
    public decimal On(string currency, int day)
    {
        if (_rates.TryGetValue(currency, out var dated))
        {
            for (var (low, high, found) = (0, dated.Count - 1, -1); ;)
            {
                if (low > high)
                {
                    if (found < 0)
                    {
                        break;
                    }

                    return dated.Values[found];
                }

                var middle = (low + high) / 2;
                (low, high, found) = dated.Keys[middle] <= day ? (middle + 1, high, middle) : (low, middle - 1, found);
            }
        }

        var date = DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        throw new UserFaultException(_file, $"there is no rate of {currency} on or before {date}.", "Add one.");
    }
}
