using Foresale.Decisions.Nudges;
using Foresale.Learning.Decisions;
using Foresale.Learning.Decisions.Nudges;

namespace Foresale.Learning.Tests.Decisions.Nudges;

[Collection(TorchCollection.Name)]
public class LearnedTimingTests
{
    [Fact]
    [Trait("Speed", "slow")]
    public void The_learned_timing_earns_more_than_the_best_fixed_rule()
    {
        var process = SessionProcess.Planted;
        var table = new TimingTable(process);
        var best = TimingRules.Fixed(table, process.MaxEvents).Max(r => table.Value(r.Offers));

        var learned = LearnedTiming.Learn(process, table, LearnedTiming.UsualUpdates, seed: 1, CancellationToken.None);

        Assert.True(table.Value(learned.Offers) > best + .005, $"{table.Value(learned.Offers)} against {best}");
    }

    [Fact]
    public void Equal_seeds_give_equal_rules()
    {
        var process = SessionProcess.Planted;
        var table = new TimingTable(process);

        bool[] Offers(int seed) => [.. table.Views.Select(LearnedTiming.Learn(process, table, updates: 30, seed, CancellationToken.None).Offers)];

        Assert.Equal(Offers(1), Offers(1));
    }

    [Fact]
    public void A_little_of_the_benchmark_runs_and_finds_what_is_known()
    {
        var result = new NudgeBenchmark().Run(new DecisionRun { Seeds = [1, 2], Effort = .01 }, CancellationToken.None);

        Assert.Equal(["uplift-orders", "uplift-qini", "timing"], result.Instances.Select(i => i.Name));
        Assert.All(result.KnownAnswers, k => Assert.True(k.IsFound, k.What));
        Assert.Equal(4, result.KnownAnswers.Count);
        Assert.All(result.Instances, i => Assert.NotNull(i.Gate));
        Assert.Equal(["timing"], new NudgeBenchmark().Run(new DecisionRun { Seeds = [1], Effort = .01, Only = "timing" }, CancellationToken.None).Instances.Select(i => i.Name));
        Assert.Contains(DecisionBenchmarks.All, b => b.Name == "nudges");
    }
}
