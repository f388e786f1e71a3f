using Foresale.Learning.Baselines;
using Foresale.Learning.Fusion;
using Foresale.States;

namespace Foresale.Learning.Tests.Baselines;

public class TreesSearchTests
{
    private static readonly FitContext s_context = new(Seed: 7, Threads: 1);

    private static readonly TreesSetting s_crude = new(2, 300, .02, .2, .5, 100);

    [Fact]
    public void A_seed_draws_the_same_settings_whatever_fold_asks()
    {
        var ten = TreesSpace.Draw(rows: 1000, seed: 3).Take(10).ToList();

        Assert.Equal(ten, TreesSpace.Draw(rows: 1200, seed: 3).Take(10));
        Assert.NotEqual(ten, TreesSpace.Draw(rows: 1000, seed: 4).Take(10));
        Assert.Equal(10, ten.Distinct().Count());
    }

    [Fact]
    public void Draws_stay_in_their_ranges_and_reach_for_both_ends()
    {
        var draws = TreesSpace.Draw(rows: 10_000, seed: 5).Take(2000).ToList();

        Assert.Equal((3, 63), (draws.Min(s => s.Leaves), draws.Max(s => s.Leaves)));
        Assert.Equal((5, 200), (draws.Min(s => s.MinDataInLeaf), draws.Max(s => s.MinDataInLeaf)));
        Assert.All(draws, s => Assert.True(s is { LearningRate: >= .02 and <= .1, FeatureFraction: >= .2 and <= 1, BaggingFraction: >= .5 and <= 1, LambdaL2: >= .1 and <= 100 }));
        Assert.Equal(Math.Sqrt(3 * 63), Median(draws.Select(s => (double)s.Leaves)), 2.0); // log-uniform: the geometric mean of the ends
        Assert.Equal(.5, draws.Count(s => s.LambdaL1 == 0) / 2000.0, .05);
    }

    [Fact]
    public void A_search_finds_what_a_crude_setting_misses()
    {
        var table = Some.Shop(4000, seed: 4);
        var test = table.RowsOf(Slice.Test);
        var options = new TreesOptions { Settings = [s_crude], MaxRounds = 200, Bags = 1 };

        var crude = new TreesLearner(options).Fit(table, s_context, TestContext.Current.CancellationToken);
        var tuned = new TreesLearner(options with { Trials = 8 }).Fit(table, s_context, TestContext.Current.CancellationToken);

        Assert.True(Loss(tuned, table, test) < Loss(crude, table, test) - .01, $"tuned {Loss(tuned, table, test)}, crude {Loss(crude, table, test)}");
        Assert.Equal(9, tuned.Trials.Count);
        Assert.NotEqual(s_crude, tuned.Trial.Setting);
    }

    [Fact]
    public void A_search_is_repeatable_with_any_number_of_threads()
    {
        var table = Some.Shop(600, seed: 3);
        var learner = new TreesLearner(new TreesOptions { Trials = 6, MaxRounds = 100, Bags = 1 });

        var one = learner.Fit(table, s_context, TestContext.Current.CancellationToken);
        var two = learner.Fit(table, s_context with { Threads = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal(one.Trials.Select(t => (t.Setting, t.Rounds, t.IsStopped)), two.Trials.Select(t => (t.Setting, t.Rounds, t.IsStopped)));
        Assert.Equal(one.Trees.Leaf, two.Trees.Leaf);
    }

    [Fact]
    public void A_spent_budget_leaves_the_fixed_settings()
    {
        var options = new TreesOptions { Trials = 6, MaxRounds = 50, Bags = 1, Budget = TimeSpan.Zero };

        var model = new TreesLearner(options).Fit(Some.Shop(600, seed: 3), s_context, TestContext.Current.CancellationToken);

        Assert.Equal(options.SettingsFor(1, 1), model.Trials.Select(t => t.Setting));
    }

    [Fact]
    public void A_trial_above_the_median_of_those_before_it_loses()
    {
        var curves = new TrialCurves();
        foreach (var loss in new[] { .30, .32, .34 })
        {
            curves.Begin(mayStop: true);
            Assert.False(curves.Loses(2, loss), "too few trials to compare with");
        }

        curves.Begin(mayStop: true);
        Assert.False(curves.Loses(1.9, .5), "too early");
        Assert.False(curves.Loses(2, .319));
        Assert.True(curves.Loses(2.5, .321)); // the others ended at 2 and stand where they were
        curves.Begin(mayStop: false);
        Assert.False(curves.Loses(2.5, .9));
    }

    [Fact]
    public void A_gain_counts_above_half_its_standard_error()
    {
        // Mean .25, standard deviation .5, of four: the standard error is .25, half of it .125.
        Assert.True(PairedGain.IsBeyondChance([1, 0, 0, 0]));

        // Mean .05, standard deviation 1.16, of four: half the standard error is .29.
        Assert.False(PairedGain.IsBeyondChance([1.05, 1.05, -.95, -.95]));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(1000);

    private static double Loss(TreeModel model, StateTable table, int[] rows) =>
        Gate.LogLoss(PredictionRows.Of(model.Name, table, rows, model.Predict(table, rows, TestContext.Current.CancellationToken)));
}
