using Foresale.Events;
using Foresale.Learning.Agents.Intent;
using Foresale.Scoring;
using Foresale.States;
using Shop = Foresale.Learning.Tests.Agents.ThreeStateShop;

namespace Foresale.Learning.Tests.Agents;

[Collection(TorchCollection.Name)]
public class IntentLearnerTests
{
    private static readonly FitContext Context = new(Seed: 1);
    private static readonly IntentOptions Small = new()
    {
        TrunkWidth = 32, Dropout = 0, Lambda = .5, TargetStep = .05, Epochs = 8, MinUpdatesPerEpoch = 100, Patience = 8, ActorTemperature = .5, ActorUpdates = 400,
    };

    [Fact]
    public void Temporal_differences_recover_the_shop_that_was_solved_by_hand()
    {
        var table = Shop.Table(2000, seed: 5);
        var nodes = Shop.NodeOfEach(table);

        using var trained = new IntentLearner(Small).Fit(table, Context, CancellationToken.None);

        var details = trained.Details(table, nodes, CancellationToken.None);
        Assert.Equal(Shop.Truth, Doubles(trained.TemporalDifference!.Predict(table, nodes, CancellationToken.None)), Within(.05));
        Assert.Equal(Shop.Next, details.Behavior!, (a, b) => Math.Abs(a - b) < .04);
        foreach (var place in new[] { 0, 1, 3, 4, 6 }) // Actions that are taken; nobody puts into the cart at the till.
        {
            Assert.Equal(Shop.Q[place], details.Q![place], tolerance: .12);
        }

        // The heads agree with each other: the residual of the Bellman equation is small.
        for (var s = 0; s < 3; s++)
        {
            var backed = Enumerable.Range(0, 3).Sum(k => details.Behavior![(4 * s) + k] * details.Q![(3 * s) + k]) - details.Behavior![(4 * s) + 3];
            Assert.Equal(details.Value![s], backed, tolerance: .1);
        }
    }

    [Fact]
    public void The_trained_actor_is_the_tilted_behavior()
    {
        var table = Shop.Table(600, seed: 6);
        var nodes = Shop.NodeOfEach(table);

        using var trained = new IntentLearner(Small with { Epochs = 2, ActorUpdates = 1500 }).Fit(table, Context, CancellationToken.None);

        var details = trained.Details(table, nodes, CancellationToken.None);
        for (var s = 0; s < 3; s++)
        {
            var tilted = Enumerable.Range(0, 3).Select(k => details.Behavior![(4 * s) + k] * Math.Exp(details.Q![(3 * s) + k] / Small.ActorTemperature)).ToArray();
            var sum = tilted.Sum();
            Assert.Equal(tilted.Select(t => t / sum), Doubles(details.Policy![(3 * s)..((3 * s) + 3)]), Within(.02));
        }
    }

    [Fact]
    public void Cut_off_episodes_do_not_lower_the_estimate()
    {
        var table = Shop.Table(3000, seed: 7, censored: .4);
        var first = Shop.NodeOfEach(table)[..1];

        using var trained = new IntentLearner(Small).Fit(table, Context, CancellationToken.None);

        // Whole episodes are the short ones here, so that their outcomes alone mislead; calling cut-off ones negative would give .14.
        Assert.Equal(Shop.Truth[Shop.Looking], trained.TemporalDifference!.Predict(table, first, CancellationToken.None)[0], tolerance: .05);
    }

