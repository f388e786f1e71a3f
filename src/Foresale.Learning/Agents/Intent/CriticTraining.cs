using Foresale.Learning.Encoders;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using Foresale.States;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>Phase 1: encoder, trunk, behavior, supervised and value heads and the twin critics.</summary>
internal sealed class CriticTraining : IDisposable
{
    private const int WarmUp = 200; // Updates in which the slow network is the plain mean of the online one so far.
    private readonly StateTable _table;
    private readonly IntentOptions _options;
    private readonly FitContext _context;
    private readonly TrajectoryReplay _replay;
    private readonly Validation _validation;
    private readonly HorizonLoss? _horizons;
    private readonly AdamW _optimizer;
    private readonly Device _device;

    /// <summary>Creates networks with fresh weights; equal seeds give equal ones.</summary>
    public CriticTraining(StateTable table, IntentShape shape, IntentOptions options, double lambda, FeatureScaling scaling, FitContext context, Slice[] slices, int[] validationRows)
    {
        (_table, _options, _context, Lambda) = (table, options, context, lambda);
        _device = device(context.Device);
        Reader = new NodeReader(table, scaling, _device);
        var planner = new ChunkPlanner(table);
        _replay = new TrajectoryReplay(table, planner, planner.Trajectories(slices), options.Batch, options.NodesPerHistory);
        var pass = _replay.Draw(new Random(context.Seed));
        Weights = MeanWeights.Of(table, shape, pass);
        _horizons = shape.Horizons.Count > 0 ? new HorizonLoss(table, pass, _device) : null;
        _validation = new Validation(table, Reader, new TrajectoryReplay(table, planner, planner.Rows(validationRows), 4 * options.Batch, int.MaxValue).All());
        manual_seed(context.Seed);
        Network = new IntentNetwork(shape, options);
        var start = StartingPoint.Of(table, shape, slices);
        LogOdds = start.LogOdds;
        Network.StartAt(LogOdds, start.BehaviorShares, _horizons is null ? [] : HorizonLoss.Start(table, slices));
        if (context.Start is { } trained)
        {
            WarmStart.Apply(Network, trained, LogOdds);
        }

        Network.to(_device);
        Slow = new IntentNetwork(shape, options);
        Slow.to(_device);
        NamedTensors.Restore(Slow, NamedTensors.Copy(Network));
        Slow.eval();
        if (options.LooksAhead && shape.Actions > 0 && shape.Tokens is not null)
        {
            Next = new NextEventLosses(table, Network, slices, pass);
            Next.Heads.to(_device);
        }

        _optimizer = Optimizer();
    }

    /// <summary>The online network.</summary>
    public IntentNetwork Network { get; }

    /// <summary>
    /// The network that follows the online one slowly. It gives the targets, and since the mean of many noisy steps predicts better than the
    /// last of them, it is also what is validated and kept.
    /// </summary>
    public IntentNetwork Slow { get; }

    /// <summary>Losses of what comes next; null where neither phase has them.</summary>
    public NextEventLosses? Next { get; }

    /// <summary>Reads batches.</summary>
    public NodeReader Reader { get; }

    /// <summary>What a batch weighs on average.</summary>
    public MeanWeights Weights { get; }

    /// <summary>What phase 0 moves, by name: the online network and the heads beside it. Heads that its losses do not reach stand still.</summary>
    public IEnumerable<(string Name, Parameter Value)> Pretrained => Parameters(Network, "online.").Concat(Next is null ? [] : Parameters(Next.Heads, "next."));

    /// <summary>Log-odds of the training rows' base rate.</summary>
    public double LogOdds { get; }

    /// <summary>Lambda of the targets.</summary>
    public double Lambda { get; }

    /// <summary>Trajectories in one pass.</summary>
    public int Trajectories => _replay.Segments;

    /// <summary>Updates so far.</summary>
    public long Updates => _optimizer.Steps;

    /// <summary>Figures of the updates.</summary>
    public HistoryRecorder History { get; } = new();

