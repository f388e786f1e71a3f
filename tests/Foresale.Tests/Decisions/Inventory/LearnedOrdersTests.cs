using Foresale.Decisions.Inventory;
using Foresale.Environments;

namespace Foresale.Tests.Decisions.Inventory;

public class LearnedOrdersTests
{
    private static readonly InventoryProblem s_problem = new() { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = 9, LeadTime = 2 };

    [Fact]
    public void Stocks_that_differ_by_two_to_the_sixteenth_are_two_states()
    {
        var policy = new Counting();
        var (orders, system) = (new LearnedOrders(policy, s_problem, most: 10), new InventorySystem(s_problem));

        foreach (var stock in (int[])[3, 3 + 65_536, 3, -7, -7 + 65_536])
        {
            system.Reset(stock, [2]);
            orders.OrderFor(system);
        }

        Assert.Equal(4, policy.Asked);
    }

    [Fact]
    public void Orders_under_way_belong_to_the_state()
    {
        var policy = new Counting();
        var (orders, system) = (new LearnedOrders(policy, s_problem, most: 10), new InventorySystem(s_problem));

        foreach (var underWay in (int[])[1, 2, 1, 2])
        {
            system.Reset(3, [underWay]);
            orders.OrderFor(system);
        }

        Assert.Equal(2, policy.Asked);
    }

    [Fact]
    public void No_more_states_are_remembered_than_the_bound()
    {
        var (orders, system) = (new LearnedOrders(new Counting(), s_problem, most: 10), new InventorySystem(s_problem));

        for (var stock = 0; stock <= LearnedOrders.MostStates; stock++)
        {
            system.Reset(stock, [2]);
            orders.OrderFor(system);
        }

        Assert.Equal(1, orders.Remembered);
    }

    private sealed class Counting : IPolicy
    {
        public int Asked { get; private set; }

        public void Act(ReadOnlySpan<float> observations, Span<float> actions) => (Asked, actions[0]) = (Asked + 1, 1);
    }
}
