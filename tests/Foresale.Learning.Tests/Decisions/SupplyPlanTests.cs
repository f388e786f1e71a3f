using Foresale.Decisions.SupplyChain;
using Foresale.Events;
using Foresale.Learning.Decisions.SupplyChain;

namespace Foresale.Learning.Tests.Decisions;

public class SupplyPlanTests
{
    private const string Varying = "11,9,14,10,8,12,13,9,10,11,7,12,10,9,15,11,10,8,12,30";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Orders_are_those_of_the_last_demand_and_of_what_each_stage_was_asked_last()
    {
        var seen = new Watcher();

        _ = SupplyPlan.OrdersNow(Chain(Varying, upper: "\"asked\":17,"), seen, isShared: true, levels: null);
        Assert.Equal((30, 30, 17), (seen.LastDemand, seen.Asked[0], seen.Asked[1]));

        _ = SupplyPlan.OrdersNow(Chain(Varying), seen, isShared: true, levels: null);
        Assert.Equal((30, 30, 30), (seen.LastDemand, seen.Asked[0], seen.Asked[1]));
    }

    // Customers ask for 10 in each period: nothing has to be kept but what is on the way, which costs .4 x 10 a period from the warehouse to the shop.
    [Fact]
    public void Demand_that_is_always_the_same_is_ordered_as_it_is()
    {
        var plan = SupplyPlan.Make(Chain(string.Join(',', Enumerable.Repeat(10, 20))), [], effort: 1, progress: null, Token);

        Assert.All(plan.Stages, s => Assert.Equal(10, s.Order, tolerance: 1e-6));
        Assert.Equal(4, plan.Comparison.Policies.Min(p => p.Mean), tolerance: 1e-6);
        Assert.DoesNotContain(plan.Comparison.Plots, p => p.Lines.Any(l => l.Points.Any(x => !double.IsFinite(x.Y))));
        Assert.StartsWith("--learn: each period asked for the same", Assert.Throws<UserFaultException>(() => SupplyPlan.Make(Chain(string.Join(',', Enumerable.Repeat(10, 20))), [1], effort: 1, progress: null, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_baselines_of_the_benchmark_compete()
    {
        var names = SupplyPlan.Make(Chain(Varying), [], effort: 1, progress: null, Token).Comparison.Policies.Select(p => p.Name);

        Assert.Equal(["local base stock (Clark and Scarf)", "echelon base stock (Clark and Scarf)", "Sterman's rule, searched", "Sterman's rule, typical person"], names);
    }

    // One chain in units and in thousandths of a unit: the optimum is the same but for a step.
    [Fact]
    public void The_optimum_does_not_depend_on_what_units_are_called()
    {
        var few = SupplyPlan.Make(Chain(Varying), [], effort: 1, progress: null, Token).Comparison.Optimum!.Value;
        var many = SupplyPlan.Make(Chain(string.Join(',', Varying.Split(',').Select(d => $"{d}001"))), [], effort: 1, progress: null, Token).Comparison.Optimum!.Value;

        Assert.InRange(many / few, .995e3, 1.005e3);
    }

    private static ChainFile Chain(string demand, string upper = "") => ChainFile.Parse($$"""
        {"stages":[{"name":"shop","holdingCost":0.7,"backlogCost":4,"shipmentTime":1,"stock":0,"inTransit":0},
        {"name":"warehouse","holdingCost":0.4,"shipmentTime":3,{{upper}}"stock":0,"inTransit":30}],"demand":[{{demand}}]}
        """, "chain.json");

    private sealed class Watcher : ISupplyPolicy
    {
        public double LastDemand { get; private set; }

        public double[] Asked { get; private set; } = [];

        public void Order(SupplyChainSystem system, Span<double> orders) =>
            (LastDemand, Asked) = (system.LastDemand, [.. Enumerable.Range(0, system.Count).Select(j => system[j].Incoming)]);
    }
}
