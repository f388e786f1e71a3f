using System.Globalization;

namespace Foresale.Events.Guessing;

/// <summary>Guesses the fields of an event log's columns.</summary>
internal sealed class LogGuess
{
    private const int Rare = 500; // one row in so many
    private const string Separators = " _-./:";
    private static readonly string[] s_needed = ["user_id", "time", "behavior"];
    private readonly SourceSample _sample;
    private readonly IReadOnlyList<ColumnValues> _columns;
    private readonly Dictionary<string, (int Column, double Certainty, string Why)> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _doubts = [];
    private readonly int? _clock;

    public LogGuess(SourceSample sample, IReadOnlyList<ColumnValues> columns)
    {
        (_sample, _columns) = (sample, columns);
        ByName();
        ByValue();
        // A date in one column and its clock in another are one time.
        if (Column("time") is { } time && columns[time].Time is { Clock: true } && Enumerable.Range(0, columns.Count).Where(i => columns[i].Time is { Clock: false, HasOffset: false }).Cast<int?>().FirstOrDefault() is { } date)
        {
            (_clock, _fields["time"]) = (time, (date, _fields["time"].Certainty, "a date, with its clock in another column"));
        }
        else if (Column("time") is { } dated && columns[dated].Time is { Clock: false, HasOffset: false } day && IsDay(day.Format))
        {
            _clock = Enumerable.Range(0, columns.Count).Where(i => i != dated && columns[i].Time is { Clock: true }).Cast<int?>().FirstOrDefault();
        }
    }

    /// <summary>True where the rows are events: someone, a time, and more than one row a shopper or words of behavior.</summary>
    public bool IsLog => Column("user_id") is { } user && Column("time") is not null && (Column("behavior") is not null || _columns[user].Distinct < .95 * _columns[user].Present.Count);

    /// <summary>What it lacks to be a log.</summary>
    public string Lacking => (Column("user_id"), Column("time")) switch
    {
        (null, null) => "no column of shoppers, none of times",
        (null, _) => "no column of shoppers",
        (_, null) => "no column of times",
        _ => "no behavior, and each shopper in one row only",
    };

    public MappingGuess Make(string? zone, int? year, int thisYear)
    {
        var (words, behaviors, constants) = Behave();
        var (time, select) = Time(zone, year, thisYear);
        var mapping = new Mapping
        {
            Name = _sample.Name,
            Columns = _fields.Where(f => !(f.Key is "time" && select.Count > 0)).OrderBy(f => f.Value.Column).ToDictionary(f => _sample.Columns[f.Value.Column], f => f.Key, StringComparer.Ordinal),
            Select = select,
            Constants = constants,
            Behaviors = behaviors,
            IgnoreBehaviors = [.. words.Where(w => w.Behavior is null).Select(w => w.Word)],
            Time = time,
            Delimiter = MappingGuesser.Delimiter(_sample),
            Header = _sample.Header,
            DecimalMark = DecimalMark(),
            Dedup = Dedup.Keep,
        };
        if (_doubts.Count > 0 || Column("event_id") is null)
        {
            _doubts.AddRange(Column("event_id") is null ? ["No column names the event: rows that are alike in every field all stay. If a source sends events twice, write \"dedup\": \"exact\"."] : []);
        }

        var needed = s_needed.Select(f => _fields.TryGetValue(f, out var field) ? field.Certainty : .4);
        // The note on repeats is no doubt about the mapping.
        var doubts = _doubts.Count - (Column("event_id") is null ? 1 : 0);
        return new MappingGuess(mapping, Columns(), words, _doubts, Math.Round(needed.Min() * Math.Pow(.9, doubts), 2));
    }

    private static bool IsDay(string format) => new TimeMapping(format).IsDayResolution;

    private int? Column(string field) => _fields.TryGetValue(field, out var found) ? found.Column : null;

    private bool IsFree(int column) => _fields.Values.All(f => f.Column != column);

    /// <summary>Names first, the surest first; the values may object.</summary>
    private void ByName()
    {
        var named = _columns.Select((c, i) => (Column: i, Guess: c.Name.Length == 0 ? null : ColumnWords.FieldOf(c.Name))).Where(c => c.Guess is not null).OrderByDescending(c => c.Guess!.Value.Certainty);
        foreach (var (column, guess) in named)
        {
            var (field, certainty) = guess!.Value;
            if (!_fields.ContainsKey(field) && Fits(field, _columns[column]))
            {
                _fields[field] = (column, certainty, "its name");
            }
        }

        // The same cookie is the shopper where nothing else is.
        if (!_fields.ContainsKey("user_id") && _fields.Remove("anonymous_id", out var cookie))
        {
            _fields["user_id"] = cookie with { Certainty = .7 };
        }

        if (!_fields.ContainsKey("item_id") && _fields.TryGetValue("brand", out var brand) && Words.Parts(_columns[brand.Column].Name).Contains("id", StringComparer.Ordinal))
        {
            _fields.Remove("brand");
            _fields["item_id"] = (brand.Column, .5, "no column of items; the brand's ids stand for them");
            _doubts.Add($"There is no column of items: '{_sample.Columns[brand.Column]}' is taken for it.");
        }
    }

