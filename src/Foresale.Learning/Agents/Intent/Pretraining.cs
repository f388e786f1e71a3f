using System.Globalization;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Phase 0: encoder and trunk learn what comes next (behavior, item, gap) before any outcome is looked at, so that trajectories without a known outcome
/// teach as much as others. The epoch that predicts the validation slice best is kept, and after <see cref="IntentOptions.Patience"/> epochs that are
/// not better beyond chance (docs/adr/0009) it ends.
/// </summary>
internal sealed class Pretraining(CriticTraining critic, StateTable table, IntentOptions options, FitContext context)
{
    private const string Stage = "pre-training";
    private const int MostValidationNodes = 20_000;

    /// <summary>Trains; the network and its heads are left as they were at the best epoch.</summary>
    /// <param name="judges">False where the validation slice is trained on too: then the last epoch is the best.</param>
    /// <param name="outOfTime">Looked at after each update: true ends the phase.</param>
    /// <param name="cancellationToken">Looked at before each update.</param>
    /// <returns>The best epoch; of none where there was no time for one.</returns>
    public BestEpoch Run(bool judges, Func<bool> outOfTime, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var rate = options.LearningRate * (context.Start is null ? 1 : options.WarmStartRate);
        using var optimizer = new AdamW([new ParameterGroup([.. critic.Pretrained.Select(p => p.Value)], rate)], options.WeightDecay, options.GradientClip);
        var validation = judges ? ValidationBatches() : [];
        var best = BestEpoch.None;
        for (var epoch = 1; epoch <= options.PretrainEpochs && epoch - best.Epoch <= options.Patience && !outOfTime(); epoch++)
        {
            // Epochs of this phase are counted downwards: their draws are others than those of the next phase.
            critic.RunEpoch(-epoch, batch => Update(optimizer, batch), outOfTime, cancellationToken);
            var loss = Judge(validation);
            best = best.After(epoch, loss, () => NamedTensors.Copy(critic.Pretrained.Select(p => (p.Name, (Tensor)p.Value))));
            critic.History.Flush(optimizer.Steps);
            if (validation.Count > 0)
            {
                critic.History.Point(Stage, "validation loss", optimizer.Steps, loss.Score);
            }

            context.Progress?.Report(new StageProgress(Stage, epoch, options.PretrainEpochs, string.Create(CultureInfo.InvariantCulture, $"loss {loss.Score:F4}")));
        }

        critic.StartFrom(best);
        return best;
    }

    private void Update(AdamW optimizer, ReplayBatch batch)
    {
        using var scope = NewDisposeScope();
        Tensor? total = null;
        foreach (var loss in Losses(batch))
        {
            var sum = loss.ByNode.sum();
            critic.History.Update(Stage, loss.Name, optimizer.Steps, sum.item<float>());
            total = total is null ? sum.Times(loss.Weight) : total.Plus(sum.Times(loss.Weight));
        }

        optimizer.Minimize(total!);
    }

    private List<NodeLoss> Losses(ReplayBatch batch)
    {
        var trunk = critic.Network.Trunk(critic.Reader.Read(batch));
        var targets = BatchTargets.Of(table, batch, critic.Network.Shape, new float[batch.Nodes.Length], 1, trunk.device).Over(critic.Weights);
        var behavior = nn.functional.cross_entropy(critic.Network.HeadsOf(trunk).Behavior!, targets.Next, reduction: nn.Reduction.None) * targets.Behavior;
        return [new NodeLoss("behavior", 1, behavior), .. critic.Next!.Of(critic.Network, trunk, batch, options.PretrainItemWeight, options.PretrainGapWeight)];
    }

    // The total over the validation slice; the same items are drawn each time, so that epochs are compared on equal terms.
    private ValidationLoss Judge(List<ReplayBatch> batches)
    {
        critic.Network.eval();
        critic.Next!.Seed(context.Seed);
        var byShopper = new SortedDictionary<int, double>();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var frozen = no_grad();
            foreach (var loss in Losses(batch))
            {
                var byNode = Learning.Weights.Read(loss.ByNode);
                for (var i = 0; i < byNode.Length; i++)
                {
                    var user = table.Nodes.User[batch.Nodes[i]];
                    byShopper[user] = byShopper.GetValueOrDefault(user) + (loss.Weight * byNode[i]);
                }
            }
        }

        return batches.Count == 0 ? ValidationLoss.None : new ValidationLoss(double.NaN, byShopper.Values.Sum() / batches.Count, [.. byShopper.Values]);
    }

    private List<ReplayBatch> ValidationBatches()
    {
        var planner = new ChunkPlanner(table);
        var all = new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Validation), options.Batch, options.NodesPerHistory).Draw(new Random(context.Seed));
        var (batches, nodes) = (new List<ReplayBatch>(), 0);
        foreach (var batch in all.TakeWhile(_ => nodes < MostValidationNodes))
        {
            batches.Add(batch);
            nodes += batch.Nodes.Length;
        }

        return batches;
    }
}
