using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>Somebody who is to get the offer.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Uplift">Additional orders that are expected of the offer.</param>
public sealed record PlannedOffer(string UserId, double Uplift);

/// <summary>What may be spent, and what for.</summary>
/// <param name="Budget">Most that may be spent, &gt;= 0.</param>
/// <param name="Cost">What one offer costs at the most, &gt;= 0; with a mean cost the budget is kept on average only.</param>
/// <param name="OrderMargin">What an additional order earns; null to offer as long as an additional order is expected at all.</param>
public sealed record OfferBudget(decimal Budget, decimal Cost, decimal? OrderMargin = null)
{
    /// <summary>Beyond it a number is no amount of money, and sums of it are no decimals.</summary>
    public const decimal Largest = 1e15m;

    /// <summary>True where <see cref="Cost"/> is the mean of costs that differ: the budget is then kept on average and not for certain.</summary>
    public bool IsMeanCost { get; init; }

    /// <summary>Refuses what is no budget.</summary>
    /// <exception cref="UserFaultException">A number is below 0, or too large.</exception>
    public void Require()
    {
        foreach (var (name, amount) in new[] { ("--budget", Budget), ("--offer-cost", Cost), ("--margin", OrderMargin ?? 0) })
        {
            if (amount > Largest)
            {
                throw new UserFaultException(name, FormattableString.Invariant($"{amount} is no amount of money."), FormattableString.Invariant($"Give at most {Largest:0}."));
            }
        }

        if (Budget < 0)
        {
            throw new UserFaultException("--budget", FormattableString.Invariant($"{Budget} is below 0."), "Give what may be spent; 0 makes no offer.");
        }

        if (Cost < 0)
        {
            throw new UserFaultException("--offer-cost", FormattableString.Invariant($"{Cost} is below 0."), "Give what one offer costs.");
        }

        if (OrderMargin < 0)
        {
            throw new UserFaultException("--margin", FormattableString.Invariant($"{OrderMargin} is below 0."), "Give what one more order earns.");
        }
    }
}

/// <summary>Whom to make the offer: as many as the budget pays for at the cost of an offer. It is never exceeded where no offer costs more than that.</summary>
/// <param name="Offers">From the largest expected effect on.</param>
/// <param name="Spent">Their number times the cost of an offer, at most the budget.</param>
/// <param name="HeldOut">Shoppers who were passed over since they are held out.</param>
/// <param name="WithoutEffect">Shoppers of whom no effect is expected that pays, who get no offer whatever the budget.</param>
public sealed record OfferPlan(IReadOnlyList<PlannedOffer> Offers, decimal Spent, int HeldOut, int WithoutEffect)
{
    /// <summary>Plans offers by expected effect, never by intent: the likeliest buyers buy without one.</summary>
    /// <param name="users">Shoppers.</param>
    /// <param name="uplift">Expected additional orders of each; NaN makes no offer.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="holdout">Who never gets an offer; null for nobody.</param>
    /// <exception cref="UserFaultException">A number of the budget is below 0, or too large.</exception>
    public static OfferPlan Within(IReadOnlyList<string> users, IReadOnlyList<double> uplift, OfferBudget budget, Holdout? holdout)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(uplift);
        ArgumentNullException.ThrowIfNull(budget);
        budget.Require();
        var served = Enumerable.Range(0, users.Count).Where(i => holdout is null || !holdout.Holds(users[i])).ToList();
        var worth = served.Where(i => uplift[i] > 0 && (budget.OrderMargin is not { } margin || uplift[i] * (double)margin > (double)budget.Cost));
        int[] ranked = [.. worth.OrderByDescending(i => uplift[i]).ThenBy(i => users[i], StringComparer.Ordinal)];
        var count = budget.Budget == 0 ? 0 : Paid(budget, ranked.Length);
        return new OfferPlan([.. ranked.Take(count).Select(i => new PlannedOffer(users[i], uplift[i]))], count * budget.Cost, users.Count - served.Count, served.Count - ranked.Length);
    }

    // Where the budget pays for all it is not divided: the quotient of a large budget and a tiny cost is no decimal. A quotient may be rounded up.
    private static int Paid(OfferBudget budget, int wanted)
    {
        var count = budget.Cost * wanted <= budget.Budget ? wanted : (int)Math.Floor(budget.Budget / budget.Cost);
        return count * budget.Cost <= budget.Budget ? count : count - 1;
    }
}
