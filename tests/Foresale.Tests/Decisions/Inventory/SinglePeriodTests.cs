using Foresale.Decisions.Inventory;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Inventory;

public class SinglePeriodTests
{
    // Snyder and Shen (2019), example 4.1.
    [Fact]
    public void The_newsvendor_of_the_book_stocks_56_point_6()
    {
        var found = Newsvendor.Normal(50, 8, .18, .70);

        Assert.Equal(56.604, found.Level, tolerance: 5e-4);
        Assert.Equal(1.9976, found.Cost, tolerance: 5e-5);
    }

    // Snyder and Shen (2019), problem 4.3(b): r = 7, c = 2.5, v = 1.5, so h = 1 and p = 4.5; z = .9085.
    [Fact]
    public void Revenue_purchase_and_salvage_become_holding_and_shortage()
    {
        var found = Newsvendor.Normal(50, 10, holdingCost: 2.5 - 1.5, shortageCost: 7 - 2.5);

        Assert.Equal(59.0846, found.Level, tolerance: 1e-3);
    }

    // Ratio .8: P(D <= 1) = .6, P(D <= 2) = .9, so stock 2; h (2 x .3 + 1 x .3) + p (1 x .1) = .9 + .4.
    [Fact]
    public void Whole_units_by_hand()
    {
        var found = Newsvendor.Of(DemandLaw.Of([.3, .3, .3, .1]), 1, 4);

        Assert.Equal(2, found.Level);
        Assert.Equal(1.3, found.Cost, tolerance: 1e-12);
    }

    [Fact]
    public void Log_normal_demand_costs_what_its_integral_says()
    {
        var found = Newsvendor.LogNormal(6, .3, 1, .1765);
        var fine = DemandLaw.Of([.. Enumerable.Range(0, 3000).Select(k => MathNet.Numerics.Distributions.LogNormal.CDF(6, .3, k + .5) - (k == 0 ? 0 : MathNet.Numerics.Distributions.LogNormal.CDF(6, .3, k - .5)))]);

        Assert.Equal(Newsvendor.Of(fine, 1, .1765).Cost, found.Cost, tolerance: 1e-2);
        Assert.Equal(Newsvendor.Of(fine, 1, .1765).Level, found.Level, tolerance: 1);
    }

    [Fact]
    public void Wagner_and_Whitin_order_210_and_150()
    {
        var plan = WagnerWhitin.Solve([90, 120, 80, 70], 500, 2);

        Assert.Equal([210, 0, 150, 0], plan.Orders);
        Assert.Equal(1380, plan.Cost);
    }

    [Theory]
    [InlineData(new double[] { 150, 100, 80, 200 }, 120, .8)]
    [InlineData(new double[] { 730, 580, 445, 650, 880 }, 100, .1)]
    [InlineData(new double[] { 400, 500, 500, 1100, 900 }, 100, .1, new double[] { 3, 1, 4, 6, 6 })]
    [InlineData(new double[] { 0, 3, 0, 4, 0 }, 7, 1)]
    public void Lot_sizes_cost_what_the_best_of_all_plans_costs(double[] demand, double fixedCost, double holdingCost, double[]? purchase = null)
    {
        var plan = WagnerWhitin.Solve(demand, fixedCost, holdingCost, purchase);

        Assert.Equal(AllPlans(demand, fixedCost, holdingCost, purchase), plan.Cost, tolerance: 1e-9);
        Assert.Equal(plan.Cost, CostOf(plan.Orders, demand, fixedCost, holdingCost, purchase), tolerance: 1e-9);
    }

    [Fact]
    public void Demand_of_nothing_is_met_by_nothing()
    {
        Assert.Equal(new StockLevel(0, 0), Newsvendor.Of(DemandLaw.Poisson(0), 1, 9));
        Assert.Equal(0, WagnerWhitin.Solve([0, 0, 0], 10, 1).Cost);
        Assert.Equal(new ReorderLevels(-1, 0, 0), ReorderPolicy.Optimal(Some(DemandLaw.Poisson(0), 5)));
        Assert.Equal(0, ReorderPolicy.Optimal(Some(DemandLaw.Poisson(0), 5)).OrderAt(0));
    }

    // Snyder and Shen (2019), example 4.7; Zheng and Federgruen (1991), table 1.
    [Theory]
    [InlineData(6, 4, 5, 4, 10, 8.03411)]
    [InlineData(10, 9, 64, 6, 40, 35.022)]
    [InlineData(25, 9, 64, 19, 56, 54.262)]
    [InlineData(50, 9, 64, 42, 108, 70.975)]
    public void The_best_s_S_is_the_published_one(double mean, double shortage, double fixedCost, int s, int up, double cost)
    {
        var found = ReorderPolicy.Optimal(Some(DemandLaw.Poisson(mean), fixedCost, shortage));

        Assert.Equal((s, up), (found.ReorderPoint, found.OrderUpTo));
        Assert.Equal(cost, found.Cost, tolerance: 6e-4);
    }

    [Theory]
    [InlineData(4, 40, 125, 150)]
    [InlineData(3, 1, 9, 20)]
    public void No_other_s_S_costs_less(double mean, double holding, double shortage, double fixedCost)
    {
        var problem = Some(DemandLaw.Poisson(mean), fixedCost, shortage) with { HoldingCost = holding };

        var found = ReorderPolicy.Optimal(problem);
        var least = Enumerable.Range(-5, 25).SelectMany(s => Enumerable.Range(s + 1, 30).Select(up => ReorderPolicy.AverageCost(problem, s, up))).Min();

        Assert.Equal(least, found.Cost, tolerance: 1e-9);
    }

