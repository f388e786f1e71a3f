using System.Globalization;

namespace Foresale.Events.Guessing;

/// <summary>Guesses the roles of a table's columns: its rows are the things to score, one of its columns is the answer.</summary>
internal static class TableGuess
{
    private const int FewCodes = 20;
    private const int MostCodes = 200;
    private static readonly string[] s_yes = ["1", "true", "yes", "y", "t", "ja", "j", "oui", "si", "sí", "да", "是", "positive", "buy", "bought", "purchased"];
    private static readonly string[] s_no = ["0", "false", "no", "n", "f", "nein", "non", "нет", "否", "negative", "-1"];

    /// <summary>The column that looks most like an answer: two values, and a name that says so or values that say yes and no in the last column.</summary>
    public static int? FindLabel(IReadOnlyList<ColumnValues> columns)
    {
        var two = Enumerable.Range(0, columns.Count).Where(i => columns[i].Distinct == 2).ToList();
        var named = two.Where(i => ColumnWords.IsLabel(columns[i].Name)).ToList();
        return named.Count > 0 ? named[^1]
            : two.Contains(columns.Count - 1) && Positive(columns[^1]).Certain ? columns.Count - 1
            : null;
    }

    public static MappingGuess Make(SourceSample sample, IReadOnlyList<ColumnValues> columns, int label)
    {
        var (guesses, doubts, roles) = (new List<ColumnGuess>(), new List<string>(), new Dictionary<string, TableColumnMapping>(StringComparer.Ordinal));
        for (var i = 0; i < columns.Count; i++)
        {
            var guess = i == label ? Label(sample.Columns[i], columns[i], doubts) : Column(sample.Columns[i], columns[i]);
            guesses.Add(guess);
            roles[guess.Column] = new TableColumnMapping(guess.Role!, i == label ? Positive(columns[i]).Word : null);
        }

        var codes = guesses.Where((g, i) => g.Role is TableRoles.Numeric && columns[i].Whole == columns[i].Present.Count && columns[i].Distinct is > 2 and <= FewCodes).Select(g => g.Column).ToList();
        if (codes.Count > 0)
        {
            doubts.Add($"{string.Join(", ", codes)} {(codes.Count == 1 ? "has" : "have")} few whole numbers: counts, or codes of kinds? Taken as numeric; write \"categorical\" where a number is only a name.");
        }

        doubts.Add("A column that is filled only after the answer is known (a duration, a result) leaks it: set it to \"ignore\".");
        var decimals = columns.Where((_, i) => guesses[i].Role is TableRoles.Numeric).ToList();
        var comma = decimals.Sum(c => c.CommaDecimals) > decimals.Sum(c => c.PointDecimals);
        var mapping = new Mapping
        {
            Name = sample.Name,
            Kind = MappingKind.Table,
            Table = roles,
            Delimiter = MappingGuesser.Delimiter(sample),
            Header = sample.Header,
            DecimalMark = comma ? "," : ".",
        };
        return new MappingGuess(mapping, guesses, [], doubts, guesses[label].Certainty);
    }

    private static ColumnGuess Label(string name, ColumnValues values, List<string> doubts)
    {
        var (word, certain) = Positive(values);
        var share = (double)values.Counts[word] / values.Present.Count;
        if (!certain)
        {
            doubts.Add($"Which of '{string.Join("' and '", values.Counts.Keys.Order(StringComparer.Ordinal))}' means yes in '{name}'? Taken is the rarer, '{word}'.");
        }

        var named = ColumnWords.IsLabel(values.Name);
        return new ColumnGuess(name, TableRoles.Label, (named, certain) switch { (true, true) => .9, (true, false) => .6, _ => .5 }, string.Create(CultureInfo.InvariantCulture, $"{(named ? "its name" : "the last column")}, two values; '{word}' is yes ({share * 100:0.0} %)"));
    }

    private static ColumnGuess Column(string name, ColumnValues values)
    {
        var parts = Words.Parts(values.Name);
        if (values.Distinct <= 1)
        {
            return new ColumnGuess(name, TableRoles.Ignore, .9, values.Distinct == 0 ? "no value" : "one value only");
        }

        if (values.IsUnique && values.Present.Count >= 20 && (values.Whole == values.Present.Count || values.Hexadecimal == values.Present.Count || parts.Contains("id", StringComparer.Ordinal)))
        {
            return new ColumnGuess(name, TableRoles.Id, .8, "every value once");
        }

        if (values.Time is { Clock: false } time && !values.IsNumeric && time.Format.Contains('y', StringComparison.Ordinal))
        {
            return new ColumnGuess(name, TableRoles.Time, .8, $"times as {time.Format}");
        }

        if (values.IsNumeric && values.Whole == values.Present.Count && values.Distinct <= MostCodes && ColumnWords.IsCode(values.Name))
        {
            return new ColumnGuess(name, TableRoles.Categorical, .8, string.Create(CultureInfo.InvariantCulture, $"{values.Distinct} codes, by its name"));
        }

        return values.IsNumeric
            ? new ColumnGuess(name, TableRoles.Numeric, values.Distinct > FewCodes ? .95 : .7, "numbers")
            : values.Distinct > Math.Max(50, values.Present.Count / 2)
                ? values.IsText
                    ? new ColumnGuess(name, TableRoles.Text, .8, "sentences")
                    : new ColumnGuess(name, TableRoles.Ignore, .6, "nearly every value another: names")
                : new ColumnGuess(name, TableRoles.Categorical, .95, string.Create(CultureInfo.InvariantCulture, $"{values.Distinct} words"));
    }

    /// <summary>The word that stands for yes, and whether the words say so; else the rarer one.</summary>
    private static (string Word, bool Certain) Positive(ColumnValues values)
    {
        var words = values.Counts.Keys.ToList();
        var yes = words.Find(w => s_yes.Contains(w.ToLowerInvariant(), StringComparer.Ordinal));
        var no = words.Find(w => s_no.Contains(w.ToLowerInvariant(), StringComparer.Ordinal));
        return yes is not null && no is not null && !string.Equals(yes, no, StringComparison.Ordinal)
            ? (yes, true)
            : (values.Counts.OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).First().Key, false);
    }
}