    [Fact]
    public void The_maximum_as_backup_overestimates()
    {
        var table = Shop.Table(600, seed: 8);
        var nodes = Shop.NodeOfEach(table);

        using var trained = new IntentLearner(Small with { Backup = Backup.Max, Lambda = 0, Patience = 100, Epochs = 4 }).Fit(table with { Nodes = AllTraining(table) }, Context, CancellationToken.None);

        Assert.True(trained.TemporalDifference!.Predict(table, nodes, CancellationToken.None)[Shop.Looking] > Shop.Truth[Shop.Looking] + .15);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        var table = Shop.Table(100, seed: 9);
        var quick = Small with { Epochs = 2, MinUpdatesPerEpoch = 5, ActorUpdates = 5, Dropout = .2 };

        var (one, two, other) = (Saved(table, quick, 1), Saved(table, quick, 1), Saved(table, quick, 2));

        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_and_ends_with_the_same_weights()
    {
        var table = Shop.Table(100, seed: 10);
        var quick = Small with { Epochs = 4, MinUpdatesPerEpoch = 5, ActorUpdates = 5, Dropout = .2 };
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var context = Context with { CheckpointFolder = folder.Path, Progress = new StopAt(2, stop) };

        Assert.ThrowsAny<OperationCanceledException>(() => new IntentLearner(quick).Fit(table, context, stop.Token));
        var epochs = new List<double>();
        using var resumed = new IntentLearner(quick).Fit(table, context with { Progress = new Log(epochs) }, CancellationToken.None);

        Assert.Equal([3, 4], epochs);
        Assert.Equal(Saved(table, quick, 1), Bytes(resumed));
    }

    [Fact]
    public void A_broken_checkpoint_is_told()
    {
        var table = Shop.Table(50, seed: 11);
        var quick = Small with { Epochs = 1, MinUpdatesPerEpoch = 2, ActorUpdates = 1 };
        using var folder = new TempFolder();
        new IntentLearner(quick).Fit(table, Context with { CheckpointFolder = folder.Path }, CancellationToken.None).Dispose();
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..200]);

        var fault = Assert.Throws<UserFaultException>(() => new IntentLearner(quick).Fit(table, Context with { CheckpointFolder = folder.Path }, CancellationToken.None));

