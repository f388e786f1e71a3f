namespace Foresale.Features;

/// <summary>The instant and the focus that a state is read for. Features read from it and change nothing.</summary>
internal readonly ref struct Moment
{
    /// <summary>The shopper, after all events folded so far.</summary>
    public required ShopperState Shopper { get; init; }

    /// <summary>The item in focus.</summary>
    public required Focus Focus { get; init; }

    /// <summary>The instant, Unix milliseconds, at or after the shopper's last event.</summary>
    public required long AtMs { get; init; }

    /// <summary>The instant in the shop's zone.</summary>
    public required LocalTime Local { get; init; }

    /// <summary>Days since the shopper's last event, &gt;= 0; 0 for a shopper never seen.</summary>
    public required double DaysSinceLast { get; init; }

    /// <summary>Fading over <see cref="DaysSinceLast"/>.</summary>
    public required Decays Decays { get; init; }

    /// <summary>What items are to the shopper's liking; null where the fold has no factors.</summary>
    public TasteReader? Taste { get; init; }
}

/// <summary>The item in focus as known to the shopper and to the published snapshot.</summary>
internal readonly struct Focus
{
    /// <summary>No item.</summary>
    public static readonly Focus None = new() { Item = -1, Category = -1, Brand = -1, Pair = -1, Price = float.NaN, CategoryToken = 1, BrandToken = 1 };

    /// <summary>True where the caller named an item, known or not.</summary>
    public bool Named { get; init; }

    /// <summary>Index into the item table; -1 for none or one never seen.</summary>
    public required int Item { get; init; }

    /// <summary>Index into the category table; -1 where unknown.</summary>
    public required int Category { get; init; }

    /// <summary>Index into the brand table; -1 where unknown.</summary>
    public required int Brand { get; init; }

    /// <summary>Slot of the shopper's history with the item; -1 where there is none.</summary>
    public required int Pair { get; init; }

    /// <summary>Unit price as the shopper saw it last, else as published, else as the catalogue says; NaN where unknown.</summary>
    public required float Price { get; init; }

    /// <summary>Category as a token field; 1 where unknown.</summary>
    public required int CategoryToken { get; init; }

    /// <summary>Brand as a token field; 1 where unknown.</summary>
    public required int BrandToken { get; init; }

    /// <summary>The catalogue's row in force, one value a catalogue column; null where there is none.</summary>
    public float[]? Catalogue { get; init; }
}
