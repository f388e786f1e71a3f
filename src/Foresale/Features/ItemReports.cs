using System.Runtime.InteropServices;

namespace Foresale.Features;

/// <summary>What events last said of each item: category, brand and price. Those of today are apart and unread until <see cref="Publish"/>.</summary>
internal sealed class ItemReports(CounterTable items, CounterTable categories, CounterTable brands)
{
    private readonly List<int> _touched = []; // Items with a report of today.
    private Row[] _rows = [];

    /// <summary>Notes what an event of today says of an item.</summary>
    /// <param name="item">Entry of the item.</param>
    /// <param name="timeMs">When, Unix milliseconds.</param>
    /// <param name="category">Entry of the category told; -1 for none.</param>
    /// <param name="brand">Entry of the brand told; -1 for none.</param>
    /// <param name="price">The unit price told; NaN for none.</param>
    public void Add(int item, long timeMs, int category, int brand, float price)
    {
        ref var today = ref Today(item);
        if (category >= 0)
        {
            Later(ref today.Category, new Word(timeMs, category), categories);
        }

        if (brand >= 0)
        {
            Later(ref today.Brand, new Word(timeMs, brand), brands);
        }

        if (!float.IsNaN(price))
        {
            Later(ref today, timeMs, price);
        }
    }

    /// <summary>Adds what another shard was told today.</summary>
    public void Add(IReadOnlyDictionary<string, ItemReport> reports)
    {
        foreach (var (name, report) in reports)
        {
            ref var today = ref Today(items.FindOrAdd(name));
            Later(ref today.Category, new Word(report.CategoryMs, report.Category is null ? -1 : categories.FindOrAdd(report.Category)), categories);
            Later(ref today.Brand, new Word(report.BrandMs, report.Brand is null ? -1 : brands.FindOrAdd(report.Brand)), brands);
            Later(ref today, report.PriceMs, report.Price);
        }
    }

    /// <summary>Today's reports so far, by item.</summary>
    public Dictionary<string, ItemReport> TakeToday() => _touched.ToDictionary(
        item => items.Name(item).ToString(),
        item => ReportOf(_rows[item].Today),
        StringComparer.Ordinal);

    /// <summary>Closes a day: its reports become part of what reads see.</summary>
    public void Publish()
    {
        foreach (var item in _touched)
        {
            ref var row = ref _rows[item];
            Later(ref row.Published.Category, row.Today.Category, categories);
            Later(ref row.Published.Brand, row.Today.Brand, brands);
            Later(ref row.Published, row.Today.PriceMs, row.Today.Price);
            row.Today = Report.None;
        }

        _touched.Clear();
    }

    /// <summary>Category and brand entries, -1 where unknown, and the price, NaN where unknown, as published.</summary>
    public (int Category, int Brand, float Price) Of(int item)
    {
        if (item >= _rows.Length)
        {
            return (-1, -1, float.NaN);
        }

        ref readonly var published = ref _rows[item].Published;
        return (published.Category.Entry, published.Brand.Entry, published.Price);
    }

    /// <summary>Writes what was told today.</summary>
    public void SaveToday(BinaryWriter writer)
    {
        writer.WriteAll<int>(CollectionsMarshal.AsSpan(_touched));
        writer.WriteAll<Report>([.. _touched.Select(item => _rows[item].Today)]);
    }

    /// <summary>Writes what is published: it stays as it is until the day closes.</summary>
    public void SavePublished(BinaryWriter writer) => writer.WriteAll<Report>([.. _rows.Select(row => row.Published)]);

    /// <summary>Gives an empty table what another one held.</summary>
    public void Load(BinaryReader today, BinaryReader published)
    {
        foreach (var (item, report) in published.ReadAll<Report>().Index())
        {
            Grow(item);
            _rows[item].Published = report;
        }

        _touched.AddRange(today.ReadAll<int>());
        foreach (var (i, report) in today.ReadAll<Report>().Index())
        {
            Grow(_touched[i]);
            _rows[_touched[i]].Today = report;
        }
    }

    // Of words at one instant the greater counts, so that the order of events and shards does not matter.
    private static void Later(ref Word own, Word other, CounterTable names)
    {
        if (other.Ms > own.Ms
            || (other.Ms == own.Ms && other.Entry != own.Entry && other.Entry >= 0 && (own.Entry < 0 || names.Name(other.Entry).SequenceCompareTo(names.Name(own.Entry)) > 0)))
        {
            own = other;
        }
    }

    private static void Later(ref Report own, long ms, float price)
    {
        if (ms > own.PriceMs || (ms == own.PriceMs && price > own.Price))
        {
            (own.PriceMs, own.Price) = (ms, price);
        }
    }

    private static string? Name(CounterTable names, Word word) => word.Entry < 0 ? null : names.Name(word.Entry).ToString();

    private ref Report Today(int item)
    {
        Grow(item);
        ref var today = ref _rows[item].Today;
        if (today.Category.Ms == long.MinValue && today.Brand.Ms == long.MinValue && today.PriceMs == long.MinValue)
        {
            _touched.Add(item);
        }

        return ref today;
    }

    private void Grow(int item)
    {
        if (item >= _rows.Length)
        {
            var known = _rows.Length;
            Array.Resize(ref _rows, Math.Max(64, Math.Max(item + 1, known * 2)));
            _rows.AsSpan(known).Fill(new Row { Today = Report.None, Published = Report.None });
        }
    }

    private ItemReport ReportOf(in Report today) =>
        new(today.Category.Ms, Name(categories, today.Category), today.Brand.Ms, Name(brands, today.Brand), today.PriceMs, today.Price);

    private readonly record struct Word(long Ms, int Entry);

    private struct Report
    {
        public static readonly Report None = new() { Category = new(long.MinValue, -1), Brand = new(long.MinValue, -1), PriceMs = long.MinValue, Price = float.NaN };

        public Word Category, Brand;
        public long PriceMs;
        public float Price;
    }

    // Side by side: an event reads what is published and writes what is told.
    private struct Row
    {
        public Report Today, Published;
    }
}
