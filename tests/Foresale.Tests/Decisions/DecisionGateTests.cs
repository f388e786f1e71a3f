using Foresale.Decisions.Benchmarks;

namespace Foresale.Tests.Decisions;

public class DecisionGateTests
{
    [Fact]
    public void Fewer_than_three_seeds_never_ship()
    {
        var verdict = DecisionGate.Judge(Instance(Baseline(Rows(1, 50)[0]), new PolicyScores("learned", PolicyRole.Learned, Rows(2, 50, gain: 5))))!;

        Assert.True(verdict.Gain.IsAboveZero);
        Assert.False(verdict.IsShipped);
        Assert.Equal("does not ship: too few seeds, 2 of at least 3", verdict.Outcome);
    }

    [Fact]
    public void Three_seeds_that_gain_on_all_units_ship()
    {
        var verdict = DecisionGate.Judge(Instance(Baseline(Rows(1, 50)[0]), new PolicyScores("learned", PolicyRole.Learned, Rows(3, 50, gain: 5))))!;

        Assert.Equal("ships", verdict.Outcome);
    }

    // Gains 1, 2, 3: mean 2, sd 1, t(2) = 4.302653: 2 -+ 4.302653 / sqrt(3) = -.484, 4.484. The bootstrap over three seeds would say [1, 3].
    [Fact]
    public void A_single_unit_has_students_interval_over_seeds()
    {
        var verdict = DecisionGate.Judge(Instance(Baseline([10]), new PolicyScores("learned", PolicyRole.Learned, [[11], [12], [13]])))!;

        Assert.Equal(2, verdict.Gain.Value, tolerance: 1e-12);
        Assert.Equal(2 - (4.302653 / Math.Sqrt(3)), verdict.Gain.Low, tolerance: 1e-5);
        Assert.Equal(2 + (4.302653 / Math.Sqrt(3)), verdict.Gain.High, tolerance: 1e-5);
        Assert.Equal("does not ship", verdict.Outcome);
    }

    [Fact]
    public void A_single_unit_without_seeds_has_no_interval_and_does_not_ship()
    {
        var verdict = DecisionGate.Judge(Instance(Baseline([1]), PolicyScores.Of("learned", [2], PolicyRole.Learned)))!;

        Assert.True(double.IsNaN(verdict.Gain.Low));
        Assert.False(verdict.IsShipped);
    }

    [Fact]
    public void What_is_learnt_without_a_seed_is_judged_by_its_units() =>
        Assert.True(DecisionGate.Judge(Instance(Baseline(Rows(1, 50)[0]), PolicyScores.Of("learned", Rows(1, 50, gain: 5)[0], PolicyRole.Learned)))!.IsShipped);

    [Fact]
    public void The_policy_that_would_be_served_has_to_win_by_itself()
    {
        IReadOnlyList<double>[] rows = [Rows(1, 50)[0], .. Rows(3, 50, gain: 5)]; // the first seed learnt nothing
        var learned = new PolicyScores("learned", PolicyRole.Learned, [.. rows, .. rows[1..], .. rows[1..], .. rows[1..]]);

        Assert.True(DecisionGate.Judge(Instance(Baseline(rows[0]), learned))!.IsShipped);
        Assert.Equal("does not ship: the policy of the seed that would be served is not shown to be better by itself", DecisionGate.Judge(Instance(Baseline(rows[0]), learned with { Served = 0 }))!.Outcome);
        Assert.True(DecisionGate.Judge(Instance(Baseline(rows[0]), learned with { Served = 1 }))!.IsShipped);
    }

    [Fact]
    public void The_learned_policy_is_named_beforehand_and_not_the_best_of_several()
    {
        var (worse, better) = (new PolicyScores("named", PolicyRole.Learned, Rows(3, 50)), new PolicyScores("other", PolicyRole.Compared, Rows(3, 50, gain: 5)));

        Assert.Equal("named", DecisionGate.Judge(Instance(Baseline(Rows(1, 50)[0]), worse, better))!.Learned);
        var fault = Assert.Throws<ArgumentException>(() => DecisionGate.Judge(Instance(Baseline(Rows(1, 50)[0]), worse, better with { Role = PolicyRole.Learned })));
        Assert.StartsWith("'named' and 'other' are both learned. Name the one that would be served before it is judged, and give the others the role Compared.", fault.Message, StringComparison.Ordinal);
    }

    private static PolicyScores Baseline(IReadOnlyList<double> units) => PolicyScores.Of("baseline", units);

    private static DecisionInstance Instance(params PolicyScores[] policies) => new() { Name = "x", Title = "X", Score = "value", Policies = policies };

    private static IReadOnlyList<double>[] Rows(int seeds, int units, double gain = 0)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, seeds).Select(_ => (IReadOnlyList<double>)[.. Enumerable.Range(0, units).Select(_ => 10 + gain + random.NextDouble())])];
    }
}
