using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.Simulation;

/// <summary>A planted shop as its JSON file says it: catalogue, effects and hidden shopper types. docs/simulation.md has the equations.</summary>
public sealed record ShopFile
{
    /// <summary>Version of the file's form; 1.</summary>
    public required int Schema { get; init; }

    /// <summary>Name of the shop.</summary>
    public required string Name { get; init; }

    /// <summary>IANA name of the shop's time zone.</summary>
    public required string Zone { get; init; }

    /// <summary>First day of the log, in that zone.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>ISO 4217 code of all prices.</summary>
    public required string Currency { get; init; }

    /// <summary>What the shop sells.</summary>
    public required CatalogueSection Catalogue { get; init; }

    /// <summary>Shifts of log-weights of the next step: effect, then behavior or <c>leave</c>, then shift.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Effects { get; init; }

    /// <summary>The hidden types; their priors add up to 1.</summary>
    public required IReadOnlyList<TypeSection> Types { get; init; }

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        PropertyNameCaseInsensitive = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads and checks a shop file.</summary>
    /// <param name="path">The file; named in messages.</param>
    /// <exception cref="UserFaultException">An unknown or missing key, or probabilities that do not add up; the message has the JSON path.</exception>
    public static ShopFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "No such shop file.", "Give the path of a shop file, or leave --shop out for the built-in shop.");
        }

        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Parses and checks the text of a shop file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="place">Name of the file for messages.</param>
    public static ShopFile Parse(string json, string place)
    {
        ShopFile? file;
        try
        {
            file = JsonSerializer.Deserialize<ShopFile>(json, s_options);
        }
        catch (JsonException fault)
        {
            var path = string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path;
            var message = fault.Message.Split(" Path:", StringSplitOptions.None)[0].TrimEnd('.');
            throw new UserFaultException($"{place}: {path}", $"{message}.", $"See {Documentation.PathOf("simulation.md")} for the keys of a shop file.");
        }

        if (file is null)
        {
            throw new UserFaultException($"{place}: $", "The file says null.", $"See {Documentation.PathOf("simulation.md")} for the keys of a shop file.");
        }

        ShopFileCheck.Run(file, place);
        return file;
    }
}

/// <summary>The catalogue of a shop file.</summary>
public sealed record CatalogueSection
{
    /// <summary>Seed of prices, ratings and stock: the catalogue is the same in every log of the shop.</summary>
    public required int Seed { get; init; }

    /// <summary>Two prices, ascending, that part low, mid and high.</summary>
    public required IReadOnlyList<double> PriceBands { get; init; }

    /// <summary>The categories.</summary>
    public required IReadOnlyList<CategorySection> Categories { get; init; }

    /// <summary>How the popularity of items moves from day to day; null where it stays.</summary>
    public TrendSection? Trends { get; init; }
}

/// <summary>Fashions of a shop file: the log-popularity of each item follows an AR(1) by day, drawn from the log's seed.</summary>
public sealed record TrendSection
{
    /// <summary>Standard deviation of the log-popularity around its catalogue value, &gt;= 0.</summary>
    public required double Deviation { get; init; }

    /// <summary>How much of it is left a day later, 0..1 exclusive of 1.</summary>
    public required double Persistence { get; init; }
}

/// <summary>A category of a shop file.</summary>
public sealed record CategorySection
{
    /// <summary>Name, as events carry it.</summary>
    public required string Name { get; init; }

    /// <summary>Number of items.</summary>
    public required int Items { get; init; }

    /// <summary>Median of the log-normal price.</summary>
    public required double MedianPrice { get; init; }

    /// <summary>Standard deviation of the log-price.</summary>
    public required double Spread { get; init; }

    /// <summary>Mean margin as a share of the price, 0..1.</summary>
    public required double Margin { get; init; }

    /// <summary>True where shoppers think long before they buy.</summary>
    public required bool Considered { get; init; }

    /// <summary>Brands of the category.</summary>
    public required IReadOnlyList<string> Brands { get; init; }
}

/// <summary>A hidden shopper type of a shop file. Every dictionary is a distribution: word to probability.</summary>
public sealed record TypeSection
{
    /// <summary>Name of the type.</summary>
    public required string Name { get; init; }

    /// <summary>Share of shoppers, 0..1.</summary>
    public required double Prior { get; init; }

    /// <summary>Chance of a visit on a weekday, 0..1.</summary>
    public required double VisitsPerDay { get; init; }

    /// <summary>Factor on that chance on Saturdays and Sundays.</summary>
    public required double WeekendVisits { get; init; }

    /// <summary>Part of the day on weekdays.</summary>
    public required IReadOnlyDictionary<string, double> Weekday { get; init; }

    /// <summary>Part of the day on Saturdays and Sundays.</summary>
    public required IReadOnlyDictionary<string, double> WeekendDay { get; init; }

    /// <summary>Channel of a session.</summary>
    public required IReadOnlyDictionary<string, double> Channels { get; init; }

    /// <summary>Preferred device of the shopper.</summary>
    public required IReadOnlyDictionary<string, double> Devices { get; init; }

    /// <summary>Gender of the shopper.</summary>
    public required IReadOnlyDictionary<string, double> Genders { get; init; }

    /// <summary>Age band of the shopper, <c>from-to</c>; the age is uniform in it.</summary>
    public required IReadOnlyDictionary<string, double> Ages { get; init; }

    /// <summary>Occupation of the shopper.</summary>
    public required IReadOnlyDictionary<string, double> Occupations { get; init; }

    /// <summary>Region of the shopper.</summary>
    public required IReadOnlyDictionary<string, double> Regions { get; init; }

    /// <summary>Category of a newly chosen item, and of a search.</summary>
    public required IReadOnlyDictionary<string, double> Categories { get; init; }

    /// <summary>Price band of a newly chosen item, before bands that a category lacks are left out.</summary>
    public required IReadOnlyDictionary<string, double> Bands { get; init; }

    /// <summary>First behavior of a session.</summary>
    public required IReadOnlyDictionary<string, double> First { get; init; }

    /// <summary>Next behavior or <c>leave</c>, by the last behavior, before the effects.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Next { get; init; }

    /// <summary>Which item a behavior is about (stay, return, new), by behavior.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Moves { get; init; }

    /// <summary>Median seconds before an event, by its behavior.</summary>
    public required IReadOnlyDictionary<string, double> GapSeconds { get; init; }

    /// <summary>Standard deviation of the log-gap.</summary>
    public required double GapSpread { get; init; }

    /// <summary>Effects that replace the shop's for this type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Effects { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
}
