using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Nudges;

public class OfferPlanTests
{
    private static readonly string[] s_users = ["ann", "bob", "cem", "dan", "eve"];
    private static readonly double[] s_uplift = [.1, .3, -.2, .2, double.NaN];

    [Fact]
    public void Offers_go_to_the_largest_effects_within_the_budget()
    {
        var plan = OfferPlan.Within(s_users, s_uplift, new OfferBudget(5, 2), holdout: null);

        Assert.Equal(["bob", "dan"], plan.Offers.Select(o => o.UserId));
        Assert.Equal(4, plan.Spent);
        Assert.Equal(2, plan.WithoutEffect);
    }

    [Fact]
    public void Nobody_gets_an_offer_that_does_not_pay()
    {
        var plan = OfferPlan.Within(s_users, s_uplift, new OfferBudget(1_000, 2, OrderMargin: 10), holdout: null);

        Assert.Equal(["bob"], plan.Offers.Select(o => o.UserId)); // .3 x 10 > 2, and .2 x 10 is no more than it
    }

    [Fact]
    public void A_budget_of_nothing_makes_no_offer_even_where_one_costs_nothing()
    {
        Assert.Empty(OfferPlan.Within(s_users, s_uplift, new OfferBudget(0, 0), holdout: null).Offers);
        Assert.Equal(3, OfferPlan.Within(s_users, s_uplift, new OfferBudget(1, 0), holdout: null).Offers.Count);
    }

    [Fact]
    public void No_plan_spends_more_than_its_budget_nor_on_those_who_are_held_out()
    {
        var random = new Random(7);
        for (var run = 0; run < 500; run++)
        {
            string[] users = [.. Enumerable.Range(0, random.Next(0, 60)).Select(i => $"u{i}")];
            double[] uplift = [.. users.Select(_ => random.NextDouble() - .3)];
            var budget = new OfferBudget((decimal)(random.NextDouble() * 40), (decimal)(random.NextDouble() * 3), random.Next(2) == 0 ? null : (decimal)(random.NextDouble() * 20));
            var holdout = new Holdout(random.NextDouble() * .9, $"salt {run}");

            var plan = OfferPlan.Within(users, uplift, budget, holdout);

            Assert.True(plan.Spent <= budget.Budget && plan.Spent == plan.Offers.Count * budget.Cost);
            Assert.All(plan.Offers, o => Assert.True(o.Uplift > 0 && !holdout.Holds(o.UserId)));
            Assert.Equal(plan.Offers.Count, plan.Offers.Select(o => o.UserId).Distinct().Count());
        }
    }

    // 7 / 1e-28 is no decimal, and (7.9 - 1e-28) / 7.9 is rounded to 1.
    [Fact]
    public void The_smallest_and_the_most_awkward_costs_keep_the_budget()
    {
        Assert.Equal(3, OfferPlan.Within(s_users, s_uplift, new OfferBudget(7, 1e-28m), holdout: null).Offers.Count);

        Assert.Empty(OfferPlan.Within(s_users, s_uplift, new OfferBudget(7.9m - 1e-28m, 7.9m), holdout: null).Offers);
    }

    [Fact]
    public void What_is_no_amount_of_money_is_refused()
    {
        var fault = Assert.Throws<UserFaultException>(() => OfferPlan.Within(s_users, s_uplift, new OfferBudget(decimal.MaxValue, 1), holdout: null));

        Assert.Equal("--budget: 79228162514264337593543950335 is no amount of money. Give at most 1000000000000000.", fault.Message);
    }

    [Theory]
    [InlineData(-1, 1, 1, "--budget: -1 is below 0. Give what may be spent; 0 makes no offer.")]
    [InlineData(1, -1, 1, "--offer-cost: -1 is below 0. Give what one offer costs.")]
    [InlineData(1, 1, -1, "--margin: -1 is below 0. Give what one more order earns.")]
    public void Money_below_zero_is_refused(int budget, int cost, int margin, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => OfferPlan.Within(s_users, s_uplift, new OfferBudget(budget, cost, margin), holdout: null)).Message);
}
