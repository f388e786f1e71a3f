using Foresale.Decisions.Inventory;
using Foresale.Decisions.Policies;
using Foresale.Decisions.SupplyChain;
using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;

namespace Foresale.Learning.Tests.Decisions;

[Collection(TorchCollection.Name)]
public class PolicyFileTests
{
    private static readonly RolloutOptions s_short = new() { Steps = 256, Copies = 16, WarmUp = 64, Batch = 32, EvaluateEvery = 0, EvaluationEpisodes = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_policy_in_a_file_acts_as_the_one_that_was_trained(int parts)
    {
        using var trained = Trained(parts);
        using var file = new OnnxPolicy(trained.ToOnnx()).For(Chain().Observations, Chain().Actions);
        var random = new Random(3);
        float[] states = [.. Enumerable.Range(0, 20 * 15).Select(_ => (6 * random.NextSingle()) - 2)];
        var (ours, theirs) = (new float[20 * 3], new float[20 * 3]);

        trained.Act(states, ours);
        file.Act(states, theirs);

        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-4f));
        Assert.True(ours.Distinct().Count() > 10); // not the same action everywhere
    }

    [Fact]
    public void An_actor_of_a_stage_sees_nothing_of_the_others()
    {
        using var trained = Trained(parts: 3);
        var state = Enumerable.Range(0, 15).Select(i => i / 15f).ToArray();
        var other = state.ToArray();
        other[7] = 3; // of the second stage

        var (before, after) = (trained.Act(state), trained.Act(other));

        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        Assert.Equal(before[2], after[2]);
    }

    [Fact]
    public void A_policy_of_another_kind_is_refused()
    {
        using var file = new OnnxPolicy(Trained(parts: 1).ToOnnx());
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = 9, LeadTime = 2 };
        var inventory = new InventoryEnvironment(problem, reference: 5, mostOrdered: 10);

        var fault = Assert.Throws<UserFaultException>(() => file.For(inventory.Observations, inventory.Actions));

        Assert.StartsWith("policy.onnx: it reads position_stage_1", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("policy.onnx: it cannot be loaded", Assert.Throws<UserFaultException>(() => new OnnxPolicy([1, 2, 3])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StockRule.LostSales, 4, 0)]
    [InlineData(StockRule.Backorders, 0, 5)]
    [InlineData(StockRule.Perishes, 0, 0)]
    public void Environments_of_orders_are_sound(StockRule rule, int leadTime, double fixedCost)
    {
        var problem = new InventoryProblem { Demand = DemandLaw.Poisson(5), HoldingCost = 1, ShortageCost = 9, LeadTime = leadTime, FixedCost = fixedCost, Rule = rule };

        var findings = EnvironmentChecker.Check(() => new InventoryEnvironment(problem, reference: 5, mostOrdered: 10));

        Assert.Empty(findings.Where(f => rule is not StockRule.Perishes || !f.IsWarning).Select(f => f.ToString())); // costs are expected ones: no chance is left where nothing is kept
    }

    [Fact]
    public void The_environment_of_a_chain_is_sound() => Assert.Empty(EnvironmentChecker.Check(Chain).Select(f => f.ToString()));

    private static SupplyChainEnvironment Chain() => new(SupplyChains.Serial, isShared: true, reference: 60, periods: 20);

    private static TrainedPolicy Trained(int parts) =>
        PolicyTraining.OnEnvironment(Chain, new Td3Options { HiddenSize = 16, ActorParts = parts }, s_short, CancellationToken.None);
}
