using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Agents;

[Collection(TorchCollection.Name)]
public class UpdateTests
{
    private static readonly IntentOptions Small = new() { EncoderWidth = 8, TrunkWidth = 16, ActorUpdates = 20 };
    private readonly StateTable _table = TokenShop.Table(shoppers: 20, longest: 10, seed: 2);

    public UpdateTests() => TorchNative.Ensure();

    [Fact]
    public void Updates_leave_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var training = Training(Small);
        var batch = Batch();
        training.Update(batch);

        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            training.Update(batch);
        }

        training.Validate();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_whole_fit_and_its_predictions_leave_no_tensor_behind()
    {
        void FitOnce()
        {
            using var trained = new IntentLearner(Small with { Epochs = 1, MinUpdatesPerEpoch = 2 }).Fit(_table, new FitContext(), CancellationToken.None);
            trained.Supervised.Predict(_table, [0, 1, 2], CancellationToken.None);
            trained.Details(_table, [0, 1, 2], CancellationToken.None);
        }

        FitOnce();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        FitOnce();

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void The_actors_training_moves_nothing_but_the_actor()
    {
        using var scope = NewDisposeScope();
        using var training = Training(Small);
        var before = NamedTensors.Copy(training.Network);

        new ActorTraining(training.Network, Small, new FitContext(), training.History).Run(_table, FeatureScaling.Fit(_table, []), [Slice.Train], () => false, CancellationToken.None);

        var moved = NamedTensors.Copy(training.Network).Where(p => !p.Value.SequenceEqual(before[p.Key])).Select(p => p.Key).ToList();
        Assert.NotEmpty(moved);
        Assert.All(moved, name => Assert.StartsWith(IntentNetwork.ActorPrefix, name, StringComparison.Ordinal));
    }

    [Fact]
    public void An_update_moves_every_head_and_the_encoder_but_not_the_actor()
    {
        using var scope = NewDisposeScope();
        using var training = Training(Small);
        var before = NamedTensors.Copy(training.Network);

        training.Update(Batch());

        var still = NamedTensors.Copy(training.Network).Where(p => p.Value.SequenceEqual(before[p.Key])).Select(p => p.Key);
        Assert.All(still, name => Assert.StartsWith(IntentNetwork.ActorPrefix, name, StringComparison.Ordinal));
    }

    [Fact]
    public void Token_rows_that_no_history_has_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var training = Training(Small);
        var name = IntentNetwork.EncoderPrefix + "_tokens._table.weight";
        var before = NamedTensors.Copy(training.Network)[name];

        training.Update(Batch());

        // Row 1 (unknown behavior) is never read; row 2 (the first behavior) is.
        var after = NamedTensors.Copy(training.Network)[name];
        Assert.Equal(before[8..16], after[8..16]);
        Assert.NotEqual(before[16..24], after[16..24]);
    }

    [Fact]
    public void The_optimizer_takes_Adams_first_step()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(tensor([1f, -2f], [1, 2]));
        using var optimizer = new AdamW([new ParameterGroup([weight], .1)], decay: .5, clip: 100);

        optimizer.Minimize((weight * tensor([3f, -4f], [1, 2])).sum());

        // Decay first: w (1 - .1 x .5); then a step of .1 against the sign of the gradient, since both moments are corrected.
        Assert.Equal([.95f - .1f, -1.9f + .1f], weight.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void A_sparse_gradient_moves_the_rows_that_were_read_as_the_whole_gradient_does()
    {
        using var scope = NewDisposeScope();
        var read = tensor(new long[] { 4, 1, 4, 4, 2, 1 }, [3, 2]); // Row 4 three times, row 1 twice, row 2 once.
        var start = Enumerable.Range(0, 12).Select(i => .1f * i).ToArray();
        var moved = new[] { false, true }.Select(isSparse =>
        {
            var table = nn.EmbeddingBag(6, 2, mode: EmbeddingBagMode.Sum, sparse: isSparse);
            using (no_grad())
            {
                table.weight!.copy_(tensor(start, [6, 2]));
            }

            using var optimizer = new AdamW([new ParameterGroup([table.weight!], .1)], decay: 0, clip: 1);
            for (var step = 0; step < 3; step++)
            {
                optimizer.Minimize((table.call(read) * tensor([1f, -2f], [1, 2])).square().sum());
            }

            return Weights.Read(table.weight!);
        }).ToList();

        Assert.Equal(moved[0], moved[1], (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal(start[6..8], moved[1][6..8]);
        Assert.NotEqual(start[8..10], moved[1][8..10]);
    }

    [Fact]
    public void A_row_that_a_batch_does_not_read_stands_still_though_it_decays_and_has_momentum()
    {
        using var scope = NewDisposeScope();
        var table = nn.EmbeddingBag(3, 2, mode: EmbeddingBagMode.Sum, sparse: true);
        using var optimizer = new AdamW([new ParameterGroup([table.weight!], .1)], decay: .5, clip: 100);
        void Read(long row) => optimizer.Minimize(table.call(tensor(new[] { row }, [1, 1])).square().sum());

        Read(1);
        var before = Weights.Read(table.weight!);
        Read(2);

        var after = Weights.Read(table.weight!);
        Assert.Equal(before[..4], after[..4]);
        Assert.NotEqual(before[4..], after[4..]);
    }

    [Fact]
    public void Tokens_teach_what_features_do_not_show()
    {
        var table = TokenShop.Table(shoppers: 300, longest: 10, seed: 3);
        var rows = table.RowsOf(Slice.Test);
        using var trained = new IntentLearner(Small with { EncoderWidth = 16, TrunkWidth = 32, Lambda = 1, Epochs = 12, EncoderLearningRate = 3e-3, Dropout = .1 }).Fit(table, new FitContext(), CancellationToken.None);

        var p = trained.Supervised.Predict(table, rows, CancellationToken.None);

        var rate = rows.Average(r => table.Nodes.Outcome[r]);
        double Loss(Func<int, double> of) => rows.Select((r, i) => -Math.Log(table.Nodes.Outcome[r] > 0 ? of(i) : 1 - of(i))).Average();
        Assert.True(Loss(i => p[i]) < Loss(_ => rate) - .03);
    }

    [Fact]
    public void An_update_divides_its_losses_by_the_weights_of_an_average_batch()
    {
        using var scope = NewDisposeScope();
        double First(params int[] shoppers)
        {
            using var training = Training(Small with { Dropout = 0, FeatureDropout = 0, LearningRate = 1e-9, EncoderLearningRate = 1e-9, WeightDecay = 0 });
            var planner = new ChunkPlanner(_table);
            var chunks = planner.Trajectories(Slice.Train);
            var batch = new ReplayBatch(_table, planner);
            foreach (var segment in shoppers.SelectMany(i => chunks[i].Segments))
            {
                batch.Add(segment);
            }

            training.Update(batch);
            training.History.Flush(1);
            return training.History.Series.Single(s => s.Panel is "loss" && s.Name is "supervised").Points[0].Y;
        }

        // Sums add up; means over each batch would not.
        Assert.Equal(First(0, 1), First(0) + First(1), tolerance: 1e-5);
    }

    [Fact]
    public void Over_the_batches_of_a_pass_every_row_weighs_one_in_the_supervised_loss()
    {
        using var scope = NewDisposeScope();
        using var training = Training(Small);
        var shape = training.Network.Shape;
        var planner = new ChunkPlanner(_table);
        var batches = new TrajectoryReplay(_table, planner, planner.Trajectories(Slice.Train), batch: 3, nodesPerChunk: 128).Draw(new Random(1));
        var weights = MeanWeights.Of(_table, shape, batches);

        // Log-odds that go with the outcome: a mean over each batch first would give another figure.
        float LogOdds(int node) => float.IsNaN(_table.Nodes.Outcome[node]) ? 0 : _table.Nodes.Outcome[node] - (.1f * (node % 7));
        var mean = batches.Average(b =>
        {
            var targets = BatchTargets.Of(_table, b, shape, new float[b.Nodes.Length], 1, CPU).Over(weights);
            return (double)IntentLosses.LogLoss(tensor(Array.ConvertAll(b.Nodes.ToArray(), LogOdds)), targets.Outcome, targets.Supervised).item<float>();
        });

        Assert.True(batches.Select(b => b.Nodes.Length).Distinct().Count() > 1);
        Assert.Equal(_table.RowsOf(Slice.Train).Average(r => Logit.Loss(LogOdds(r), _table.Nodes.Outcome[r])), mean, tolerance: 1e-5);
    }

    private CriticTraining Training(IntentOptions options) =>
        new(_table, IntentShape.Of(_table), options, lambda: .5, FeatureScaling.Fit(_table, []), new FitContext(), [Slice.Train], _table.RowsOf(Slice.Validation));

    private ReplayBatch Batch()
    {
        var planner = new ChunkPlanner(_table);
        return new TrajectoryReplay(_table, planner, planner.Trajectories(Slice.Train), 64, 128).All()[0];
    }
}
