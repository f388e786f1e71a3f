using Foresale.Learning.Actors;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Critics;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Ddpg;

/// <summary>Deep deterministic policy gradient (Lillicrap et al. 2016, Algorithm 1). Equations, defaults and deviations: docs/ddpg.md.</summary>
/// <remarks>Shapes: B = batch, S = state size, A = action size. Equal options and batches give equal weights.</remarks>
internal sealed class DdpgLearner : IOffPolicyLearner
{
    private readonly DdpgOptions _options;
    private readonly int _states;
    private readonly PolicyNetwork _actor;
    private readonly PolicyNetwork _targetActor;
    private readonly PolicyNetwork _averageActor;
    private readonly ActionCritic _critic;
    private readonly ActionCritic _targetCritic;
    private readonly AdamW _actorOptimizer;
    private readonly AdamW _criticOptimizer;

    /// <summary>Creates networks with fresh weights.</summary>
    public DdpgLearner(int states, int actions, DdpgOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _states, Device) = (options, states, device(options.Device));
        manual_seed(options.Seed);
        PolicyNetwork Actor() => PolicyNetwork.Of(states, actions, options.HiddenSize, options.ActorParts).to(Device);
        ActionCritic Critic() => new ActionCritic(states, actions, options.HiddenSize, options.IsCriticNormalized).to(Device);
        (_actor, _critic) = (Actor(), Critic());
        (_targetActor, _targetCritic, _averageActor) = (Networks.Still(Actor(), _actor), Networks.Still(Critic(), _critic), Networks.Still(Actor(), _actor));
        _actorOptimizer = Networks.Optimizer(options.ActorLearningRate, options.GradientClip, _actor);
        _criticOptimizer = Networks.Optimizer(options.CriticLearningRate, options.GradientClip, _critic);
    }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_actor, states, actions, _states, Device);

    /// <inheritdoc/>
    public void ActAveraged(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_averageActor, states, actions, _states, Device);

    /// <inheritdoc/>
    public IReadOnlyList<ActorLayer> AveragedLayers() => _averageActor.Layers();

    /// <summary>One step of Algorithm 1: the critic, then the actor, then both targets.</summary>
    public ActorCriticLosses Update(TransitionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        _criticOptimizer.RateScale = _actorOptimizer.RateScale = Networks.RateShare(_options, _criticOptimizer.Steps);
        var target = Target(batch);

        // Critic: L(θ^Q) = mean (y - Q(s, a))²
        var value = _critic.call(batch.State, batch.Action); // [B]
        var criticLoss = (value - target).Squared().mean(); // []
        _criticOptimizer.Minimize(criticLoss);

        // Actor: to ascend mean Q(s, μ(s)) is to descend its negative. The critic passes the gradient on and stands still.
        Networks.SetLearning(_critic, learns: false);
        var actorLoss = _critic.call(batch.State, _actor.call(batch.State)).mean().neg(); // []
        _actorOptimizer.Minimize(actorLoss);
        Networks.SetLearning(_critic, learns: true);

        Networks.Follow(_targetCritic, _critic, _options.TargetStep);
        Networks.Follow(_targetActor, _actor, _options.TargetStep);
        Networks.Follow(_averageActor, _actor, 1 - _options.ActorAverage);
        return new ActorCriticLosses(criticLoss.item<float>(), actorLoss.item<float>(), value.mean().item<float>());
    }

    /// <summary>y = r + γ (1 - terminal) Q'(s', μ'(s')): [B]. A truncated transition is not terminal, so it bootstraps. No gradient flows.</summary>
    internal Tensor Target(TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var next = _targetCritic.call(batch.NextState, _targetActor.call(batch.NextState)); // [B]
        return batch.Reward.Plus((batch.Terminal.Complement() * next).Times(_options.Discount)).MoveToOuterDisposeScope();
    }

    /// <summary>Q(s, a): [B].</summary>
    internal Tensor Value(Tensor state, Tensor action) => _critic.call(state, action);

    /// <summary>Q'(s', μ'(s')): [B].</summary>
    internal Tensor TargetValue(Tensor next) => _targetCritic.call(next, _targetActor.call(next));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_actor, _targetActor, _averageActor, _critic, _targetCritic, _actorOptimizer, _criticOptimizer])
        {
            part.Dispose();
        }
    }
}
