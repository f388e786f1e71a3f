using Foresale.Learning;
using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Intent;
using Foresale.Learning.Critics;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.Quality.Planted;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Quality.Ablations;

/// <summary>
/// What the form of the critic, its loss and its twins are worth: critics that are trained on the states of one network, which stands still,
/// against the same targets. Each is judged by the intent that it gives: P = (V + 1) / 2 with V = sum over k of P(k) q_k, minus P(leave).
/// </summary>
/// <remarks>Shapes: N = nodes, H = trunk width, A = actions.</remarks>
internal sealed class CriticForms(PlantedTable planted, TrainedIntent trained, int seed)
{
    private const int Batch = 256;
    private const double Rate = 1e-3, Decay = 1e-4, Clip = 5;
    private const float Lambda = .5f;

    /// <summary>Trains and judges every form.</summary>
    /// <returns>By name, in the order of the table.</returns>
    public IReadOnlyDictionary<string, Closeness> Run(CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var states = States(cancellationToken);
        var (width, shape) = (trained.Network.HiddenWidth, trained.Shape);
        var start = Logit.Of(((states.Target * states.Weight).sum() / states.Weight.sum()).item<float>()); // all begin at the mean target
        var all = new Dictionary<string, Closeness>(StringComparer.Ordinal);
        foreach (var (name, isGeneric, isSquared) in new[] { ("structured, log-loss", false, false), ("structured, squared error of ±1", false, true), ("generic, log-loss", true, false), ("generic, squared error of ±1", true, true) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            manual_seed(seed);
            using nn.Module<Tensor, (Tensor First, Tensor Second)> critic = isGeneric ? new GenericTwins(width, shape.Actions, start) : Started(new TwinCritic(width, shape.Actions, shape.Purchase), start);
            Train(critic, states, isSquared);
            all[name] = Judge(critic, TwinCritic.Mean, cancellationToken);
            if (!isGeneric && !isSquared)
            {
                all["structured, log-loss, minimum of the twins"] = Judge(critic, (a, b) => a.minimum(b).Times(.5).tanh(), cancellationToken);
            }
        }

        return all;
    }

    private static TwinCritic Started(TwinCritic critic, double logOdds)
    {
        critic.StartAt(logOdds);
        return critic;
    }

    // Trunk, target, action and weight of the nodes that a learnt action follows.
    private (Tensor Trunk, Tensor Target, Tensor Action, Tensor Weight) States(CancellationToken cancellationToken)
    {
        var table = planted.Table;
        var planner = new ChunkPlanner(table);
        var reader = new NodeReader(table, trained.Scaling, CPU);
        var parts = new List<(Tensor Trunk, Tensor Target, Tensor Action, Tensor Weight)>();
        using var frozen = no_grad();
        foreach (var batch in new TrajectoryReplay(table, planner, planner.Trajectories(Slice.Train), Batch, int.MaxValue).All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var trunk = trained.Network.Trunk(reader.Read(batch));
            var targets = BatchTargets.Of(table, batch, trained.Shape, Weights.Read(trained.Network.HeadsOf(trunk).Value!.sigmoid()), Lambda, CPU);
            var used = targets.Critic.gt(Numbers.Of(0)).nonzero().squeeze(-1);
            Tensor Kept(Tensor all) => all.index_select(0, used).MoveToOuterDisposeScope();
            parts.Add((Kept(trunk), Kept(targets.Target), Kept(targets.Action), Kept(targets.Critic)));
        }

        Tensor All(Func<(Tensor Trunk, Tensor Target, Tensor Action, Tensor Weight), Tensor> of) => cat([.. parts.Select(of)]);
        return (All(p => p.Trunk), All(p => p.Target), All(p => p.Action), All(p => p.Weight));
    }

    // As many passes as the network's best epoch.
    private void Train(nn.Module<Tensor, (Tensor First, Tensor Second)> critic, (Tensor Trunk, Tensor Target, Tensor Action, Tensor Weight) states, bool isSquared)
    {
        using var optimizer = new AdamW([new ParameterGroup([.. critic.parameters()], Rate)], Decay, Clip);
        var count = states.Trunk.shape[0];
        var mean = states.Weight.mean().item<float>();
        for (var pass = 0; pass < Math.Max(1, trained.History.BestEpoch); pass++)
        {
            using var order = randperm(count);
            for (var begin = 0L; begin < count; begin += Batch)
            {
                using var scope = NewDisposeScope();
                var rows = order.narrow(0, begin, Math.Min(Batch, count - begin));
                var (first, second) = critic.call(states.Trunk.index_select(0, rows));
                var (target, action, weight) = (states.Target.index_select(0, rows), states.Action.index_select(0, rows), states.Weight.index_select(0, rows).Times(1 / (mean * Batch)));
                optimizer.Minimize(isSquared ? Squared(first, action, target, weight).Plus(Squared(second, action, target, weight)) : IntentLosses.Critic(first, second, action, target, weight));
            }
        }
    }

    // (q_k - (2 y - 1))^2: the article's rewards of 1 and -1 as they stand.
    private static Tensor Squared(Tensor logOdds, Tensor action, Tensor target, Tensor weight)
    {
        var q = logOdds.gather(-1, action.unsqueeze(-1)).squeeze(-1).Times(.5).tanh();
        return ((q - target.Times(2).Plus(-1)).Squared() * weight).sum();
    }

    private Closeness Judge(nn.Module<Tensor, (Tensor First, Tensor Second)> critic, Func<Tensor, Tensor, Tensor> twins, CancellationToken cancellationToken) => Closeness.Of(planted.Parts, part =>
    {
        var intents = new float[part.Rows.Length];
        trained.Visit(part.Table, part.Rows, (trunk, rows) =>
        {
            var (first, second) = critic.call(trunk);
            var q = twins(first, second);
            if (trained.Shape.Purchase >= 0)
            {
                q.select(-1, trained.Shape.Purchase).fill_(Numbers.Of(1));
            }

            var next = nn.functional.softmax(trained.Network.HeadsOf(trunk).Behavior!, -1);
            var p = Weights.Read(IntentLosses.Expectation(next, q).Plus(1).Times(.5));
            for (var i = 0; i < rows.Length; i++)
            {
                intents[rows[i]] = Math.Clamp(p[i], 0, 1);
            }
        }, cancellationToken);
        return intents;
    });

    /// <summary>Q([s, a]) twice, as DDPG and TD3 have it: an MLP that reads the action.</summary>
    private sealed class GenericTwins : nn.Module<Tensor, (Tensor First, Tensor Second)>
    {
        private readonly ActionCritic _first;
        private readonly ActionCritic _second;
        private readonly int _actions;
        private readonly double _start;

        public GenericTwins(int width, int actions, double start)
            : base(nameof(GenericTwins))
        {
            (_first, _second, _actions, _start) = (new ActionCritic(width, actions, width, isNormalized: true), new ActionCritic(width, actions, width, isNormalized: true), actions, start);
            RegisterComponents();
        }

        public override (Tensor First, Tensor Second) forward(Tensor trunk) => (All(_first, trunk), All(_second, trunk));

        // [N, A]: one pass for each action.
        private Tensor All(ActionCritic critic, Tensor trunk)
        {
            using var each = eye(_actions);
            return stack([.. Enumerable.Range(0, _actions).Select(k => critic.call(trunk, each[k].expand(trunk.shape[0], _actions)))], -1).Plus(_start);
        }
    }
}
