using Foresale.Decisions.Nudges;
using Foresale.Environments;

namespace Foresale.Tests.Decisions.Nudges;

public class TimingTests
{
    private static readonly SessionProcess s_process = SessionProcess.Planted;
    private static readonly TimingTable s_table = new(s_process);

    // docs/decisions/nudges.md goes through it: two events, of which the first tells the kind.
    private static readonly SessionProcess s_small = new()
    {
        Kinds = [new(.5, [0, 0, 1, 0], Buys: 0, Leaves: .5, BuysOffered: .5, LeavesOffered: .5), new(.5, [0, 0, 0, 1], Buys: .5, Leaves: 0, BuysOffered: .5, LeavesOffered: 0)],
        MaxEvents = 2,
        Discount = .4,
    };

    [Fact]
    public void Two_events_have_the_values_that_the_page_works_out()
    {
        var table = new TimingTable(s_small);

        Assert.Equal(.375, table.Value(TimingRules.Never.Offers), 1e-12);
        Assert.Equal(.375, table.Value(TimingRules.AtOnce.Offers), 1e-12);
        Assert.Equal(.525, table.Optimum(), 1e-12);
        Assert.True(table.BestRule()(table.Of([0, 0, 1, 0])));
        Assert.False(table.BestRule()(table.Of([0, 0, 0, 1])));
    }

    [Fact]
    public void The_optimum_over_counts_is_the_optimum_over_all_histories()
    {
        var random = new Random(3);
        for (var run = 0; run < 20; run++)
        {
            var process = Drawn(random);

            Assert.Equal(TimingHistories.Optimum(process), new TimingTable(process).Optimum(), 1e-12);
        }
    }

    [Fact]
    public void The_best_rule_has_the_value_of_the_optimum_and_no_other_rule_has_more()
    {
        Assert.Equal(s_table.Optimum(), s_table.Value(s_table.BestRule()), 1e-12);
        Assert.All([.. TimingRules.Fixed(s_table, s_process.MaxEvents), TimingRules.WhenItPays], r => Assert.True(s_table.Value(r.Offers) <= s_table.Optimum() + 1e-12, r.Name));
        Assert.True(s_table.Value(TimingRules.WhenItPays.Offers) > TimingRules.Fixed(s_table, s_process.MaxEvents).Max(r => s_table.Value(r.Offers)));
    }

    [Fact]
    public void The_planted_shop_has_the_exact_values_of_the_page()
    {
        var best = TimingRules.Fixed(s_table, s_process.MaxEvents).MaxBy(r => s_table.Value(r.Offers))!;

        Assert.Equal(.2701, s_table.Value(TimingRules.Never.Offers), 5e-5);
        Assert.Equal(.2054, s_table.Value(TimingRules.AtOnce.Offers), 5e-5);
        Assert.Equal(("intent <= 0.12 from event 5 on", .2738), (best.Name, Math.Round(s_table.Value(best.Offers), 4)));
        Assert.Equal(.2852, s_table.Value(TimingRules.WhenItPays.Offers), 5e-5);
        Assert.Equal(.2892, s_table.Optimum(), 5e-5);
    }

    [Fact]
    public void The_environment_keeps_the_rules_of_environments() =>
        Assert.Empty(EnvironmentChecker.Check(() => new NudgeTiming(s_process, s_table)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sessions_that_are_played_earn_what_the_table_says(bool isShaped)
    {
        const int Count = 60_000;
        var rule = new RulePolicy(s_table.BestRule());

        var returns = Episodes.Play(() => new NudgeTiming(s_process, s_table, isShaped), rule, Count, seed: 11, CancellationToken.None).Select(e => e.Return).ToList();

        // Shaped, what never making the offer earns is taken off.
        var expected = s_table.Optimum() - (isShaped ? s_table.Value(TimingRules.Never.Offers) : 0);
        var error = Math.Sqrt(returns.Sum(r => (r - returns.Average()) * (r - returns.Average()))) / Count;
        Assert.Equal(expected, returns.Average(), 4 * error);
        Assert.True(error < .002);
    }

    [Fact]
    public void Sessions_that_judge_agree_with_the_table()
    {
        var sessions = new TimingSessions(s_process, s_table, 20_000, seed: 1);

        Assert.All(
            [.. TimingRules.Fixed(s_table, s_process.MaxEvents), TimingRules.WhenItPays],
            r => Assert.Equal(s_table.Value(r.Offers), sessions.Score(r.Offers).Average(), .004));
        Assert.Equal([1, 1, 1, 1], sessions.OfferedByKind(TimingRules.AtOnce.Offers));
    }

    [Fact]
    public void The_table_has_every_way_to_count_ten_events_of_four_behaviors()
    {
        Assert.Equal(1_000, s_table.Views.Count());
        Assert.All(s_table.Views, v => Assert.Equal(1, v.Kinds.Sum(), 1e-9));
        Assert.All(s_table.Views, v => Assert.InRange(v.Intent, 0, 1));
    }

    private static SessionProcess Drawn(Random random)
    {
        double[] Shares(int count)
        {
            double[] weights = [.. Enumerable.Range(0, count).Select(_ => .05 + random.NextDouble())];
            return [.. weights.Select(w => w / weights.Sum())];
        }

        var shares = Shares(3);
        return new SessionProcess
        {
            Kinds = [.. shares.Select(s => new SessionKind(s, Shares(4), random.NextDouble() * .4, random.NextDouble() * .4, random.NextDouble() * .4, random.NextDouble() * .4))],
            MaxEvents = random.Next(1, 6),
            Discount = random.NextDouble(),
        };
    }

    private sealed class RulePolicy(Func<SessionView, bool> offers) : IPolicy
    {
        public void Act(ReadOnlySpan<float> observations, Span<float> actions)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                var seen = observations.Slice(i * 6, 6).ToArray();
                int[] counts = [.. seen[1..5].Select(c => (int)Math.Round(c * s_process.MaxEvents))];
                actions[i] = offers(s_table.Of(counts)) ? 1 : 0;
            }
        }
    }
}
