using Foresale.Events;

namespace Foresale.Decisions.Nudges;

/// <summary>Somebody who is to get the offer.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Uplift">Additional orders that are expected of the offer.</param>
public sealed record PlannedOffer(string UserId, double Uplift);

/// <summary>What may be spent, and what for.</summary>
/// <param name="Budget">Most that may be spent, &gt;= 0.</param>
/// <param name="Cost">What one offer costs, &gt;= 0.</param>
/// <param name="OrderMargin">What an additional order earns; null to offer as long as an additional order is expected at all.</param>
public sealed record OfferBudget(decimal Budget, decimal Cost, decimal? OrderMargin = null)
{
    /// <summary>Refuses what is no budget.</summary>
    /// <exception cref="UserFaultException">A number is below 0.</exception>
    public void Require()
    {
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

/// <summary>Whom to make the offer, within a budget that is never exceeded.</summary>
/// <param name="Offers">From the largest expected effect on.</param>
/// <param name="Spent">Their cost, at most the budget.</param>
/// <param name="HeldOut">Shoppers who were passed over since they are held out.</param>
/// <param name="WithoutEffect">Shoppers of whom no effect is expected that pays, who get no offer whatever the budget.</param>
public sealed record OfferPlan(IReadOnlyList<PlannedOffer> Offers, decimal Spent, int HeldOut, int WithoutEffect)
{
    /// <summary>Plans offers by expected effect, never by intent: the likeliest buyers buy without one.</summary>
    /// <param name="users">Shoppers.</param>
    /// <param name="uplift">Expected additional orders of each; NaN makes no offer.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="holdout">Who never gets an offer; null for nobody.</param>
    /// <exception cref="UserFaultException">A number of the budget is below 0.</exception>
    public static OfferPlan Within(IReadOnlyList<string> users, IReadOnlyList<double> uplift, OfferBudget budget, Holdout? holdout)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(uplift);
        ArgumentNullException.ThrowIfNull(budget);
        budget.Require();
        var served = Enumerable.Range(0, users.Count).Where(i => holdout is null || !holdout.Holds(users[i])).ToList();
        var worth = served.Where(i => uplift[i] > 0 && (budget.OrderMargin is not { } margin || uplift[i] * (double)margin > (double)budget.Cost));
        int[] ranked = [.. worth.OrderByDescending(i => uplift[i]).ThenBy(i => users[i], StringComparer.Ordinal)];
        var count = budget.Budget == 0 ? 0 : budget.Cost == 0 ? ranked.Length : (int)Math.Min(ranked.Length, Math.Floor(budget.Budget / budget.Cost));
        return new OfferPlan([.. ranked.Take(count).Select(i => new PlannedOffer(users[i], uplift[i]))], count * budget.Cost, users.Count - served.Count, served.Count - ranked.Length);
    }
}
