using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// Turns an event into K integers, one embedding row each; 0 is padding, 1 unknown or absent, values begin at 2.
/// Names are hashed, by the tables that hold them.
/// </summary>
internal sealed class Tokenizer
{
    /// <summary>The first index that means a value.</summary>
    public const int First = 2;

    private const int GapBuckets = 16;
    private readonly FoldSettings _settings;
    private readonly ItemCatalogue _names;
    private readonly float[] _deciles;

    /// <summary>Takes sizes from the settings.</summary>
    public Tokenizer(FoldSettings settings, ItemCatalogue names)
    {
        _settings = settings;
        _deciles = [.. settings.PriceDeciles];
        _names = names;
        Schema = new TokenSchema(
            [
                new TokenField("behavior", First + Behaviors.Count),
                new TokenField("new_session", First + 2),
                new TokenField("item_hash_1", settings.ItemTableSize),
                new TokenField("item_hash_2", settings.ItemTableSize),
                new TokenField("category", settings.GroupTableSize),
                new TokenField("brand", settings.GroupTableSize),
                new TokenField("price_decile", First + 10),
                new TokenField("gap", First + GapBuckets),
                settings.DayResolution ? new TokenField("weekday", First + 7) : new TokenField("hour", First + 24),
                new TokenField("seen_item", First + 3),
                .. WordFields(settings),
            ],
            settings.TokenLength);
    }

    /// <summary>Fields, in order.</summary>
    public TokenSchema Schema { get; }

    /// <summary>Token field of a category; 1 for entry -1.</summary>
    public int Category(int entry) => _names.Categories.Tokens(entry).One;

    /// <summary>Token field of a brand; 1 for entry -1.</summary>
    public int Brand(int entry) => _names.Brands.Tokens(entry).One;

    /// <summary>The token of an event.</summary>
    /// <param name="shopEvent">The event.</param>
    /// <param name="category">Entry of its category.</param>
    /// <param name="brand">Entry of its brand.</param>
    /// <param name="local">Its time in the shop's zone.</param>
    public PackedToken Token(in FoldEvent shopEvent, int category, int brand, LocalTime local) => new(
        ItemOne: _names.Items.Tokens(shopEvent.Item).One,
        ItemTwo: _names.Items.Tokens(shopEvent.Item).Two,
        Category: (ushort)Category(category),
        Brand: (ushort)Brand(brand),
        Behavior: (byte)(First + (int)shopEvent.Behavior),
        NewSession: (byte)(shopEvent.NewSession ? First + 1 : First),
        PriceDecile: (byte)PriceDecile(shopEvent.Price),
        Gap: (byte)(shopEvent.First ? 1 : First + GapBucket(shopEvent.DaysSincePrevious)),
        Hour: (byte)(First + (_settings.DayResolution ? local.Weekday : local.Hour)),
        SeenItem: (byte)(shopEvent.Item < 0 ? 1 : shopEvent.SameItem ? First + 2 : shopEvent.SeenItem ? First + 1 : First),
        Detail: Word(shopEvent.Detail),
        Query: Word(shopEvent.Query));

    // Both or none, so that a token's length tells.
    private static IEnumerable<TokenField> WordFields(FoldSettings settings)
    {
        string[] fields = [WordLevels.Detail, WordLevels.Query];
        return fields.Any(settings.Levels.ContainsKey) ? fields.Select(f => new TokenField(f, First + (settings.Levels.GetValueOrDefault(f)?.Count ?? 0) + 1)) : [];
    }

    private static byte Word(int level) => (byte)(level < 0 ? 1 : First + level);

    private int PriceDecile(float price)
    {
        if (float.IsNaN(price) || _deciles.Length == 0)
        {
            return 1;
        }

        var decile = 0;
        while (decile < _deciles.Length && price > _deciles[decile])
        {
            decile++;
        }

        return First + decile;
    }

    // With a clock: sixteen steps of equal ratio from a second to a month. Without: days up to a week, then doubling.
    private int GapBucket(double days)
    {
        var bucket = _settings.DayResolution
            ? days < 8 ? (int)days : 5 + (int)Math.Log2(days)
            : (int)(Math.Log2(1 + (days * 86_400)) * 0.7);
        return Math.Min(bucket, GapBuckets - 1);
    }
}
