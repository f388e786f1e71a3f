using System.Globalization;
using System.Text.RegularExpressions;

namespace Foresale.Events.Guessing;

/// <summary>What the values of a column look like.</summary>
internal sealed partial class ColumnValues
{
    private const int MostWords = 60;
    private const int FewestWords = 8; // a handful of rows may all say another word
    private const int WordsOfSentence = 6;
    private const int LongestAmount = 64;

    public ColumnValues(string name, IEnumerable<string> cells)
    {
        Name = name;
        foreach (var cell in cells)
        {
            Rows++;
            var value = cell.Trim();
            if (value.Length > 0)
            {
                Present.Add(value);
                Counts[value] = Counts.GetValueOrDefault(value) + 1;
            }
        }

        Numbers = Present.Count(v => IsNumber(v));
        Whole = Present.Count(v => long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        Money = Present.Count(v => Is(MoneyText(), v));
        Signed = Present.Count(v => Is(MoneySign(), v));
        CommaDecimals = Present.Count(v => Is(CommaDecimal(), v));
        PointDecimals = Present.Count(v => Is(PointDecimal(), v));
        Hexadecimal = Present.Count(v => Is(HexName(), v));
        Time = Present.Count == 0 ? null : TimeGuess.Of(Present, ColumnWords.FieldOf(name) is { Field: "time" or "received_at" });
    }

    public string Name { get; }

    public int Rows { get; private set; }

    public List<string> Present { get; } = [];

    public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public int Numbers { get; }

    public int Whole { get; }

    public int Money { get; }

    /// <summary>Amounts with a sign or a code of money.</summary>
    public int Signed { get; }

    public int CommaDecimals { get; }

    public int PointDecimals { get; }

    public int Hexadecimal { get; }

    /// <summary>True where the values are mostly sentences.</summary>
    public bool IsText => Present.Count(v => v.AsSpan().Count(' ') + 1 >= WordsOfSentence) > Present.Count / 2;

    public TimeGuess? Time { get; }

    public int Distinct => Counts.Count;

    public bool IsNumeric => Present.Count > 0 && Numbers == Present.Count;

    public bool IsMoney => Present.Count > 0 && Money >= .95 * Present.Count;

    public bool IsUnique => Present.Count > 1 && Distinct == Present.Count;

    public bool HasFewWords => Distinct is >= 1 and <= MostWords && Distinct <= Math.Max(FewestWords, Present.Count / 2);

    private static bool Is(Regex pattern, string value) => value.Length <= LongestAmount && pattern.IsMatch(value);

    /// <summary>True for a number as files of either decimal mark write it.</summary>
    private static bool IsNumber(string value) => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || Is(CommaDecimal(), value);

    // 12,50 €   $1,234.50   CHF 12.5   1.234,50 EUR   12
    [GeneratedRegex(@"^\s*[^\d\s.,\-]{0,3}\s*-?\d[\d.,'\u00A0\u202F ]*\s*[^\d\s.,\-]{0,3}\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MoneyText();

    [GeneratedRegex(@"[€$£¥₽￥元]|\b(EUR|USD|GBP|CHF|CNY|RUB|JPY|PLN|SEK)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MoneySign();

    // A comma before one, two or four and more last digits, or after a point for thousands.
    [GeneratedRegex(@"^[^\d]*-?(\d+|\d{1,3}(\.\d{3})+),(\d{1,2}|\d{4,})[^\d]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommaDecimal();

    [GeneratedRegex(@"^[^\d]*-?(\d+|\d{1,3}(,\d{3})+)\.\d+[^\d]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PointDecimal();

    [GeneratedRegex(@"^([0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?=.*[a-fA-F])(?=.*\d)[0-9a-fA-F]{12,64})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HexName();
}
