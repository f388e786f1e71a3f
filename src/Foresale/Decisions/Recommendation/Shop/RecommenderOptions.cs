using Foresale.Events;
using Foresale.Profiles;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>How a recommender is fitted, and how it chooses.</summary>
public sealed record RecommenderOptions
{
    /// <summary>Items of a list, &gt;= 1.</summary>
    public int Length { get; init; } = 20;

    /// <summary>True to rank by interest alone, what the shopper will touch next, and not by what that earns.</summary>
    public bool IsByInterest { get; init; }

    /// <summary>False to recommend what a shopper has bought already.</summary>
    public bool HoldBackBought { get; init; } = true;

    /// <summary>True to recommend only what a shopper has not touched yet.</summary>
    public bool HoldBackSeen { get; init; }

    /// <summary>Most items of one category in a list; null for any number. Items without a category are not counted.</summary>
    public int? MostPerCategory { get; init; }

    /// <summary>
    /// How much an item loses for its likeness to those above it, in [0, 1]: its score goes by exp(-4 x diversity x largest likeness), the likeness being the cosine
    /// of factors (after Carbonell and Goldstein 1998). 0 for none.
    /// </summary>
    public double Diversity { get; init; }

    /// <summary>Least price; null for any.</summary>
    public double? LeastPrice { get; init; }

    /// <summary>Greatest price; null for any. With a bound, items of unknown price are left out.</summary>
    public double? MostPrice { get; init; }

    /// <summary>False to recommend items whose stock is 0.</summary>
    public bool InStockOnly { get; init; } = true;

    /// <summary>Items that each source proposes.</summary>
    public int Candidates { get; init; } = 100;

    /// <summary>How factors are fitted; their weights say what a purchase counts against a view, everywhere in the recommender.</summary>
    public AlsOptions Factors { get; init; } = new();

    /// <summary>Items that are known at most: those that most shoppers touched.</summary>
    public int MostItems { get; init; } = 20_000;

    /// <summary>Past sessions that vote on the next item: the latest.</summary>
    public int MostSessions { get; init; } = 20_000;

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="UserFaultException">An option is out of its range.</exception>
    public void Require()
    {
        (string Place, string Found, string Remedy)? fault = this switch
        {
            { Length: < 1 } => ("--top", FormattableString.Invariant($"{Length} is no length of a list."), "Give 1 or more."),
            { MostPerCategory: < 1 } => ("--max-per-category", FormattableString.Invariant($"{MostPerCategory} leaves no item."), "Give 1 or more."),
            { Diversity: not (>= 0 and <= 1) } => ("--diversity", FormattableString.Invariant($"{Diversity} is not in 0..1."), "Give 0 for none, up to 1."),
            { LeastPrice: < 0 } => ("--min-price", FormattableString.Invariant($"{LeastPrice} is below 0."), "Give a price of 0 or more."),
            { MostPrice: < 0 } => ("--max-price", FormattableString.Invariant($"{MostPrice} is below 0."), "Give a price of 0 or more."),
            _ when LeastPrice > MostPrice => ("--min-price", FormattableString.Invariant($"{LeastPrice} is above --max-price {MostPrice}."), "Give a lower one."),
            _ => null,
        };
        if (fault is { } f)
        {
            throw new UserFaultException(f.Place, f.Found, f.Remedy);
        }
    }
}
