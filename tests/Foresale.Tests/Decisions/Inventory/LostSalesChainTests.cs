using Foresale.Decisions.Inventory;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Inventory;

/// <summary>Known answers: Zipkin (2008), Poisson demand with mean 5 and h = 1.</summary>
public class LostSalesChainTests
{
    private static InventoryProblem Problem(double shortage, int leadTime) => new() { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = shortage, LeadTime = leadTime };

    [Theory]
    [InlineData(4, 1, 4.041)]
    [InlineData(4, 2, 4.395)]
    [InlineData(4, 3, 4.599)]
    [InlineData(9, 1, 5.438)]
    [InlineData(9, 2, 6.094)]
    [InlineData(9, 3, 6.531)]
    [InlineData(19, 1, 6.676)]
    [InlineData(19, 2, 7.664)]
    [InlineData(39, 1, 7.836)]
    [InlineData(39, 2, 9.106)]
    public void The_optimum_is_the_published_one(double shortage, int leadTime, double cost)
    {
        var optimum = new LostSalesChain(Problem(shortage, leadTime)).Optimal(TestContext.Current.CancellationToken);

        Assert.Equal(cost, optimum.Cost, tolerance: 6e-4);
    }

    [Fact]
    public void At_lead_time_four_base_stock_costs_six_percent_more_than_the_optimum_and_a_cap_saves_most_of_it()
    {
        var chain = new LostSalesChain(Problem(9, 4));

        Assert.Equal(6.836, chain.Optimal(TestContext.Current.CancellationToken).Cost, tolerance: 6e-4);
        Assert.Equal(7.271, BaseStock.Best(chain, TestContext.Current.CancellationToken).Cost, tolerance: 6e-4);
        Assert.Equal(6.912, BaseStock.BestCapped(chain, 5, TestContext.Current.CancellationToken).Cost, tolerance: 6e-4);
    }

    [Fact]
    public void A_higher_bound_on_the_position_finds_nothing_better()
    {
        var problem = Problem(9, 2);

        var cost = new LostSalesChain(problem).Optimal(TestContext.Current.CancellationToken).Cost;
        var wider = new LostSalesChain(problem, problem.PositionBound + 8).Optimal(TestContext.Current.CancellationToken).Cost;

        Assert.Equal(cost, wider, tolerance: 1e-4);
    }

    [Fact]
    public void The_cost_of_a_table_is_what_a_long_simulation_costs()
    {
        var problem = Problem(9, 3);
        var chain = new LostSalesChain(problem);
        var policy = BaseStock.BestCapped(chain, 5, TestContext.Current.CancellationToken);
        var simulation = new InventorySimulation(problem);

        var costs = simulation.Run(state => policy.OrderAt(state.Position), replications: 16, periods: 20_000, seed: 7);

        Assert.Equal(policy.Cost, costs.Average(), tolerance: .04);
    }

    [Theory]
    [InlineData(StockRule.Backorders, 2, 0)]
    [InlineData(StockRule.LostSales, 0, 0)]
    [InlineData(StockRule.LostSales, 2, 5)]
    public void What_it_cannot_solve_it_says(StockRule rule, int leadTime, double fixedCost)
    {
        var fault = Assert.Throws<UserFaultException>(() => new LostSalesChain(Problem(9, leadTime) with { Rule = rule, FixedCost = fixedCost }));

        Assert.Contains("lost sales with a lead time and without a fixed cost", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void States_are_numbered_in_the_order_in_which_they_are_visited()
    {
        var states = new PipelineStates(3, 7);
        List<int> numbers = [];
        List<int> sums = [];

        states.ForEach((index, state, room) =>
        {
            numbers.Add(states.IndexOf(state) - index);
            sums.Add(state.Sum() + room);
        });

        Assert.Equal(120, states.Count); // C(10, 3)
        Assert.All(numbers, difference => Assert.Equal(0, difference));
        Assert.All(sums, sum => Assert.Equal(7, sum));
        Assert.Equal(120, numbers.Count);
    }
}
