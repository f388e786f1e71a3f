using Foresale.Evaluation;
using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Phase 2: the actor ascends &lt;mu, q&gt; - tau KL(mu || beta) by the chain rule through the critic, which stands still with encoder and trunk.
/// </summary>
/// <remarks>
/// The purchase is worth 1 whatever the state, so that mu is soon all purchase and no gradient is left to order the other actions, of
/// which the nudge is chosen. The same objective is therefore ascended a second time for mu given no purchase. Both have the same
/// optimum, beta exp(q / tau) / Z: that given no purchase is the same formula over the other actions.
/// </remarks>
internal sealed class ActorTraining(IntentNetwork network, IntentOptions options, FitContext context, HistoryRecorder history)
{
    private const int MostNodes = 100_000;
    private const int NodesPerUpdate = 256;

    /// <summary>Trains the actor on the states of training nodes.</summary>
    public void Run(StateTable table, FeatureScaling scaling, Slice[] slices, Func<bool> outOfTime, CancellationToken cancellationToken)
    {
        var seed = unchecked((context.Seed * 1_000_003) + 500_009);
        var random = new Random(seed);
        manual_seed(seed);
        using var scope = NewDisposeScope();
        network.eval();
        var (trunk, q, logBehavior) = Frozen(table, scaling, Nodes(table, slices, random), cancellationToken);
        if (trunk.shape[0] == 0)
        {
            return;
        }

        using var optimizer = new AdamW([new ParameterGroup([.. network.Actor!.parameters()], options.ActorLearningRate)], options.WeightDecay, options.GradientClip);
        for (var update = 1; update <= options.ActorUpdates && !outOfTime(); update++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var rows = tensor(Rows(random, (int)trunk.shape[0]));
            Update(optimizer, trunk.index_select(0, rows), q.index_select(0, rows), logBehavior.index_select(0, rows), update);
            context.Progress?.Report(new StageProgress("actor", update, options.ActorUpdates));
        }
    }

    /// <summary>One step up the objective.</summary>
    internal void Update(AdamW optimizer, Tensor trunk, Tensor q, Tensor logBehavior, long update)
    {
        using var scope = NewDisposeScope();
        var logPolicy = network.Actor!.call(trunk);
        var objective = IntentLosses.ActorObjective(logPolicy, q, logBehavior, options.ActorTemperature).mean();
        history.Update(ActorSeries.Panel, "objective", update, objective.item<float>());
        if (network.Shape.Purchase >= 0 && network.Shape.Actions > 1)
        {
            (logPolicy, q, logBehavior) = (WithoutPurchase(logPolicy), Others(q), WithoutPurchase(logBehavior));
            objective = objective.Plus(IntentLosses.ActorObjective(logPolicy, q, logBehavior, options.ActorTemperature).mean());
        }

        // The curves are <mu, q> and <beta, q>. To ascend the objective is to descend its negative.
        optimizer.Minimize(-objective);
        history.Update(ActorSeries.Panel, ActorSeries.Proposed, update, (logPolicy.exp() * q).sum(-1).mean().item<float>());
        history.Update(ActorSeries.Panel, ActorSeries.Shoppers, update, (logBehavior.exp() * q).sum(-1).mean().item<float>());
    }

    // ln of a distribution, given that it is not the purchase.
    private Tensor WithoutPurchase(Tensor logs) => nn.functional.log_softmax(Others(logs), -1);

    private Tensor Others(Tensor values)
    {
        var purchase = network.Shape.Purchase;
        var others = tensor(Enumerable.Range(0, network.Shape.Actions).Where(k => k != purchase).Select(k => (long)k).ToArray(), device: values.device);
        return values.index_select(-1, others);
    }

    private static int[] Nodes(StateTable table, Slice[] slices, Random random)
    {
        var nodes = new List<int>();
        for (var node = 0; node < table.Nodes.Count; node++)
        {
            if (slices.Contains(table.Nodes.Slice[node]) && table.Nodes.End[node] != NodeEnd.Truncated)
            {
                nodes.Add(node);
            }
        }

        var drawn = nodes.ToArray();
        random.Shuffle(drawn);
        return drawn[..Math.Min(MostNodes, drawn.Length)];
    }

    private static long[] Rows(Random random, int count)
    {
        var rows = new long[Math.Min(NodesPerUpdate, count)];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = random.Next(count);
        }

        return rows;
    }

    private (Tensor Trunk, Tensor Q, Tensor LogBehavior) Frozen(StateTable table, FeatureScaling scaling, int[] nodes, CancellationToken cancellationToken)
    {
        var width = network.HiddenWidth;
        var device = torch.device(context.Device);
        var trunk = zeros(nodes.Length, width, device: device);
        var reader = new NodeReader(table, scaling, device);
        using (no_grad())
        {
            var planner = new ChunkPlanner(table);
            var place = 0L;
            foreach (var batch in new TrajectoryReplay(table, planner, planner.Rows(nodes), 4 * options.Batch, int.MaxValue).All())
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                trunk.narrow(0, place, batch.Nodes.Length).copy_(network.Trunk(reader.Read(batch)));
                place += batch.Nodes.Length;
            }

            var heads = network.HeadsOf(trunk);
            return (trunk, heads.Q(), IntentLosses.LogBehavior(heads.Behavior!));
        }
    }
}
