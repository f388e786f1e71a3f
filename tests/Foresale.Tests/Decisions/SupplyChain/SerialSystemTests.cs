using Foresale.Decisions.Inventory;
using Foresale.Decisions.SupplyChain;
using Foresale.Events;

namespace Foresale.Tests.Decisions.SupplyChain;

public class SerialSystemTests
{
    private const double Fine = .02;
    private static readonly double[] s_echelonCosts = [3, 2, 2];
    private static readonly int[] s_leadTimes = [1, 1, 2];

    // Snyder and Shen (2019), example 6.1.
    [Fact]
    public void Example_6_1_costs_47_66_at_6_49_and_12_02_and_22_71()
    {
        var found = ClarkScarf.Solve([.. s_echelonCosts.Zip(s_leadTimes, (h, l) => new EchelonStage(h, DemandLaw.Normal(5 * l / Fine, Math.Sqrt(l) / Fine)))], 37.12, Fine);

        Assert.Equal(47.66, found.Cost, tolerance: .01);
        Assert.Equal([6.49, 12.02, 22.71], found.Levels, (a, b) => Math.Abs(a - b) <= .03);
    }

    [Fact]
    public void With_Poisson_demand_it_costs_72_04_at_9_and_15_and_26()
    {
        var found = ClarkScarf.Solve([.. s_echelonCosts.Zip(s_leadTimes, (h, l) => new EchelonStage(h, DemandLaw.Poisson(5 * l)))], 37.12);

        Assert.Equal(72.0435, found.Cost, tolerance: 4e-3); // printed with the tail of demand cut off;
        Assert.Equal([9, 15, 26], found.Levels);
    }

    [Fact]
    public void Local_levels_that_differ_by_as_much_do_as_well_as_echelon_levels()
    {
        double CostOf(ISupplyPolicy policy) => SupplyChainSimulation.Run(SupplyChains.Serial, policy, runs: 4, periods: 2_000, before: 100, seed: 3).Average(r => r.Cost);

        Assert.Equal(CostOf(new EchelonBaseStock([6.49, 12.02, 22.71])), CostOf(new LocalBaseStock([6.49, 5.53, 10.69])), tolerance: 1e-6);
    }

    // Shang and Song (2003), table 1, rows 1, 9, 17 and 25: Poisson demand of 16, four lead times of a quarter.
    [Theory]
    [InlineData(9, new[] { .25, .25, .25, .25 }, 12.688)]
    [InlineData(9, new[] { .25, 2.5, 2.5, .25 }, 53.008)]
    [InlineData(99, new[] { .25, .25, .25, .25 }, 16.206)]
    [InlineData(99, new[] { .25, 2.5, 2.5, .25 }, 74.564)]
    public void Four_stages_cost_what_Shang_and_Song_print(double shortage, double[] holding, double cost)
    {
        var found = ClarkScarf.Solve([.. holding.Select(h => new EchelonStage(h, DemandLaw.Poisson(4)))], shortage);

        Assert.Equal(cost, found.Cost, tolerance: 1e-3);
    }

    [Fact]
    public void A_state_of_ones_own_has_what_was_asked_last()
    {
        var system = new SupplyChainSystem(SupplyChains.Serial, new Random(1));

        system.Put(0, stock: 3, backlog: 0, inTransit: 5, ordered: 0, asked: 9);
        system.Put(1, stock: 3, backlog: 0, inTransit: 5, ordered: 0, asked: 7);

        Assert.Equal((9, 9, 7, 5), (system.LastDemand, system[0].Incoming, system[1].Incoming, system[2].Incoming)); // 5 is the start's
    }

    // Expected 4; asked 8, then 8 again, half of it new each time: 6, then 7. All of the gap to 20: 20 - 10 - 5.
    [Fact]
    public void A_person_expects_what_they_were_asked_for_before()
    {
        var rule = new StermanRule([new StermanStage(.5, 1, 1, 20)], startDemand: 4);
        var problem = SupplyChains.Serial with { Stages = [SupplyChains.Serial.Stages[0]] };
        var system = new SupplyChainSystem(problem, new Random(1));
        system.Put(0, stock: 10, backlog: 0, inTransit: 5, ordered: 0, asked: 8);
        double[] orders = [0];

        rule.Reset();
        rule.Remember([8]);
        rule.Order(system, orders);

        Assert.Equal(7 + 5, orders[0], tolerance: 1e-12);
    }

    [Fact]
    public void Playing_the_best_levels_costs_what_the_algorithm_says()
    {
        var runs = SupplyChainSimulation.Run(SupplyChains.Serial, new EchelonBaseStock([6.49, 12.02, 22.71]), runs: 20, periods: 5_000, before: 100, seed: 3);

        Assert.Equal(47.66, runs.Average(r => r.Cost), tolerance: .15);
        Assert.All(runs, r => Assert.All(r.Bullwhip, b => Assert.Equal(1, b, tolerance: .05))); // every stage passes demand on as it is
    }

    // Sterman (1989): the benchmark of the beer game, stage by stage.
    [Fact]
    public void The_beer_game_costs_46_and_50_and_54_and_54_at_its_benchmark()
    {
        var run = SupplyChainSimulation.Run(SupplyChains.Beer, new LocalBaseStock([32, 32, 32, 24]), runs: 1, SupplyChains.BeerWeeks, before: 0, seed: 1)[0];

        Assert.Equal([46, 50, 54, 54], run.StageCost);
    }

    [Fact]
    public void People_make_orders_swing_more_the_further_up()
    {
        var run = SupplyChainSimulation.Run(SupplyChains.Beer, new StermanRule([.. Enumerable.Repeat(StermanRule.Typical, 4)], 4), runs: 1, SupplyChains.BeerWeeks, before: 0, seed: 1)[0];

        Assert.True(run.Bullwhip[0] > 2 && run.Bullwhip[1] > 2 * run.Bullwhip[0] && run.Bullwhip[2] > run.Bullwhip[1], string.Join(' ', run.Bullwhip));
        Assert.True(run.StageCost.Sum() > 5 * 204, string.Join(' ', run.StageCost));
    }

    [Fact]
    public void A_bad_cost_is_refused_with_its_stage()
    {
        var chain = SupplyChains.Serial with { Stages = [SupplyChains.Serial.Stages[0] with { HoldingCost = -1 }] };

        var fault = Assert.Throws<UserFaultException>(chain.Checked);

        Assert.StartsWith("serial system, normal demand, stage 1: holding cost -1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Units_are_neither_made_nor_lost_on_the_way()
    {
        var random = new Random(5);
        var (system, sold) = (new SupplyChainSystem(SupplyChains.Beer, random), 0.0);
        double Units() => Enumerable.Range(0, 4).Sum(j => system[j].Stock + system[j].InTransit);
        for (var week = 0; week < 200; week++)
        {
            var (before, owed) = (Units(), system[0].Backlog);
            system.Demand();
            sold = owed + system.LastDemand - system[0].Backlog;
            Span<double> orders = [.. Enumerable.Range(0, 4).Select(_ => (double)random.Next(12))];
            var made = Units() - before + sold;

            Assert.InRange(made, 0, 12); // what the factory began in this week
            Assert.All(Enumerable.Range(0, 4), j => Assert.True(system[j].Stock >= 0 && system[j].Backlog >= 0 && system[j].InTransit >= 0));
            system.Order(orders);
        }
    }
}
