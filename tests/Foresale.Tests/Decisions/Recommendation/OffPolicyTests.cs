using Foresale.Decisions.Recommendation.OffPolicy;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Recommendation;

public class OffPolicyTests
{
    // One context, two items, shown by a coin: item 0 earns 1 of 2 times, item 1 never.
    private static readonly LoggedChoice[] s_coin = [new(0, 0, 1, .5), new(0, 0, 0, .5), new(0, 1, 0, .5), new(0, 1, 0, .5)];

    [Fact]
    public void Weights_make_a_log_speak_for_another_policy()
    {
        var log = Repeat(s_coin, 100);
        var policy = ChoicePolicy.Of(1, 2, (_, a) => a == 0 ? 3 : 1);

        var result = OffPolicyEvaluation.Judge(log, policy);

        // w = .75 / .5 = 1.5 for item 0 and .5 for item 1: IPS = 1.5 x 100 / 400, and the weights' mean is 1. ESS = 400^2 / (200 x 2.25 + 200 x .25).
        Assert.Equal(.375, result.Estimates["ips"].Value, tolerance: 1e-12);
        Assert.Equal(.375, result.Estimates["snips"].Value, tolerance: 1e-12);
        Assert.Equal(320, result.Support.EffectiveSize, tolerance: 1e-9);
        Assert.Equal(1.5 / 400, result.Support.LargestShare, tolerance: 1e-12);
        Assert.Equal(1, result.Support.MeanWeight, tolerance: 1e-12);
        Assert.Equal(.25, result.LoggedReward, tolerance: 1e-12);
    }

    [Fact]
    public void Snips_divides_by_the_weights_that_there_are_and_ips_by_the_rows()
    {
        // Weights .5 three times and 2.4 once: their mean, .975, is as far from 1 as chance lets it.
        var log = Repeat([new(0, 0, 1, 1), new(0, 0, 1, 1), new(0, 0, 0, 1), new(0, 1, 0, .5 / 2.4)], 100);

        var result = OffPolicyEvaluation.Judge(log, ChoicePolicy.Uniform(1, 2));

        Assert.Equal(1 / 4.0, result.Estimates["ips"].Value, tolerance: 1e-12);
        Assert.Equal(1 / 3.9, result.Estimates["snips"].Value, tolerance: 1e-12);
    }

    [Fact]
    public void The_direct_method_sums_predicted_rewards_over_the_policy()
    {
        var log = Repeat(s_coin, 1_000);
        var policy = ChoicePolicy.Of(1, 2, (_, a) => a == 0 ? 3 : 1);

        var result = OffPolicyEvaluation.Judge(log, policy, new OffPolicyOptions { Shrinkage = 1e-9 });

        // .75 x .5 + .25 x 0; folds differ by chance only.
        Assert.Equal(.375, result.Estimates["dm"].Value, tolerance: 2e-3);
        Assert.Equal(.375, result.Estimates["dr"].Value, tolerance: 1e-3);
    }

    [Fact]
    public void The_doubly_robust_estimate_is_right_where_the_rewards_are_predicted_wrong()
    {
        var log = Repeat(s_coin, 1_000);
        var policy = ChoicePolicy.Of(1, 2, (_, a) => a == 0 ? 3 : 1);

        var result = OffPolicyEvaluation.Judge(log, policy, new OffPolicyOptions { Shrinkage = 1e9 }); // every cell predicts the mean, .25

        Assert.Equal(.25, result.Estimates["dm"].Value, tolerance: 1e-3);
        Assert.Equal(.375, result.Estimates["dr"].Value, tolerance: 1e-3);
    }

    [Fact]
    public void Estimates_come_near_the_truth_and_their_intervals_hold_it()
    {
        var (log, policy, truth) = Drawn(seed: 5);

        var result = OffPolicyEvaluation.Judge(log, policy);

        Assert.All(result.Estimates, e => Assert.Equal(truth, e.Value.Value, tolerance: .02));
        Assert.All(result.Estimates.Where(e => e.Key is not "dm"), e => Assert.InRange(truth, e.Value.Low, e.Value.High));
    }

    [Fact]
    public void Switching_leaves_out_the_weights_above_the_switch()
    {
        var rows = Repeat(s_coin, 200).Rows.Concat(Enumerable.Repeat(new LoggedChoice(0, 1, 8, .01), 1)); // a lucky hit of weight 25
        var log = new LoggedChoices(rows, 1, 2);
        var policy = ChoicePolicy.Of(1, 2, (_, a) => a == 0 ? 3 : 1);

        var result = OffPolicyEvaluation.Judge(log, policy);

        Assert.Equal(1.5, result.SwitchAt, tolerance: 1e-12);
        Assert.True(result.Estimates["switch-dr"].Value < result.Estimates["dr"].Value - .1);
    }