    /// <summary>What the values of a field must be like.</summary>
    private bool Fits(string field, ColumnValues values) => values.Present.Count > 0 && field switch
    {
        "time" or "received_at" => values.Time is not null || (_sample.TypedTimes ?? []).Contains(values.Name, StringComparer.Ordinal),
        "price" => values.IsMoney,
        "quantity" => values.IsNumeric && values.Present.TrueForAll(v => v.Length <= 8),
        "behavior" => values.HasFewWords,
        "currency" => values.Counts.Keys.All(k => k.Length <= 3),
        "user_id" or "session_id" => values.Distinct > 1,
        "event_id" => values.IsUnique,
        _ => true,
    };

    /// <summary>What names did not tell: words of behavior, times, money, and ids by how often they repeat.</summary>
    private void ByValue()
    {
        var free = Enumerable.Range(0, _columns.Count).Where(IsFree).ToList();
        void Take(string field, Func<ColumnValues, bool> fits, double certainty, string why)
        {
            if (!_fields.ContainsKey(field) && free.Where(i => fits(_columns[i])).Cast<int?>().FirstOrDefault() is { } column)
            {
                _fields[field] = (column, certainty, why);
                free.Remove(column);
            }
        }

        Take("behavior", c => c.HasFewWords && c.Distinct >= 2 && c.Counts.Where(w => BehaviorGuess.Of(w.Key) is not null).Sum(w => w.Value) >= .5 * c.Present.Count, .8, "its words are behaviors");
        Take("time", c => c.Time is { Clock: false }, .7, "its values are times");
        Take("price", c => c.IsMoney && c.Signed > .5 * c.Present.Count, .8, "amounts with a sign of money");
        Take("price", c => c.IsNumeric && c.CommaDecimals + c.PointDecimals > .3 * c.Present.Count && c.Name.Length == 0, .5, "numbers with decimals");
        bool Id(ColumnValues c) => c.Time is null && c.Distinct > 5 && c.Distinct < .98 * c.Present.Count && c.CommaDecimals + c.PointDecimals == 0 && !c.Present.Exists(v => v.Contains(' ', StringComparison.Ordinal));
        Take("user_id", c => Id(c) && c.Hexadecimal > .9 * c.Present.Count, .5, "ids that come again");
        Take("user_id", c => c.Name.Length == 0 && Id(c), .4, "the first column of ids that come again");
        Take("item_id", c => c.Name.Length == 0 && Id(c), .4, "the next column of ids that come again");
        foreach (var (field, guess) in _fields.Where(f => f.Value.Certainty < .6).OrderBy(f => f.Value.Column).ToList())
        {
            if (guess.Why is not "no column of items; the brand's ids stand for them")
            {
                _doubts.Add($"'{_sample.Columns[guess.Column]}' is taken for {field} ({guess.Why}): check it.");
            }
        }
    }

    private (List<WordGuess> Words, Dictionary<string, Behavior> Behaviors, Dictionary<string, string> Constants) Behave()
    {
        var (words, behaviors, constants) = (new List<WordGuess>(), new Dictionary<string, Behavior>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, string>(StringComparer.Ordinal));
        if (Column("behavior") is not { } column)
        {
            var all = Column("order_id") is not null || Column("quantity") is not null ? Behavior.Purchase : Behavior.View;
            constants["behavior"] = all.Word();
            _doubts.Add($"No column says what was done: every row is taken for a {all.Word()}. Change \"constants\" if that is wrong.");
            return (words, behaviors, constants);
        }

        var counts = _columns[column].Counts;
        var codes = counts.Keys.All(k => k.Length <= 2 && k.All(char.IsAsciiDigit)) ? BehaviorGuess.OfCodes(counts.Keys) : null;
        foreach (var (word, rows) in counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal))
        {
            Behavior? meant = codes is { } known ? known.Meaning[word] : BehaviorGuess.Of(word);
            words.Add(new WordGuess(word, rows, meant));
            if (meant is { } behavior && !string.Equals(word, behavior.Word(), StringComparison.OrdinalIgnoreCase))
            {
                behaviors[word] = behavior;
            }
        }

