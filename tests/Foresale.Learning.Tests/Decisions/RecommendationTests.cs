using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Recommendation.Pages;
using Foresale.Environments;
using Foresale.Learning.Decisions;
using Foresale.Learning.Decisions.Recommendation;
using Foresale.Simulation;

namespace Foresale.Learning.Tests.Decisions;

/// <summary>What the learned policy reaches where the best is known.</summary>
[Collection(TorchCollection.Name)]
public class RecommendationTests
{
    [Fact]
    [Trait("Speed", "slow")]
    public void The_learned_policy_gets_out_of_the_trap()
    {
        var instance = Instance("trap");

        var learned = instance.Policies.Single(p => p.Role is PolicyRole.Learned);
        Assert.Equal(.195, instance.Optimum!.Value, tolerance: 1e-9);
        Assert.All(learned.BySeed, seed => Assert.InRange(seed[0], .19, .195));
    }

    [Fact]
    [Trait("Speed", "slow")]
    public void The_learned_policy_comes_within_two_percent_of_the_best_of_the_small_shop()
    {
        var instance = Instance("tabular");

        var learned = instance.Policies.Single(p => p.Role is PolicyRole.Learned);
        Assert.All(learned.BySeed, seed => Assert.InRange(seed[0] / instance.Optimum!.Value, .98, 1));
        Assert.True(instance.Policies.Single(p => p.Name == "greedy intent").Mean < .95 * instance.Optimum!.Value);
        Assert.True(instance.Gate!.IsShipped);
    }

    [Fact]
    public void The_planted_shop_has_all_baselines_in_one_table()
    {
        var result = new RecommendationBenchmark().Run(new DecisionRun { Seeds = [1, 2], Effort = .005, Only = "planted" }, TestContext.Current.CancellationToken);

        var policies = Assert.Single(result.Instances).Policies;
        Assert.Equal(["random", "popularity", "transitions", "greedy intent", "linucb", "thompson", "constant weights, searched", "td3"], policies.Select(p => p.Name));
        Assert.All(policies, p => Assert.All(p.BySeed, units => Assert.Equal(200, units.Count)));
        Assert.Equal(2, policies[^1].BySeed.Count);
        Assert.StartsWith("Planted: the constant weights found are click ", result.Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Searched_constant_weights_beat_those_of_expected_value_on_shoppers_whom_the_search_did_not_meet()
    {
        var truth = new PageTruth(PlantedShop.Load());

        var found = ConstantWeights.Search(truth, shoppers: 30, TestContext.Current.CancellationToken);

        double Mean(IPolicy? policy) => PageShopping.Play(truth, new PolicyRanker("x", truth, policy), shoppers: 3_000, seed: 5, TestContext.Current.CancellationToken).Average();
        Assert.True(Mean(found) > Mean(null), $"{Mean(found)} {Mean(null)}");
        Assert.Equal(found.Weights, ConstantWeights.Search(truth, shoppers: 30, TestContext.Current.CancellationToken).Weights);
    }

    [Fact]
    public void Equal_seeds_give_equal_policies()
    {
        var shop = CascadeShop.Trap();
        var (environment, solver) = (new CascadeEnvironment(shop), new CascadeSolver(shop));

        double Value()
        {
            using var policy = PageTraining.Cascade(shop, seed: 3, updates: 20, TestContext.Current.CancellationToken);
            return environment.Value(solver, policy);
        }

        Assert.Equal(Value(), Value());
    }

    private static DecisionInstance Instance(string name) =>
        Assert.Single(new RecommendationBenchmark().Run(new DecisionRun { Seeds = [1, 2, 3], Only = name }, TestContext.Current.CancellationToken).Instances);
}
