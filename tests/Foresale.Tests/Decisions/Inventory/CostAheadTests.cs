using Foresale.Decisions.Inventory;

namespace Foresale.Tests.Decisions.Inventory;

public class CostAheadTests
{
    private static readonly DemandLaw s_coin = DemandLaw.Of([.5, 0, .5]); // 0 or 2

    [Fact]
    public void Without_a_lead_time_it_is_the_cost_of_what_stands_ready()
    {
        var system = new InventorySystem(Problem(0, StockRule.LostSales));
        system.Reset(1);

        // 2 ready: h x 2 with demand 0, nothing with demand 2; and K for the order.
        Assert.Equal((.5 * 2) + 7, new CostAhead(Problem(0, StockRule.LostSales) with { FixedCost = 7 }).Of(system, 1), 12);
    }

    [Theory]
    [InlineData(StockRule.LostSales, 3.25)] // 1 + 1 or 0 + 1 ready: .5 x (.5 x 2 + .5 x 0) + .5 x (.5 x 1 + .5 x 10)
    [InlineData(StockRule.Backorders, 5.5)] // 2 or 0 ready: .5 x (.5 x 2) + .5 x (.5 x 20)
    public void An_order_meets_the_demand_of_the_period_in_which_it_arrives(StockRule rule, double cost)
    {
        var system = new InventorySystem(Problem(1, rule));
        system.Reset(1);

        Assert.Equal(cost, new CostAhead(Problem(1, rule)).Of(system, 1), 12);
    }

    [Fact]
    public void What_is_more_than_can_be_asked_for_is_held()
    {
        var system = new InventorySystem(Problem(1, StockRule.LostSales));
        system.Reset(9);

        // 9 or 7 are left for the next period, whose demand takes 0 or 2 of them.
        Assert.Equal(.25 * (9 + 7 + 7 + 5), new CostAhead(Problem(1, StockRule.LostSales)).Of(system, 0), 12);
    }

    [Theory]
    [InlineData(StockRule.LostSales)]
    [InlineData(StockRule.Backorders)]
    public void On_average_it_is_what_a_policy_costs_in_the_end(StockRule rule)
    {
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(3), HoldingCost = 1, ShortageCost = 9, LeadTime = 3, Rule = rule };
        var (system, ahead, random) = (new InventorySystem(problem), new CostAhead(problem), new Random(1));
        var (paid, charged, periods) = (0.0, 0.0, 60_000);
        system.Reset(6);
        for (var period = 0; period < periods; period++)
        {
            var order = Math.Max(0, 15 - system.Position);
            charged += ahead.Of(system, order);
            paid += system.Step(order, problem.Demand.Draw(random)).Cost;
        }

        Assert.Equal(1, charged / paid, tolerance: .02);
    }

    private static InventoryProblem Problem(int leadTime, StockRule rule) => new() { Demand = s_coin, HoldingCost = 1, ShortageCost = 10, LeadTime = leadTime, Rule = rule };
}