        Assert.Equal($"{file}: the file is no whole checkpoint. Delete it to train afresh.", fault.Message);
    }

    [Fact]
    public void Folds_of_one_table_do_not_share_a_checkpoint()
    {
        var table = Shop.Table(50, seed: 11);
        var quick = Small with { Epochs = 1, MinUpdatesPerEpoch = 2, ActorUpdates = 1 };
        using var folder = new TempFolder();

        new IntentLearner(quick).Fit(table, Context with { CheckpointFolder = folder.Path }, CancellationToken.None).Dispose();
        new IntentLearner(quick).Fit(table with { Nodes = AllTraining(table) }, Context with { CheckpointFolder = folder.Path }, CancellationToken.None).Dispose();

        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void The_budget_ends_the_training_with_the_best_so_far()
    {
        var table = Shop.Table(100, seed: 12);
        var quick = Small with { Epochs = 100, MinUpdatesPerEpoch = 5, ActorUpdates = 5, Budget = TimeSpan.FromSeconds(30) };

        using var trained = new IntentLearner(quick).Fit(table, Context with { Clock = new StepClock(TimeSpan.FromSeconds(1)) }, CancellationToken.None);

        Assert.True(trained.History.CutByBudget);
        Assert.InRange(trained.History.Updates, 1, 60);
    }

    [Fact]
    public void A_target_of_one_step_has_a_supervised_head_only_and_says_so()
    {
        var table = Some.Shop(300, seed: 1);

        using var trained = new IntentLearner(Small with { Epochs = 2 }).Fit(table, Context, CancellationToken.None);

        Assert.Equal(["supervised"], trained.Heads.Select(h => h.Name));
        Assert.Equal("supervised", trained.History.Critic);
        Assert.Null(trained.History.Lambda);
    }

    [Fact]
    public void A_table_is_learnt_better_than_its_base_rate()
    {
        var table = Some.Shop(2000, seed: 2);
        var rows = table.RowsOf(Slice.Test);

        using var trained = new IntentLearner(new IntentOptions { Epochs = 15 }).Fit(table, Context, CancellationToken.None);

        var p = trained.Supervised.Predict(table, rows, CancellationToken.None);
        var truth = rows.Select(r => Some.Truth(table.FeaturesOf(table.Nodes.State[r]))).ToArray();
        var mean = truth.Average();
        Assert.True(p.Zip(truth).Average(x => Math.Pow(x.First - x.Second, 2)) < .3 * truth.Average(t => Math.Pow(t - mean, 2)));
    }

    [Fact]
    public void Curves_are_kept()
    {
        var table = Shop.Table(200, seed: 13);

        using var trained = new IntentLearner(Small with { Epochs = 2 }).Fit(table, Context, CancellationToken.None);

        Assert.Equal(["TD error", "actor", "loss", "reward and value", "validation log-loss"], trained.History.Series.Select(s => s.Panel).Distinct().Order());
        Assert.Equal(2, trained.History.Series.Single(s => s is { Panel: "validation log-loss", Name: "temporal differences" }).Points.Count);
    }

    [Fact]
    public void Rows_without_a_known_outcome_are_told()
    {
        var table = Shop.Table(20, seed: 14);
        Array.Fill(table.Nodes.Outcome, float.NaN);

        var fault = Assert.Throws<UserFaultException>(() => new IntentLearner(Small).Fit(table, Context, CancellationToken.None));

        Assert.Equal("training slice: no row has a known outcome. Import a longer log, or choose a shorter horizon.", fault.Message);
    }

    [Fact]
    public void Options_that_make_no_sense_are_told()
    {
        var fault = Assert.Throws<UserFaultException>(() => new IntentLearner(Small with { Lambda = 1.5 }).Fit(Shop.Table(20, 1), Context, CancellationToken.None));

        Assert.Equal("network options: Lambda is not in 0..1. Correct it, or leave the default.", fault.Message);
    }

    [Fact]
    public void Labels_of_one_kind_train_without_a_fault()
    {
        var table = Some.Table([[0f], [1f], [2f], [3f]], [0, 0, 0, 0]);

        using var trained = new IntentLearner(Small with { Epochs = 1, MinUpdatesPerEpoch = 3 }).Fit(table, Context, CancellationToken.None);

        Assert.All(trained.Supervised.Predict(table, [0, 1, 2, 3], CancellationToken.None), p => Assert.InRange(p, 0f, .3f));
    }

    private static NodeTable AllTraining(StateTable table) => table.Nodes with { Slice = [.. Enumerable.Repeat(Slice.Train, table.Nodes.Count)] };

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    private static Func<double, double, bool> Within(double tolerance) => (a, b) => Math.Abs(a - b) < tolerance;

    private static byte[] Saved(StateTable table, IntentOptions options, int seed)
    {
        using var trained = new IntentLearner(options).Fit(table, new FitContext(seed), CancellationToken.None);
        return Bytes(trained);
    }

    private static byte[] Bytes(TrainedIntent trained)
    {
        using var folder = new TempFolder();
        trained.Save(folder.Path);
        return [.. Directory.GetFiles(folder.Path).Order().SelectMany(File.ReadAllBytes)];
    }

    private sealed class StopAt(int epoch, CancellationTokenSource source) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Stage == "intent" && value.Done >= epoch)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Log(List<double> epochs) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (value.Stage == "intent")
            {
                epochs.Add(value.Done);
            }
        }
    }

    /// <summary>A clock that goes on by a step at each look.</summary>
    private sealed class StepClock(TimeSpan step) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks += step.Ticks;
    }

    [Fact]
    public void Without_the_actors_weights_other_behaviors_are_nudged()
    {
        var table = Shop.Table(episodes: 600, seed: 5);
        var options = new IntentOptions { TrunkWidth = 16, Lambda = .5, Epochs = 6, MinUpdatesPerEpoch = 60, ActorUpdates = 300 };
        using var trained = new IntentLearner(options).Fit(table, new FitContext(), CancellationToken.None);
        var weights = new SortedDictionary<string, float[]>(trained.Weights, StringComparer.Ordinal);
        foreach (var name in trained.Weights.Keys.Where(n => n.StartsWith(IntentNetwork.ActorPrefix, StringComparison.Ordinal)))
        {
            weights[name] = new float[weights[name].Length];
        }

        using var mute = new TrainedIntent(trained.Shape, trained.Options, trained.Scaling, weights, trained.History, "cpu");

        var (with, without) = (Nudges(trained, table), Nudges(mute, table));
        Assert.Equal("cart", with[Shop.Looking].Nudge); // It leads to the till, though hardly anybody does it.
        Assert.Equal("view", without[Shop.Looking].Nudge); // All alike: the first.
        Assert.True(with[Shop.Looking].Lift > without[Shop.Looking].Lift);
    }

    private static List<(string? Nudge, double? Lift)> Nudges(TrainedIntent trained, StateTable table)
    {
        var nodes = Shop.NodeOfEach(table);
        var (details, actions) = (trained.Details(table, nodes, CancellationToken.None), table.Actions.Count);
        return [.. nodes.Select((_, i) => IntentScorer.NudgeOf(table.Actions, details.Policy.AsSpan(i * actions, actions), details.Q.AsSpan(i * actions, actions), details.Value![i]))];
    }
}
