using Foresale.Evaluation;
using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;
using Shop = Foresale.Learning.Tests.Agents.NextEventShop;

namespace Foresale.Learning.Tests.Agents;

[Collection(TorchCollection.Name)]
public class PretrainingTests
{
    private static readonly IntentOptions Small = new() { EncoderWidth = 16, TrunkWidth = 32, Lambda = .5, Epochs = 3, MinUpdatesPerEpoch = 5, ActorUpdates = 5 };
    private static readonly IntentOptions Both = Small with { PretrainEpochs = 3, ItemWeight = .2, GapWeight = .05 };

    public PretrainingTests() => TorchNative.Ensure();

    [Fact]
    public void Items_and_gaps_that_follow_from_the_last_item_are_learnt()
    {
        var table = Shop.Table(shoppers: 100, seed: 1);

        using var trained = new IntentLearner(Small with { PretrainEpochs = 30, MinUpdatesPerEpoch = 30, Dropout = 0, LearningRate = 5e-3 }).Fit(table, new FitContext(), CancellationToken.None);

        Assert.True(Curve(trained, "next item")[^1] < .1); // ln 6 = 1.79 without looking
        Assert.True(Curve(trained, "gap")[^1] < .1);
        Assert.True(Curve(trained, "validation loss")[^1] < .5 * Curve(trained, "validation loss")[0]);
    }

    [Fact]
    public void Pre_training_ends_where_the_validation_slice_gains_nothing_and_the_best_epoch_is_kept()
    {
        var table = Shop.Table(shoppers: 60, seed: 2, isOrderly: false);

        using var trained = new IntentLearner(Small with { PretrainEpochs = 200, MinUpdatesPerEpoch = 20, Dropout = 0, LearningRate = 1e-2 }).Fit(table, new FitContext(), CancellationToken.None);

        var validation = Curve(trained, "validation loss");
        Assert.Equal(trained.History.PretrainEpochs + Small.Patience, validation.Length);
        Assert.True(validation[^1] > validation[trained.History.PretrainEpochs - 1]);
    }

    [Fact]
    public void Without_weight_the_network_is_to_the_bit_the_one_that_has_no_such_heads()
    {
        var table = Shop.Table(shoppers: 30, seed: 3);
        var nameless = table with { TokenSchema = table.TokenSchema! with { Fields = Shop.Fields("a", "b", "c", "d") } }; // no head finds its fields

        var (without, cannot, with) = (Weights(table, Small), Weights(nameless, Small with { ItemWeight = .2, GapWeight = .05 }), Weights(table, Small with { ItemWeight = .2, GapWeight = .05 }));

        Assert.Equal(cannot, without);
        Assert.NotEqual(with, without);
    }

    [Fact]
    public void A_network_is_saved_without_the_heads()
    {
        var table = Shop.Table(shoppers: 20, seed: 4);

        using var with = new IntentLearner(Both).Fit(table, new FitContext(), CancellationToken.None);
        using var without = new IntentLearner(Small).Fit(table, new FitContext(), CancellationToken.None);

        Assert.Equal(without.Weights.Keys, with.Weights.Keys);
    }

    [Theory]
    [InlineData("pre-training", 2)]
    [InlineData("intent", 2)]
    public void A_run_that_was_stopped_goes_on_and_ends_with_the_same_weights(string stage, int epoch)
    {
        var table = Shop.Table(shoppers: 30, seed: 5);
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var context = new FitContext { CheckpointFolder = folder.Path };

        Assert.ThrowsAny<OperationCanceledException>(() => new IntentLearner(Both).Fit(table, context with { Progress = new StopAt(stage, epoch, stop) }, stop.Token));
        using var resumed = new IntentLearner(Both).Fit(table, context, CancellationToken.None);

        Assert.Equal(Weights(table, Both), resumed.Weights.Values.SelectMany(w => w));
        Assert.Equal(3, resumed.History.PretrainEpochs);
        Assert.Equal(3, Curve(resumed, "validation loss").Length);
    }

    [Fact]
    public void A_run_that_was_stopped_after_pre_training_does_not_repeat_it()
    {
        var table = Shop.Table(shoppers: 30, seed: 5);
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var (context, told) = (new FitContext { CheckpointFolder = folder.Path }, new Told());

        Assert.ThrowsAny<OperationCanceledException>(() => new IntentLearner(Both).Fit(table, context with { Progress = new StopAt("pre-training", 3, stop) }, stop.Token));
        using var resumed = new IntentLearner(Both).Fit(table, context with { Progress = told }, CancellationToken.None);

        Assert.DoesNotContain(told.Notes, n => n.Stage is "pre-training");
        Assert.Equal(Weights(table, Both), resumed.Weights.Values.SelectMany(w => w));
        Assert.Equal(3, Curve(resumed, "validation loss").Length);
    }

