using System.Globalization;
using Foresale.Events;

namespace Foresale.Storage.Reading;

/// <summary>Pieces of SQL that depend on a mapping.</summary>
internal static class Sql
{
    /// <summary>A text as SQL.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name as SQL.</summary>
    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A number as SQL.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The query of an embedded file.</summary>
    public static string Query(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"Foresale.Storage.Queries.{name}.sql")
            ?? throw new ArgumentException($"There is no query {name}.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Microseconds since 1970 in UTC of a time as the mapping writes it; null where it is none.</summary>
    /// <param name="text">Expression of the text.</param>
    /// <param name="type">The source's type: text, or one of Parquet's.</param>
    /// <param name="time">How times are written.</param>
    /// <param name="zone">Zone of times without an offset; null where none is known: such times then give null.</param>
    public static string Microseconds(string text, string type, TimeMapping time, ZoneOffsets? zone)
    {
        string Local(string timestamp) => zone is null ? "CAST(NULL AS BIGINT)" : zone.ToUtc($"epoch_us({timestamp})");
        if (type.StartsWith("TIMESTAMP WITH TIME ZONE", StringComparison.Ordinal))
        {
            return $"epoch_us({text})";
        }

        if (type.StartsWith("TIMESTAMP", StringComparison.Ordinal) || type is "DATE")
        {
            return Local($"CAST({text} AS TIMESTAMP)");
        }

        if (time.IsUnix)
        {
            var scale = time.Format switch { "unix_s" => 1_000_000L, "unix_ms" => 1_000L, _ => 1L };
            var limit = Number(9_000_000_000_000_000L / scale);
            return $"CASE WHEN abs(TRY_CAST({text} AS DOUBLE)) < {limit} THEN CAST(round(TRY_CAST({text} AS DOUBLE) * {Number(scale)}) AS BIGINT) END";
        }

        if (time.Format is TimeMapping.Iso)
        {
            return $"CASE WHEN {HasOffset(text)} THEN epoch_us(TRY_CAST({text} AS TIMESTAMPTZ)) ELSE {Local($"TRY_CAST({text} AS TIMESTAMP)")} END";
        }

        var format = TimePattern.ToStrptime(time.Format)!;
        var parsed = time.Year is { } year && !time.Format.Contains('y', StringComparison.Ordinal)
            ? $"try_strptime({text} || {Text($" {year.ToString(CultureInfo.InvariantCulture)}")}, {Text(format + " %Y")})"
            : $"try_strptime({text}, {Text(format)})";
        return time.HasOffset ? $"epoch_us({parsed})" : Local(parsed);
    }

    /// <summary>True where an ISO time carries an offset, Z or the word UTC.</summary>
    public static string HasOffset(string text) =>
        $"(length({text}) > 10 AND ({text}[-1] IN ('Z', 'z') OR {text}[-6] IN ('+', '-') OR {text}[-5] IN ('+', '-') OR {text}[-3] IN ('+', '-') OR suffix({text}, 'UTC')))";

    /// <summary>The code of a word: a behavior's, -1 for no behavior, -2 for one that is left out.</summary>
    public static string BehaviorCode(string word, Mapping mapping)
    {
        var codes = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var code = 0; code < Behaviors.Count; code++)
        {
            codes[Behaviors.Words[code]] = code;
        }

        foreach (var (source, behavior) in mapping.Behaviors)
        {
            codes[source] = (int)behavior;
        }

        foreach (var ignored in mapping.IgnoreBehaviors)
        {
            codes[ignored] = Cleaning.EventRow.Ignored;
        }

        var others = codes.Remove("*") ? Cleaning.EventRow.Ignored : Cleaning.EventRow.Unknown;
        var exact = string.Concat(codes.Select(c => $" WHEN {Text(c.Key)} THEN {Number(c.Value)}"));
        var lower = string.Concat(codes.Select(c => $" WHEN {Text(c.Key.ToLowerInvariant())} THEN {Number(c.Value)}"));
        return $"CAST(CASE {word}{exact} ELSE CASE lower(trim({word})){lower} ELSE CASE WHEN {word} IS NULL THEN -1 ELSE {Number(others)} END END END AS TINYINT)";
    }

    /// <summary>A price or quantity times 10,000: a number, or one with a currency sign or code before or after it; null where it is none.</summary>
    /// <remarks>Marks between thousands count only where three digits stand between them: 12,50 with the decimal mark . is no 1250.</remarks>
    public static string Amount(string text, string decimalMark)
    {
        const string Sign = @"[^0-9\s.,-]{0,3}";
        var (other, mark) = decimalMark is "," ? (@"\.", ",") : (",", @"\.");
        var groups = string.Concat(((string[])[other, " ", "''", @"\x{00A0}", @"\x{202F}"]).Select(m => $@"[0-9]{{1,3}}(?:{m}[0-9]{{3}})+|"));
        var number = $@"regexp_extract({text}, '^\s*{Sign}\s*(-?\s*(?:{groups}[0-9]+)(?:{mark}[0-9]*)?)\s*{Sign}\s*$', 1)";
        var plain = decimalMark is ","
            ? $"replace(regexp_replace({number}, '[^0-9,-]', '', 'g'), ',', '.')"
            : $"regexp_replace({number}, '[^0-9.-]', '', 'g')";
        var scaled = $"TRY_CAST({plain} AS DECIMAL(18, 4))";
        var cast = decimalMark is "," ? scaled : $"coalesce(TRY_CAST({text} AS DECIMAL(18, 4)), {scaled})";
        return $"CAST({cast} * 10000 AS BIGINT)";
    }

    /// <summary>The currency that a price's text names; null for a bare number. A sign that no one currency owns, such as ¥ or kr, stands for itself.</summary>
    public static string CurrencyOf(string text)
    {
        var sign = $@"regexp_extract({text}, '[^0-9\s.,''\x{{00A0}}\x{{202F}}-]{{1,3}}')";
        return $"CASE WHEN TRY_CAST({text} AS DOUBLE) IS NULL THEN CASE {sign} WHEN '' THEN NULL WHEN '€' THEN 'EUR' WHEN '£' THEN 'GBP' WHEN '$' THEN 'USD' WHEN 'US$' THEN 'USD' ELSE CASE WHEN regexp_full_match({sign}, '[A-Za-z]{{3}}') THEN upper({sign}) ELSE {sign} END END END";
    }
}
