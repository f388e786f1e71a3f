using Foresale.Events;

namespace Foresale.Features;

/// <summary>What the shop as a whole did up to midnight: counters of items, categories and brands, and what events last said of each item.</summary>
internal sealed class ItemSnapshot(FoldSettings settings, ItemCatalogue catalogue)
{
    // Weight of the prior in smoothed rates: a rate stands on its own from some tens of views on.
    private const double PriorViews = 20;

    private readonly List<int> _reported = [];
    private ItemReport[] _today = [];
    private ItemReport[] _published = [];
    private int[] _publishedCategory = [];
    private int[] _publishedBrand = [];

    /// <summary>Counters of items.</summary>
    public CounterTable Items { get; } = catalogue.Items;

    /// <summary>Counters of categories.</summary>
    public CounterTable Categories { get; } = catalogue.Categories;

    /// <summary>Counters of brands.</summary>
    public CounterTable Brands { get; } = catalogue.Brands;

    /// <summary>Folds an event of today in; unread until <see cref="Publish"/>.</summary>
    public void Add(ShopEvent shopEvent, int item, int category, int brand, long timeMs, float price)
    {
        var cents = float.IsNaN(price) ? -1 : (long)Math.Round(price * 100.0);
        if (item >= 0)
        {
            Items.Add(item, shopEvent.Behavior, cents);
            if (shopEvent.Category is not null || shopEvent.Brand is not null || shopEvent.Price is not null)
            {
                Report(item, timeMs, shopEvent);
            }
        }

        if (category >= 0)
        {
            Categories.Add(category, shopEvent.Behavior, cents);
        }

        if (brand >= 0)
        {
            Brands.Add(brand, shopEvent.Behavior, cents);
        }
    }

    /// <summary>Adds another shard's day.</summary>
    public void Add(DayCounters shard)
    {
        Items.Add(shard.Items);
        Categories.Add(shard.Categories);
        Brands.Add(shard.Brands);
        foreach (var (name, report) in shard.Reports)
        {
            ref var today = ref Today(Items.FindOrAdd(name));
            today = today.Latest(report);
        }
    }

    /// <summary>Today's counts so far, for other shards.</summary>
    public DayCounters TakeDay(DateOnly day) => new(
        day,
        Items.TakeToday(),
        Categories.TakeToday(),
        Brands.TakeToday(),
        _reported.ToDictionary(item => Items.Name(item), item => _today[item], StringComparer.Ordinal));

    /// <summary>Closes a day: its counts become part of what reads see.</summary>
    public void Publish(int closing, int opening)
    {
        foreach (var item in _reported)
        {
            _published[item] = _published[item].Latest(_today[item]);
            _publishedCategory[item] = _published[item].Category is { } category ? Categories.FindOrAdd(category) : -1;
            _publishedBrand[item] = _published[item].Brand is { } brand ? Brands.FindOrAdd(brand) : -1;
            _today[item] = ItemReport.None;
        }

        _reported.Clear();
        Items.Publish(closing, opening);
        Categories.Publish(closing, opening);
        Brands.Publish(closing, opening);
    }

    /// <summary>The item's category as published; -1 where unknown.</summary>
    public int CategoryOf(int item) => item >= 0 && item < _publishedCategory.Length ? _publishedCategory[item] : -1;

    /// <summary>The item's brand as published; -1 where unknown.</summary>
    public int BrandOf(int item) => item >= 0 && item < _publishedBrand.Length ? _publishedBrand[item] : -1;

    /// <summary>The item's price as published; NaN where unknown.</summary>
    public float PriceOf(int item) => item >= 0 && item < _published.Length ? _published[item].Price : float.NaN;

    /// <summary>Events of a behavior a view over 30 days, drawn towards the shop's rate where views are few. 0..1.</summary>
    public double Rate(CounterTable table, int entry, Behavior behavior) => Rate(table, entry, behavior, Prior(behavior));

    /// <summary>The item's rate, drawn towards its category's, drawn towards the shop's.</summary>
    public double ItemRate(int item, int category, Behavior behavior) => Rate(Items, item, behavior, Rate(Categories, category, behavior));

    private static double Rate(CounterTable table, int entry, Behavior behavior, double prior)
    {
        var views = (double)table.Events(entry, CounterWindow.Month, Behavior.View);
        var hits = table.Events(entry, CounterWindow.Month, behavior);
        return Math.Min(1, (hits + (PriorViews * prior)) / (views + PriorViews));
    }

    private double Prior(Behavior behavior) => behavior == Behavior.Purchase ? settings.PurchasesPerView : settings.CartsPerView;

    private void Report(int item, long timeMs, ShopEvent shopEvent)
    {
        ref var today = ref Today(item);
        today = today.Latest(new ItemReport(
            shopEvent.Category is null ? long.MinValue : timeMs,
            shopEvent.Category,
            shopEvent.Brand is null ? long.MinValue : timeMs,
            shopEvent.Brand,
            shopEvent.Price is null ? long.MinValue : timeMs,
            shopEvent.Price is { } price ? (float)price : float.NaN));
    }

    private ref ItemReport Today(int item)
    {
        if (item >= _today.Length)
        {
            var from = _today.Length;
            var size = Math.Max(64, Math.Max(item + 1, from * 2));
            Array.Resize(ref _today, size);
            Array.Resize(ref _published, size);
            Array.Resize(ref _publishedCategory, size);
            Array.Resize(ref _publishedBrand, size);
            Array.Fill(_today, ItemReport.None, from, size - from);
            Array.Fill(_published, ItemReport.None, from, size - from);
            Array.Fill(_publishedCategory, -1, from, size - from);
            Array.Fill(_publishedBrand, -1, from, size - from);
        }

        ref var report = ref _today[item];
        if (report.CategoryMs == long.MinValue && report.BrandMs == long.MinValue && report.PriceMs == long.MinValue)
        {
            _reported.Add(item);
        }

        return ref report;
    }
}