    [Fact]
    public void Too_few_effective_choices_are_refused_with_what_to_do()
    {
        var result = OffPolicyEvaluation.Judge(Repeat(s_coin, 20), ChoicePolicy.Uniform(1, 2));

        Assert.Empty(result.Estimates);
        Assert.Equal("No estimate: 80 choices count as 80, fewer than 100. The log hardly shows what this policy would. Log a share of random choices with their chances, or judge a policy nearer to the one that made the log.", result.Refusal);
    }

    [Fact]
    public void One_choice_that_weighs_more_than_a_tenth_is_refused()
    {
        var support = OffPolicySupport.Of([.. Enumerable.Repeat(1.0, 1_000), 120]);

        Assert.InRange(support.LargestShare, .107, .108);
        Assert.Contains("one choice weighs 120, 11 % of the sum, more than 10 %", support.Refusal);
        Assert.Null(OffPolicySupport.Of([.. Enumerable.Repeat(1.0, 1_000), 10]).Refusal);
    }

    [Fact]
    public void Weights_whose_mean_chance_does_not_explain_are_refused()
    {
        // Item 0 is shown three times of four, and the log says by a coin: w = 1 everywhere but for the policy that shows item 0 always.
        var log = Repeat([new(0, 0, 1, .5), new(0, 0, 1, .5), new(0, 0, 0, .5), new(0, 1, 0, .5)], 100);

        var result = OffPolicyEvaluation.Judge(log, ChoicePolicy.Of(1, 2, (_, a) => a == 0 ? 1 : 0));

        // w = 2, 2, 2, 0: mean 1.5, standard error sqrt(.75 x 400 / 399) / sqrt(400).
        Assert.Empty(result.Estimates);
        Assert.Equal(1.5, result.Support.MeanWeight, tolerance: 1e-12);
        Assert.Equal(Math.Sqrt(.75 / 399), result.Support.MeanError, tolerance: 1e-12);
        Assert.Equal("No estimate: weights have a mean of 1.5, and chance would leave it within 1 ± 0.112 were the log's propensities right. Log each choice with the chance that it had when it was made; a choice that the policy makes and the log never could is missing too.", result.Refusal);
    }

    [Fact]
    public void Equal_weights_of_a_half_of_what_they_should_be_are_refused_and_of_one_are_not()
    {
        Assert.Contains("weights have a mean of 0.4", OffPolicySupport.Of([.. Enumerable.Repeat(.4, 1_000)]).Refusal);
        Assert.Null(OffPolicySupport.Of([.. Enumerable.Repeat(1 - 1e-16, 1_000)]).Refusal);
    }

    [Theory]
    [InlineData(0, 1, "the propensity 0 is not above 0 and at most 1.")]
    [InlineData(1.5, 1, "the propensity 1.5 is not above 0 and at most 1.")]
    [InlineData(.5, double.NaN, "the reward is not finite.")]
    public void A_row_out_of_range_is_named(double propensity, double reward, string found)
    {
        var fault = Assert.Throws<UserFaultException>(() => new LoggedChoices([new(0, 0, 0, .5), new(0, 0, reward, propensity)], 1, 1));

        Assert.StartsWith($"log of choices, row 1: {found}", fault.Message);
    }

    [Fact]
    public void An_empty_log_is_refused() =>
        Assert.Equal("log of choices: it is empty. Give a log with at least one choice.", Assert.Throws<UserFaultException>(() => new LoggedChoices([], 1, 1)).Message);

    private static LoggedChoices Repeat(LoggedChoice[] rows, int times) => new(Enumerable.Repeat(rows, times).SelectMany(r => r), 1, 2);

    // Three contexts, four items, rewards of coins with known chances; shown by one policy, asked for another.
    private static (LoggedChoices Log, ChoicePolicy Policy, double Truth) Drawn(int seed)
    {
        var random = new Random(seed);
        double Chance(int c, int a) => .1 + (.2 * ((c + a) % 4));
        var (logging, policy) = (ChoicePolicy.Of(3, 4, (c, a) => 1 + ((c + (2 * a)) % 3)), ChoicePolicy.Of(3, 4, (c, a) => 1 + ((c * a) % 4)));
        var rows = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var (c, left, a) = (random.Next(3), random.NextDouble(), 0);
            while (a < 3 && (left -= logging.Of(c, a)) >= 0)
            {
                a++;
            }

            return new LoggedChoice(c, a, random.NextDouble() < Chance(c, a) ? 1 : 0, logging.Of(c, a));
        });
        return (new LoggedChoices(rows, 3, 4), policy, Enumerable.Range(0, 12).Sum(i => policy.Of(i / 4, i % 4) * Chance(i / 4, i % 4)) / 3);
    }
}
