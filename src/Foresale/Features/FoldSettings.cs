using System.Text.Json.Serialization;
using Foresale.Features.Text;

namespace Foresale.Features;

/// <summary>
/// Everything that the fold must know beyond the events: fitted on the training slice, stored in model.json, equal offline and live.
/// </summary>
public sealed record FoldSettings
{
    /// <summary>IANA name of the shop's time zone.</summary>
    public required string Zone { get; init; }

    /// <summary>True where times are days without a clock.</summary>
    public bool DayResolution { get; init; }

    /// <summary>Words of the actions that the log has, in the order of the funnel.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Most frequent words of device, region, channel, detail and query in the training slice, each most frequent first; others read as "other".</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Numeric columns of the user side file.</summary>
    public IReadOnlyList<string> UserNumeric { get; init; } = [];

    /// <summary>Categorical columns of the user side file with their levels.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> UserLevels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Numeric columns of the item side file.</summary>
    public IReadOnlyList<string> ItemNumeric { get; init; } = [];

    /// <summary>Categorical columns of the item side file with their levels.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ItemLevels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Columns of the item side file that hold sentences (titles, descriptions, reviews), as factors.</summary>
    public IReadOnlyDictionary<string, TextFactors> ItemTexts { get; init; } = new Dictionary<string, TextFactors>(StringComparer.Ordinal);

    /// <summary>Nine inner cuts of the training slice's prices, ascending; empty where the log has no prices.</summary>
    public IReadOnlyList<float> PriceDeciles { get; init; } = [];

    /// <summary>Purchases per view in the training slice: the prior of smoothed conversion rates, 0..1.</summary>
    public double PurchasesPerView { get; init; }

    /// <summary>Cart events per view in the training slice: the prior of smoothed cart rates, 0..1.</summary>
    public double CartsPerView { get; init; }

    /// <summary>False where no event and no side file names a category: its columns are then left out.</summary>
    public bool HasCategories { get; init; } = true;

    /// <summary>False where no event and no side file names a brand: its columns are then left out.</summary>
    public bool HasBrands { get; init; } = true;

    /// <summary>True to keep a shopper's history with every item (offline target user-item); false for the 64 most recent ones.</summary>
    public bool UnboundedPairs { get; init; }

    /// <summary>Rows of each of the two item embedding tables, padding and unknown included; &gt;= 8.</summary>
    public int ItemTableSize { get; init; } = 1 << 16;

    /// <summary>Rows of the category and of the brand embedding table, padding and unknown included; &gt;= 8.</summary>
    public int GroupTableSize { get; init; } = 1 << 10;

    /// <summary>Holidays in the shop's time zone; empty where none were given.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>False where the training slice is shorter than a year: its months would only say how late in the log it is, and every later month would be new.</summary>
    public bool HasMonths { get; init; } = true;

    /// <summary>False where rows stand at a few instants only, whose hours and weekdays would only tell them apart.</summary>
    public bool HasCalendar { get; init; } = true;

    /// <summary>
    /// Segments of shoppers and factors of items, each fitted on the events before its instant, ascending; a state reads the last one not after it.
    /// Null leaves their columns out. Kept in a file of their own beside model.json.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<PortraitSnapshot>? Portraits { get; init; }

    /// <summary>Most tokens that a score reads.</summary>
    public int TokenLength { get; init; } = 50;
}