    /// <summary>One epoch; its draws depend on the seed and its number alone, so that a resumed run continues as if it had not stopped.</summary>
    /// <param name="epoch">1, 2, ...</param>
    /// <param name="outOfTime">Looked at after each update: true ends the epoch.</param>
    /// <param name="cancellationToken">Looked at before each update.</param>
    public void RunEpoch(int epoch, Func<bool> outOfTime, CancellationToken cancellationToken) => RunEpoch(epoch, Update, outOfTime, cancellationToken);

    /// <summary>The same with another update.</summary>
    public void RunEpoch(int epoch, Action<ReplayBatch> update, Func<bool> outOfTime, CancellationToken cancellationToken)
    {
        var seed = unchecked((_context.Seed * 1_000_003) + epoch);
        var random = new Random(seed);
        manual_seed(seed);
        Next?.Seed(seed);
        Network.train();
        for (var done = 0; done == 0 || done < _options.MinUpdatesPerEpoch;)
        {
            foreach (var batch in _replay.Draw(random))
            {
                cancellationToken.ThrowIfCancellationRequested();
                update(batch);
                done++;
                if (outOfTime())
                {
                    return;
                }
            }

            if (done == 0)
            {
                return; // Nothing to learn from.
            }
        }
    }

    /// <summary>One update: targets, losses, a step down, the slow network a step behind.</summary>
    public void Update(ReplayBatch batch)
    {
        using var scope = NewDisposeScope();
        var input = Reader.Read(batch);
        var bootstrap = Network.Shape.HasValue ? Bootstrap(input) : [];
        var targets = BatchTargets.Of(_table, batch, Network.Shape, bootstrap, (float)Lambda, _device).Over(Weights);
        var trunk = Network.Trunk(input);
        var outputs = Network.HeadsOf(trunk);
        var loss = Loss(outputs, targets);
        if (_horizons is not null)
        {
            loss = loss.Plus(Recorded("horizons", _horizons.Of(outputs.Hazards!, batch)));
        }

        foreach (var next in Next?.Of(Network, trunk, batch, _options.ItemWeight, _options.GapWeight) ?? [])
        {
            loss = loss.Plus(Recorded(next.Name, next.ByNode.sum()).Times(next.Weight));
        }

        _optimizer.Minimize(loss);
        Follow();
    }

    /// <summary>Begins this phase with what phase 0 has learnt, the slow network too.</summary>
    /// <param name="best">Weights of <see cref="Pretrained"/>; of no epoch leaves all as it is.</param>
    public void StartFrom(BestEpoch best)
    {
        if (best.Epoch > 0)
        {
            NamedTensors.Restore(Pretrained.Select(p => (p.Name, (Tensor)p.Value)), best.Weights);
            NamedTensors.Restore(Slow, NamedTensors.Copy(Network));
        }
    }

    /// <summary>Log-losses on the validation rows; NaN without any.</summary>
    public ValidationLoss Validate() => _validation.Of(Slow);

