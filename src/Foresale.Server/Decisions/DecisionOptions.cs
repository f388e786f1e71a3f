using System.ComponentModel.DataAnnotations;

namespace Foresale.Server.Decisions;

/// <summary>Settings under <c>Foresale:Decisions</c>: what is done with intent. Each folder is one that a verb of the command line wrote.</summary>
public sealed record DecisionOptions
{
    /// <summary>Section of the configuration that these settings are read from.</summary>
    public const string Section = "Foresale:Decisions";

    private const string Whole = "Give a whole number from {1} to {2}.";

    /// <summary>Folder that <c>foresale recommend</c> wrote; empty for no recommendations.</summary>
    public string? Recommender { get; init; }

    /// <summary>Folder that <c>foresale replenish</c> wrote; empty for no orders.</summary>
    public string? Orders { get; init; }

    /// <summary>Folder that <c>foresale nudge</c> wrote; empty for no offers.</summary>
    public string? Offers { get; init; }

    /// <summary>Folder that <c>foresale bid</c> wrote, of prices in money an impression; empty to bid what an impression is worth in second-price auctions.</summary>
    public string? Bids { get; init; }

    /// <summary>What ads may cost a day of the shop, in the shop's currency; 0 for no bids.</summary>
    [Range(0.0, 1e9, ErrorMessage = "Give a number from {1} to {2}.")]
    public double AdBudget { get; init; }

    /// <summary>Auctions that are expected a day; 0 for as many as an episode of the plan had, or 100,000 without one.</summary>
    [Range(0, 1_000_000_000, ErrorMessage = Whole)]
    public int AdAuctions { get; init; }

    /// <summary>Ads that a shopper sees at most within <see cref="AdCapHours"/>.</summary>
    [Range(1, 1_000, ErrorMessage = Whole)]
    public int AdCap { get; init; } = 5;

    /// <summary>Hours within which ads of a shopper count.</summary>
    [Range(1, 720, ErrorMessage = Whole)]
    public int AdCapHours { get; init; } = 24;

    /// <summary>Seconds after which a bid of which nothing was told counts as lost.</summary>
    [Range(1, 86_400, ErrorMessage = Whole)]
    public int AdTimeOutSeconds { get; init; } = 300;
}
