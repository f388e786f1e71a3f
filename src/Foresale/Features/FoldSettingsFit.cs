using System.Globalization;
using Foresale.Events;
using Foresale.Features.Text;

namespace Foresale.Features;

/// <summary>Fits <see cref="FoldSettings"/> on the events before an instant; later ones change nothing.</summary>
internal static class FoldSettingsFit
{
    private const int MostLevels = 20;
    private const double WordsOfText = 3;
    private const int LeastQueries = 30;
    private const double LeastQueryShare = 0.005;
    private const int DaysOfAYear = 365;
    private const int MostKinds = 1_000;
    private const int PriceSample = 200_000;
    private const double DefaultPurchasesPerView = 0.02;
    private const double DefaultCartsPerView = 0.08;

    /// <summary>One pass over the days before the instant.</summary>
    public static FoldSettings Fit(IDataset dataset, DateTimeOffset before)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var counts = new long[Behaviors.Count];
        var words = WordLevels.Fields.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal)).ToArray();
        var queries = new Dictionary<string, long>(StringComparer.Ordinal);
        var details = new Dictionary<string, long>(StringComparer.Ordinal);
        var kinds = new HashSet<(Behavior Behavior, string Detail)>();
        var items = new HashSet<string>(StringComparer.Ordinal);
        var users = new HashSet<string>(StringComparer.Ordinal);
        var prices = new Reservoir(PriceSample);
        var (categories, brands) = (false, false);
        var lastDay = DateOnly.FromDateTime(before.UtcDateTime);
        lastDay = lastDay == DateOnly.MaxValue ? lastDay : lastDay.AddDays(1); // A zone may be ahead of UTC.
        foreach (var day in dataset.Days.Where(d => d <= lastDay))
        {
            foreach (var shopEvent in dataset.ReadDay(day))
            {
                if (shopEvent.Arrival >= before)
                {
                    continue;
                }

                counts[(int)shopEvent.Behavior]++;
                users.Add(shopEvent.UserId);
                categories |= shopEvent.Category is not null;
                brands |= shopEvent.Brand is not null;
                Count(words[0], shopEvent.Device);
                Count(words[1], shopEvent.Region);
                Count(words[2], shopEvent.Channel);
                Count(details, shopEvent.Detail);
                Count(queries, shopEvent.Query);
                if (shopEvent.Detail is { } detail && kinds.Count < MostKinds)
                {
                    kinds.Add((shopEvent.Behavior, detail));
                }

                if (shopEvent.ItemId is not null)
                {
                    items.Add(shopEvent.ItemId);
                }

                if (shopEvent.Price is { } price)
                {
                    prices.Add((float)price);
                }
            }
        }

        if (counts.Sum() == 0)
        {
            throw new UserFaultException("fold settings", $"no event lies before {before.ToString("u", CultureInfo.InvariantCulture)}.", "Import a longer log, or choose a later end of the training slice.");
        }

        var userRows = dataset.ReadUsers().Where(u => users.Contains(u.Key)).Select(u => u.Value).ToList();
        var itemRows = dataset.ReadItems().Values.SelectMany(v => v).Where(r => r.ValidFrom < before).Select(r => r.Values).ToList();
        var (userNumeric, userLevels) = SideColumns(dataset.Info.UserColumns, userRows);
        var (itemNumeric, itemLevels) = SideColumns(dataset.Info.ItemColumns, itemRows);
        var itemTexts = Texts(itemLevels.Keys, itemRows);
        foreach (var row in prices.Count == 0 ? itemRows : [])
        {
            // Events without prices: the catalogue's are what shoppers see.
            if (SideEncoding.Number(row, "price") is var price && !float.IsNaN(price))
            {
                prices.Add(price);
            }
        }

        var views = counts[(int)Behavior.View];
        return new FoldSettings
        {
            Zone = dataset.Info.Zone,
            DayResolution = dataset.Info.DayResolution,
            Actions = [.. Behaviors.Words.Take(Behaviors.ActionCount).Where((_, code) => counts[code] > 0)],
            Levels = WordLevels.Fields.Select((f, i) => (f, Words: Top(words[i]))).Append((f: WordLevels.Detail, Words: TellsMore(kinds) ? Top(details) : [])).Append((f: WordLevels.Query, Words: Top(Frequent(queries)))).Where(l => l.Words.Count > 0).ToDictionary(l => l.f, l => l.Words, StringComparer.Ordinal),
            UserNumeric = userNumeric,
            UserLevels = userLevels,
            ItemNumeric = itemNumeric,
            ItemLevels = itemLevels.Where(l => !itemTexts.ContainsKey(l.Key)).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal),
            ItemTexts = itemTexts,
            PriceDeciles = prices.Deciles(),
            PurchasesPerView = views == 0 ? DefaultPurchasesPerView : Math.Min(1, (double)counts[(int)Behavior.Purchase] / views),
            CartsPerView = views == 0 ? DefaultCartsPerView : Math.Min(1, (double)counts[(int)Behavior.Cart] / views),
            HasMonths = (before - dataset.Info.FirstTime).TotalDays >= DaysOfAYear,
            HasCategories = categories || itemRows.Exists(r => r.ContainsKey("category")),
            HasBrands = brands || itemRows.Exists(r => r.ContainsKey("brand")),
            ItemTableSize = TableSize(items.Count),
        };
    }

    // Four rows an item keeps collisions of both hashes rare; more would only be memory.
    private static int TableSize(int items)
    {
        var size = 256;
        while (size < 4L * items && size < 1 << 16)
        {
            size *= 2;
        }

        return size;
    }

    // Most queries are said once or twice; a word must be frequent to be worth columns.
    private static Dictionary<string, long> Frequent(Dictionary<string, long> queries)
    {
        var least = Math.Max(LeastQueries, LeastQueryShare * queries.Values.Sum());
        return queries.Where(q => q.Value >= least).ToDictionary(q => q.Key, q => q.Value, StringComparer.Ordinal);
    }

    // Where each behavior has one word the words are the behaviors again.
    private static bool TellsMore(HashSet<(Behavior Behavior, string Detail)> kinds) => kinds.Count > kinds.DistinctBy(k => k.Behavior).Count();

    private static void Count(Dictionary<string, long> words, string? word)
    {
        if (word is not null)
        {
            words[word] = words.GetValueOrDefault(word) + 1;
        }
    }

    // Words that look like our own two levels read as "other".
    private static IReadOnlyList<string> Top(Dictionary<string, long> words) =>
        [.. words.Where(w => w.Key is not ("(other)" or "(missing)")).OrderByDescending(w => w.Value).ThenBy(w => w.Key, StringComparer.Ordinal).Take(MostLevels).Select(w => w.Key)];

    private static (IReadOnlyList<string> Numeric, IReadOnlyDictionary<string, IReadOnlyList<string>> Levels) SideColumns(
        IReadOnlyList<SideColumn> declared, List<IReadOnlyDictionary<string, string>> rows)
    {
        var columns = declared.Count > 0 ? declared : [.. rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(c => Guess(c, rows))];
        var levels = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var bands = columns.Where(c => IsKind(c, "categorical") && NumberBands.AreAll(rows.Where(r => r.ContainsKey(c.Name)).Select(r => r[c.Name]))).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var column in columns.Where(c => IsKind(c, "categorical") && !bands.Contains(c.Name)))
        {
            var words = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                Count(words, row.GetValueOrDefault(column.Name));
            }

            levels[column.Name] = Top(words);
        }

        return ([.. columns.Where(c => IsKind(c, "numeric") || bands.Contains(c.Name)).Select(c => c.Name)], levels);
    }

    // Categories and brands repeat; what is said of each item in several words of its own is a text.
    private static Dictionary<string, TextFactors> Texts(IEnumerable<string> columns, List<IReadOnlyDictionary<string, string>> rows)
    {
        var texts = new Dictionary<string, TextFactors>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            string[] values = [.. rows.Select(r => r.GetValueOrDefault(column) ?? "")];
            var known = values.Where(v => v.Length > 0).ToList();
            if (known.Distinct(StringComparer.Ordinal).Count() > Math.Max(MostLevels, known.Count / 2) && known.Average(v => v.AsSpan().Count(' ') + 1) >= WordsOfText)
            {
                texts[column] = TextFactors.Fit(values);
            }
        }

        return texts;
    }

    private static bool IsKind(SideColumn column, string kind) => string.Equals(column.Kind, kind, StringComparison.Ordinal);

    private static SideColumn Guess(string column, List<IReadOnlyDictionary<string, string>> rows)
    {
        var values = rows.Where(r => r.ContainsKey(column)).Select(r => r[column]).ToList();
        return new SideColumn(column, values.TrueForAll(v => float.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? "numeric" : "categorical");
    }

    // Vitter's algorithm R with a fixed seed: the same log gives the same cuts.
    private sealed class Reservoir(int size)
    {
        private readonly Random _random = new(1);
        private readonly List<float> _kept = [];
        private long _seen;

        public int Count => _kept.Count;

        public void Add(float value)
        {
            _seen++;
            if (_kept.Count < size)
            {
                _kept.Add(value);
            }
            else if (_random.NextInt64(_seen) is var place && place < size)
            {
                _kept[(int)place] = value;
            }
        }

        public IReadOnlyList<float> Deciles()
        {
            if (_kept.Count == 0)
            {
                return [];
            }

            _kept.Sort();
            return [.. Enumerable.Range(1, 9).Select(d => _kept[(int)((long)d * (_kept.Count - 1) / 10)])];
        }
    }
}