    [Fact]
    public void Every_lambda_that_is_tried_begins_with_the_same_pre_training()
    {
        var table = Shop.Table(shoppers: 30, seed: 6);
        var options = Both with { Lambda = null, LambdaTrialTrajectories = 1, LambdaTrialEpochs = 1 };

        var told = new Told();

        using var one = new IntentLearner(options with { LambdaChoices = [.5, .5] }).Fit(table, new FitContext { Progress = told }, CancellationToken.None);
        using var first = new IntentLearner(options with { LambdaChoices = [.5], Lambda = .5 }).Fit(table, new FitContext(), CancellationToken.None);

        var trials = told.Notes.Where(n => n is { Stage: "intent", Done: 1 }).Select(n => n.Note).ToList();
        Assert.Equal(2, trials.Count);
        Assert.Equal(trials[0], trials[1]);
        Assert.Equal(first.Weights.Values.SelectMany(w => w), one.Weights.Values.SelectMany(w => w));
    }

    [Fact]
    public void Heads_that_answer_for_outcomes_stand_still_meanwhile()
    {
        using var scope = NewDisposeScope();
        var table = Shop.Table(shoppers: 20, seed: 7);
        using var critic = Critic(table, Both);
        var before = NamedTensors.Copy(critic.Network);

        new Pretraining(critic, table, Both, new FitContext()).Run(judges: true, () => false, CancellationToken.None);

        var after = NamedTensors.Copy(critic.Network);
        var moved = after.Where(p => !p.Value.SequenceEqual(before[p.Key])).Select(p => p.Key[..p.Key.IndexOf('.', StringComparison.Ordinal)]).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["_behavior", "_encoder", "_hidden1", "_hidden2", "_norm1", "_norm2"], moved);
        Assert.Equal(after, NamedTensors.Copy(critic.Slow));
    }

    [Fact]
    public void Sessions_without_an_outcome_teach_what_comes_next()
    {
        using var scope = NewDisposeScope();
        var table = Shop.Table(shoppers: 20, seed: 8);
        var end = Array.ConvertAll(table.Nodes.End, e => e == NodeEnd.Continues ? e : NodeEnd.Truncated);
        table = table with { Nodes = table.Nodes with { End = end, Outcome = [.. Enumerable.Repeat(float.NaN, end.Length)], Action = [.. table.Nodes.Action.Select((a, n) => end[n] == NodeEnd.Truncated ? (sbyte)-1 : a)] } };
        using var critic = Critic(table, Both);
        var before = Learning.Weights.Read(critic.Network.Encoder!.Tokens.Table);

        new Pretraining(critic, table, Both with { PretrainEpochs = 1 }, new FitContext()).Run(judges: false, () => false, CancellationToken.None);

        Assert.NotEqual(before, Learning.Weights.Read(critic.Network.Encoder!.Tokens.Table));
        Assert.True(critic.History.Series.Single(s => s.Name is "next item").Points[0].Y > 0);
    }

    [Fact]
    public void Updates_leave_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        var table = Shop.Table(shoppers: 20, seed: 9);
        using var critic = Critic(table, Both);
        var planner = new ChunkPlanner(table);
        var batch = new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Train), 64, 128).All()[0];
        void Work()
        {
            critic.Update(batch);
            new Pretraining(critic, table, Both, new FitContext()).Run(judges: true, () => false, CancellationToken.None);
        }

        Work();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Work();

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static CriticTraining Critic(StateTable table, IntentOptions options) =>
        new(table, IntentShape.Of(table), options, lambda: .5, FeatureScaling.Fit(table, []), new FitContext(), [Slice.Train], table.RowsOf(Slice.Validation));

    private static float[] Weights(StateTable table, IntentOptions options)
    {
        using var trained = new IntentLearner(options).Fit(table, new FitContext(), CancellationToken.None);
        return [.. trained.Weights.Values.SelectMany(w => w)];
    }

    private static double[] Curve(TrainedIntent trained, string name) => [.. trained.History.Series.Single(s => s.Panel is "pre-training" && string.Equals(s.Name, name, StringComparison.Ordinal)).Points.Select(p => p.Y)];

    private sealed class StopAt(string stage, int epoch, CancellationTokenSource source) : IProgress<StageProgress>
    {
        public void Report(StageProgress value)
        {
            if (string.Equals(value.Stage, stage, StringComparison.Ordinal) && value.Done >= epoch)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Told : IProgress<StageProgress>
    {
        public List<StageProgress> Notes { get; } = [];

        public void Report(StageProgress value) => Notes.Add(value);
    }
}