        DoubtWords(_sample.Columns[column], words, behaviors, codes?.Of);
        return (words, behaviors, constants);
    }

    private void DoubtWords(string column, List<WordGuess> words, Dictionary<string, Behavior> behaviors, string? convention)
    {
        var unknown = words.Where(w => w.Behavior is null).ToList();
        if (convention is not null)
        {
            _doubts.Add($"The codes of '{column}' are read as {convention} numbers them ({string.Join(", ", words.OrderBy(w => w.Word, StringComparer.Ordinal).Select(w => $"{w.Word} = {w.Behavior!.Value.Word()}"))}): check it under \"behaviors\".");
        }
        else if (unknown.Count == words.Count)
        {
            // A mapping without a behavior is of no use; that of the most frequent word is the safest.
            words[0] = words[0] with { Behavior = Behavior.View };
            behaviors[words[0].Word] = Behavior.View;
            _doubts.Add($"No word of '{column}' is known ({string.Join(", ", words.Take(8).Select(w => w.Word))}): name their behaviors under \"behaviors\".");
        }
        else if (unknown.Count > 0)
        {
            _doubts.Add($"Not known and left out: {string.Join(", ", unknown.Take(12).Select(w => $"'{w.Word}'"))}. Move those that matter from \"ignoreBehaviors\" to \"behaviors\".");
        }

        // A stem may mislead: in a word with odd signs, or one that hardly occurs, and so in none that people chose for a behavior.
        var total = words.Sum(w => (long)w.Rows);
        var unsure = words.Where(w => w.Behavior is not null && !BehaviorGuess.IsExact(w.Word) && (w.Rows * Rare < total || w.Word.Any(c => !char.IsLetterOrDigit(c) && !Separators.Contains(c, StringComparison.Ordinal)))).ToList();
        if (convention is null && unsure.Count > 0)
        {
            _doubts.Add($"Rare or odd words, taken for what they resemble: {string.Join(", ", unsure.Take(12).Select(w => string.Create(CultureInfo.InvariantCulture, $"'{w.Word}' for {w.Behavior!.Value.Word()} ({w.Rows:N0} {(w.Rows == 1 ? "row" : "rows")})")))}. Change them under \"behaviors\", or move them to \"ignoreBehaviors\".");
        }

        if (convention is null && !words.Exists(w => w.Behavior is Behavior.Purchase))
        {
            _doubts.Add($"No word of '{column}' in the first rows is a purchase: name it under \"behaviors\", if there is one.");
        }

        foreach (var clickout in words.Where(w => w.Behavior is Behavior.Purchase && w.Word.Contains("clickout", StringComparison.OrdinalIgnoreCase)))
        {
            _doubts.Add($"'{clickout.Word}' leaves the shop and stands for the purchase: check it.");
        }
    }

    private (TimeMapping Time, Dictionary<string, string> Select) Time(string? zone, int? year, int thisYear)
    {
        var select = new Dictionary<string, string>(StringComparer.Ordinal);
        var column = Column("time")!.Value;
        if (_columns[column].Time is not { } guess)
        {
            return (new TimeMapping(TimeMapping.Iso, zone), select); // typed by the file
        }

        var format = guess.Format;
        if (_clock is { } clock)
        {
            format = $"{format} {_columns[clock].Time!.Format}";
            select["time"] = $"{Quoted(_sample.Columns[column])} || ' ' || {Quoted(_sample.Columns[clock])}";
        }

        if (guess.Doubt is not null)
        {
            _doubts.Add($"In '{_sample.Columns[column]}' {guess.Doubt}.");
        }

        if (zone is null && !guess.HasOffset)
        {
            _doubts.Add($"The times of '{_sample.Columns[column]}' are local and carry no zone: give --zone, such as --zone Europe/Paris.");
        }
        else if (zone is null)
        {
            _doubts.Add("The shop's zone is not in the file; without --zone days and hours are counted in UTC.");
        }

        if (format is not TimeMapping.Iso && !format.StartsWith("unix", StringComparison.Ordinal) && !format.Contains('y', StringComparison.Ordinal))
        {
            if (year is null)
            {
                _doubts.Add(string.Create(CultureInfo.InvariantCulture, $"The times have no year: {thisYear} is taken; give --year."));
            }

            return (new TimeMapping(format, zone, year ?? thisYear), select);
        }

        return (new TimeMapping(format, zone), select);
    }

    private static string Quoted(string column) => $"\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string DecimalMark() => Column("price") is { } price && _columns[price].CommaDecimals > _columns[price].PointDecimals ? "," : ".";

    private List<ColumnGuess> Columns() =>
    [
        .. _sample.Columns.Select((name, i) =>
        {
            if (i == _clock)
            {
                return new ColumnGuess(name, "time", .8, "the clock of the date");
            }

            var field = _fields.Where(f => f.Value.Column == i).Select(f => f.Key).FirstOrDefault();
            return field is null ? new ColumnGuess(name, null, 0, "not used") : new ColumnGuess(name, field, _fields[field].Certainty, Why(field));
        }),
    ];

    private string Why(string field) => (field, _columns[_fields[field].Column]) switch
    {
        ("time" or "received_at", { Time: { } time }) => $"{_fields[field].Why}; {time.Format}",
        ("price", var c) when c.Signed > 0 => $"{_fields[field].Why}; with a sign of money, decimal '{DecimalMark()}'",
        ("price", _) => $"{_fields[field].Why}; decimal '{DecimalMark()}'",
        var (_, c) => string.Create(CultureInfo.InvariantCulture, $"{_fields[field].Why}; {c.Distinct} distinct in the sample"),
    };
}
