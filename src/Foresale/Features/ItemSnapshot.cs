using Foresale.Events;

namespace Foresale.Features;

/// <summary>What the shop as a whole did up to midnight: counters of items, categories and brands, and what events last said of each item.</summary>
internal sealed class ItemSnapshot(FoldSettings settings, ItemCatalogue catalogue)
{
    // Weight of the prior in smoothed rates: a rate stands on its own from some tens of views on.
    private const double PriorViews = 20;

    /// <summary>Counters of items.</summary>
    public CounterTable Items { get; } = catalogue.Items;

    /// <summary>Counters of categories.</summary>
    public CounterTable Categories { get; } = catalogue.Categories;

    /// <summary>Counters of brands.</summary>
    public CounterTable Brands { get; } = catalogue.Brands;

    /// <summary>What events last said of each item.</summary>
    public ItemReports Reports { get; } = new(catalogue.Items, catalogue.Categories, catalogue.Brands);

    /// <summary>Folds an event of today in; unread until <see cref="Publish"/>.</summary>
    public void Add(ShopEvent shopEvent, in Told told, long timeMs)
    {
        var cents = float.IsNaN(told.Price) ? -1 : (long)Math.Round(told.Price * 100.0);
        if (told.Item >= 0)
        {
            Items.Add(told.Item, shopEvent.Behavior, cents);
            if (shopEvent.Category is not null || shopEvent.Brand is not null || shopEvent.Price is not null)
            {
                Reports.Add(told.Item, timeMs, shopEvent.Category is null ? -1 : told.Category, shopEvent.Brand is null ? -1 : told.Brand, told.Price);
            }
        }

        if (told.Category >= 0)
        {
            Categories.Add(told.Category, shopEvent.Behavior, cents);
        }

        if (told.Brand >= 0)
        {
            Brands.Add(told.Brand, shopEvent.Behavior, cents);
        }
    }

    /// <summary>Adds another shard's day.</summary>
    public void Add(DayCounters shard)
    {
        Items.Add(shard.Items);
        Categories.Add(shard.Categories);
        Brands.Add(shard.Brands);
        Reports.Add(shard.Reports);
    }

    /// <summary>Today's counts so far, for other shards.</summary>
    public DayCounters TakeDay(DateOnly day) => new(day, Items.TakeToday(), Categories.TakeToday(), Brands.TakeToday(), Reports.TakeToday());

    /// <summary>Closes a day: its counts become part of what reads see.</summary>
    public void Publish(int closing, int opening)
    {
        Reports.Publish();
        Items.Publish(closing, opening);
        Categories.Publish(closing, opening);
        Brands.Publish(closing, opening);
    }

    /// <summary>Writes names and what was counted and told today.</summary>
    public void SaveToday(BinaryWriter writer)
    {
        Items.SaveToday(writer);
        Categories.SaveToday(writer);
        Brands.SaveToday(writer);
        Reports.SaveToday(writer);
    }

    /// <summary>Writes what is published.</summary>
    public void SavePublished(BinaryWriter writer)
    {
        Items.SavePublished(writer);
        Categories.SavePublished(writer);
        Brands.SavePublished(writer);
        Reports.SavePublished(writer);
    }

    /// <summary>Gives an empty one what another held.</summary>
    public void Load(BinaryReader today, BinaryReader published)
    {
        Items.Load(today, published);
        Categories.Load(today, published);
        Brands.Load(today, published);
        Reports.Load(today, published);
    }

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
}