    /// <summary>All that a resumed run needs, by name.</summary>
    public SortedDictionary<string, float[]> Save()
    {
        var all = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, value) in AllTensors())
        {
            all[name] = Learning.Weights.Read(value);
        }

        return all;
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(IReadOnlyDictionary<string, float[]> saved, long updates)
    {
        NamedTensors.Restore(AllTensors(), saved);
        _optimizer.Steps = updates;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        Next?.Dispose();
        Slow.Dispose();
        Network.Dispose();
    }

    private IEnumerable<(string Name, Tensor Value)> AllTensors() =>
    [
        .. Network.named_parameters().Select(p => ("online." + p.name, (Tensor)p.parameter)),
        .. Slow.named_parameters().Select(p => ("slow." + p.name, (Tensor)p.parameter)),
        .. Auxiliary.Select(p => (p.Name, (Tensor)p.Value)),
        .. _optimizer.Moments.Select(m => ("moment." + m.Name, m.Value)),
    ];

    // Heads beside the network, where this phase trains them.
    private IEnumerable<(string Name, Parameter Value)> Auxiliary => Next is not null && _options.ItemWeight + _options.GapWeight > 0 ? Parameters(Next.Heads, "next.") : [];

    private static IEnumerable<(string Name, Parameter Value)> Parameters(nn.Module module, string prefix) => module.named_parameters().Select(p => (prefix + p.name, p.parameter));

    private AdamW Optimizer()
    {
        // By name: of some modules torch gives a new object for the same parameter at each call.
        var parameters = Network.named_parameters().ToList();
        var encoder = parameters.Where(p => p.name.StartsWith(IntentNetwork.EncoderPrefix, StringComparison.Ordinal)).ToList();
        var hazards = parameters.Where(p => p.name.StartsWith(IntentNetwork.HazardPrefix, StringComparison.Ordinal)).ToList();
        var heads = parameters.Except(hazards).Where(p => !p.name.StartsWith(IntentNetwork.EncoderPrefix, StringComparison.Ordinal) && !p.name.StartsWith(IntentNetwork.ActorPrefix, StringComparison.Ordinal));
        var share = _context.Start is null ? 1 : _options.WarmStartRate;
        return new AdamW(
            [
                new ParameterGroup([.. encoder.Select(p => p.parameter)], share * _options.EncoderLearningRate),
                new ParameterGroup([.. heads.Select(p => p.parameter), .. Auxiliary.Select(p => p.Value)], share * _options.LearningRate),
                new ParameterGroup([.. hazards.Select(p => p.parameter)], share * _options.LearningRate, IsClipped: false),
            ],
            _options.WeightDecay,
            _options.GradientClip);
    }

    // pbar: the slow network's probability of the goal at each node. No gradient flows through a target.
    private float[] Bootstrap(NodeInput input)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var outputs = Slow.call(input);
        if (_options.Backup == Backup.Expectation)
        {
            return Learning.Weights.Read(outputs.Value!.sigmoid());
        }

        var next = nn.functional.softmax(outputs.Behavior!, -1);
        var value = _options.Backup == Backup.Soft ? IntentLosses.Soft(next, outputs.Q(), _options.BackupTemperature) : IntentLosses.Greedy(next, outputs.Q());
        return Learning.Weights.Read(value.Plus(1).Times(.5).clamp(Numbers.Of(0), Numbers.Of(1)));
    }

    private Tensor Loss(IntentOutputs outputs, BatchTargets targets)
    {
        var loss = Recorded("supervised", IntentLosses.LogLoss(outputs.Supervised, targets.Outcome, targets.Supervised)).Times(_options.SupervisedWeight);
        if (outputs.Behavior is not null)
        {
            loss = loss.Plus(Recorded("behavior", IntentLosses.Behavior(outputs.Behavior, targets.Next, targets.Behavior)));
        }

        if (outputs.Value is not null)
        {
            loss = loss.Plus(Recorded("value (TD)", IntentLosses.LogLoss(outputs.Value, targets.Target, targets.Value)));
            loss = loss.Plus(Recorded("critic (Q)", IntentLosses.Critic(outputs.First!, outputs.Second!, targets.Action, targets.Target, targets.Critic)));
            loss = loss.Plus(Recorded("consistency", IntentLosses.Consistency(outputs, targets.Value)).Times(_options.ConsistencyWeight));
            using var frozen = no_grad();
            var value = outputs.Value.sigmoid();
            var weights = targets.Value.sum().AtLeast(1e-12);
            History.Update("reward and value", "mean value", Updates, (2 * ((value * targets.Value).sum() / weights).item<float>()) - 1);
            var seen = targets.Supervised.sum().AtLeast(1e-12);
            History.Update("reward and value", "mean reward", Updates, (2 * ((targets.Outcome * targets.Supervised).sum() / seen).item<float>()) - 1);
            History.Update("TD error", "mean distance from the target", Updates, (((targets.Target - value).abs() * targets.Value).sum() / weights).item<float>());
        }

        return loss;
    }

    private Tensor Recorded(string name, Tensor loss)
    {
        History.Update("loss", name, Updates, loss.item<float>());
        return loss;
    }

    // slow <- slow + step (online - slow).
    private void Follow()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var step = Updates < WarmUp ? Math.Max(_options.TargetStep, 1.0 / (Updates + 1)) : _options.TargetStep;
        using var forward = step.ToScalar();
        using var kept = (1 - step).ToScalar();
        foreach (var (slow, online) in Slow.parameters().Zip(Network.parameters()))
        {
            slow.mul_(kept).add_(online, alpha: forward);
        }
    }
}