    // Poisson(3000) over two days and orders of some 10,000 units: levels come in steps of 5 units, and cost hardly more than the best.
    [Fact]
    public void Levels_of_many_units_are_found_in_steps_and_cost_what_is_said()
    {
        var problem = Some(DemandLaw.Poisson(3_000), fixedCost: 16_000, shortage: 9) with { LeadTime = 1 };

        var found = ReorderPolicy.Optimal(problem);

        Assert.Equal(0, found.OrderUpTo % 5);
        var cost = ReorderPolicy.AverageCost(problem, found.ReorderPoint, found.OrderUpTo);
        Assert.Equal(1, found.Cost / cost, tolerance: 2e-3);
        Assert.All(new[] { -40, 40 }, d => Assert.True(ReorderPolicy.AverageCost(problem, found.ReorderPoint + d, found.OrderUpTo) > cost * .9999));
        Assert.All(new[] { -400, 400 }, d => Assert.True(ReorderPolicy.AverageCost(problem, found.ReorderPoint, found.OrderUpTo + d) > cost * .9999));
    }

    [Fact]
    public void What_is_too_much_to_be_counted_one_by_one_is_told()
    {
        const string cases = " Count in larger units, such as cases.";

        Assert.Equal("demand: a mean of 1,000,000 units a period with a standard deviation of 1,000 reaches beyond the 1,000,000 that are counted one by one." + cases, Told(() => DemandLaw.Poisson(1e6)));
        Assert.StartsWith("demand: a mean of 1,000 units a period with a standard deviation of 10,000 reaches beyond", Told(() => DemandLaw.NegativeBinomial(1e3, 1e8)), StringComparison.Ordinal);
        Assert.Equal("demand: 1,000,000,000 units were asked for in a past period, more than the 1,000,000 that are counted one by one." + cases, Told(() => DemandLaw.Empirical([1, 1_000_000_000])));
        Assert.Equal("demand: 60 periods of up to 100,000 units each are too many to be counted one by one." + cases, Told(() => DemandLaw.Empirical([100_000]).Over(60)));
        Assert.StartsWith("order cost: beside 1E+30 an order and 1 a unit and period, orders of some ", Told(() => ReorderPolicy.Optimal(Some(DemandLaw.Poisson(6), 1e30))), StringComparison.Ordinal);

        static string Told(Func<object> act) => Assert.Throws<UserFaultException>(act).Message;
    }

    [Fact]
    public void In_a_larger_unit_the_mean_stays()
    {
        var law = DemandLaw.NegativeBinomial(300, 2_000);

        Assert.Equal(law.Mean / 7, law.InUnits(7).Mean, tolerance: 1e-9);
        Assert.Equal(law.Variance / 49, law.InUnits(7).Variance, tolerance: .25);
        Assert.Equal(law.Mean, law.InUnits(1).Mean, tolerance: 1e-9);
    }

    [Theory]
    [InlineData(0, 9, "holding cost: 0 is out of range.")]
    [InlineData(1, -3, "shortage cost: -3 is out of range.")]
    [InlineData(double.NaN, 9, "holding cost: NaN is out of range.")]
    public void Costs_out_of_range_are_refused(double holding, double shortage, string text)
    {
        var fault = Assert.Throws<UserFaultException>(() => (Some(DemandLaw.Poisson(5), 0, shortage) with { HoldingCost = holding }).Checked());

        Assert.StartsWith(text, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Laws_have_the_moments_they_are_asked_for()
    {
        Assert.Equal((6, 6), (Math.Round(DemandLaw.Poisson(6).Mean, 8), Math.Round(DemandLaw.Poisson(6).Variance, 8)));
        Assert.Equal((3, 9), (Math.Round(DemandLaw.NegativeBinomial(3, 9).Mean, 6), Math.Round(DemandLaw.NegativeBinomial(3, 9).Variance, 6)));
        Assert.Equal((20, 20), (Math.Round(DemandLaw.Poisson(5).Over(4).Mean, 6), Math.Round(DemandLaw.Poisson(5).Over(4).Variance, 6)));
        Assert.Equal(64 + (1.0 / 12), DemandLaw.Normal(50, 8).Variance, tolerance: 1e-3);
        Assert.Equal(1.5, DemandLaw.Empirical([0, 1, 2, 3]).Mean);
    }

    private static InventoryProblem Some(DemandLaw demand, double fixedCost, double shortage = 9) => new() { Demand = demand, HoldingCost = 1, ShortageCost = shortage, FixedCost = fixedCost, Rule = StockRule.Backorders };

    // Every set of order periods, each order covering what comes before the next: the best plan is one of these when purchase costs nothing or a period buys for whole periods.
    private static double AllPlans(double[] demand, double fixedCost, double holdingCost, double[]? purchase)
    {
        var least = double.PositiveInfinity;
        for (var set = 0; set < 1 << demand.Length; set++)
        {
            var (orders, from) = (new double[demand.Length], -1);
            for (var t = 0; t < demand.Length; t++)
            {
                from = (set >> t & 1) == 1 ? t : from;
                if (demand[t] > 0 && from < 0)
                {
                    from = -2;
                    break;
                }

                if (from >= 0)
                {
                    orders[from] += demand[t];
                }
            }

            least = from == -2 ? least : Math.Min(least, CostOf(orders, demand, fixedCost, holdingCost, purchase));
        }

        return least;
    }

    private static double CostOf(IReadOnlyList<double> orders, double[] demand, double fixedCost, double holdingCost, double[]? purchase)
    {
        var (stock, cost) = (0.0, 0.0);
        for (var t = 0; t < demand.Length; t++)
        {
            stock += orders[t] - demand[t];
            cost += (orders[t] > 0 ? fixedCost : 0) + (orders[t] * (purchase?[t] ?? 0)) + (holdingCost * stock);
            Assert.True(stock >= 0);
        }

        return cost;
    }
}
