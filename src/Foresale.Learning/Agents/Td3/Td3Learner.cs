using Foresale.Learning.Actors;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Critics;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using MathNet.Numerics.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Td3;

/// <summary>
/// Twin delayed DDPG (Fujimoto et al. 2018, Algorithm 1) and, with <see cref="Td3Options.BehaviorCloning"/>, TD3+BC (Fujimoto and Gu 2021).
/// Equations, defaults and deviations: docs/td3.md.
/// </summary>
/// <remarks>Shapes: B = batch, S = state size, A = action size. Equal options and batches give equal weights.</remarks>
internal sealed class Td3Learner : IOffPolicyLearner
{
    private readonly Td3Options _options;
    private readonly int _states;
    private readonly Random _random;
    private readonly PolicyNetwork _actor;
    private readonly PolicyNetwork _targetActor;
    private readonly PolicyNetwork _averageActor;
    private readonly ActionCritic _first;
    private readonly ActionCritic _second;
    private readonly ActionCritic _targetFirst;
    private readonly ActionCritic _targetSecond;
    private readonly AdamW _actorOptimizer;
    private readonly AdamW _criticOptimizer;

    /// <summary>Creates networks with fresh weights.</summary>
    public Td3Learner(int states, int actions, Td3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _states, Device, _random) = (options, states, device(options.Device), new Random(options.Seed));
        manual_seed(options.Seed);
        PolicyNetwork Actor() => PolicyNetwork.Of(states, actions, options.HiddenSize, options.ActorParts).to(Device);
        ActionCritic Critic() => new ActionCritic(states, actions, options.HiddenSize, options.IsCriticNormalized).to(Device);
        (_actor, _first, _second) = (Actor(), Critic(), Critic());
        (_targetActor, _averageActor) = (Networks.Still(Actor(), _actor), Networks.Still(Actor(), _actor));
        (_targetFirst, _targetSecond) = (Networks.Still(Critic(), _first), Networks.Still(Critic(), _second));
        _actorOptimizer = Networks.Optimizer(options.ActorLearningRate, options.GradientClip, _actor);
        _criticOptimizer = Networks.Optimizer(options.CriticLearningRate, options.GradientClip, _first, _second);
    }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_actor, states, actions, _states, Device);

    /// <inheritdoc/>
    public void ActAveraged(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_averageActor, states, actions, _states, Device);

    /// <inheritdoc/>
    public IReadOnlyList<ActorLayer> AveragedLayers() => _averageActor.Layers();

    /// <summary>One step of Algorithm 1: both critics, and at every d-th step the actor and all targets.</summary>
    public ActorCriticLosses Update(TransitionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        _criticOptimizer.RateScale = _actorOptimizer.RateScale = Networks.RateShare(_options, _criticOptimizer.Steps);
        var target = Target(batch);

        // Critics: mean (y - Q1(s, a))² + mean (y - Q2(s, a))²
        var value = _first.call(batch.State, batch.Action); // [B]
        var criticLoss = (value - target).Squared().mean().Plus((_second.call(batch.State, batch.Action) - target).Squared().mean()); // []
        _criticOptimizer.Minimize(criticLoss);
        var actorLoss = _criticOptimizer.Steps % _options.PolicyDelay == 0 ? UpdateActor(batch) : double.NaN;
        return new ActorCriticLosses(criticLoss.item<float>(), actorLoss, value.mean().item<float>());
    }

    /// <summary>y = r + γ (1 - terminal) min(Q1', Q2')(s', ã): [B], ã the smoothed action. No gradient flows.</summary>
    internal Tensor Target(TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var action = SmoothedAction(batch.NextState);
        var next = _targetFirst.call(batch.NextState, action).minimum(_targetSecond.call(batch.NextState, action)); // [B]
        return batch.Reward.Plus((batch.Terminal.Complement() * next).Times(_options.Discount)).MoveToOuterDisposeScope();
    }

    /// <summary>ã = clip(μ'(s') + clip(ε, -c, c), -1, 1), ε ~ N(0, σ): [B, A]. Values of neighbouring actions are mixed, so that no peak is trusted.</summary>
    internal Tensor SmoothedAction(Tensor next)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var action = _targetActor.call(next);
        var noise = new double[action.numel()];
        Normal.Samples(_random, noise, 0, _options.TargetNoise);
        var clipped = Array.ConvertAll(noise, e => (float)Math.Clamp(e, -_options.TargetNoiseClip, _options.TargetNoiseClip));
        return action.Plus(tensor(clipped, action.shape, device: Device)).clamp(Numbers.Of(-1), Numbers.One).MoveToOuterDisposeScope();
    }

    /// <summary>μ'(s'), before smoothing: [B, A].</summary>
    internal Tensor TargetAction(Tensor next) => _targetActor.call(next);

    /// <summary>Q1'(s', a) and Q2'(s', a): [B] each.</summary>
    internal (Tensor First, Tensor Second) TargetValues(Tensor next, Tensor action) => (_targetFirst.call(next, action), _targetSecond.call(next, action));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_actor, _targetActor, _averageActor, _first, _second, _targetFirst, _targetSecond, _actorOptimizer, _criticOptimizer])
        {
            part.Dispose();
        }
    }

    private double UpdateActor(TransitionBatch batch)
    {
        // The first critic alone judges the actor; it passes the gradient on and stands still.
        Networks.SetLearning(_first, learns: false);
        var action = _actor.call(batch.State); // [B, A]
        var value = _first.call(batch.State, action); // [B]
        var loss = value.mean().neg(); // []
        if (_options.BehaviorCloning is { } alpha)
        {
            // -α Q / mean |Q| + (μ(s) - a)²: the scale of the rewards drops out.
            loss = (loss / value.detach().abs().mean().AtLeast(1e-6)).Times(alpha).Plus((action - batch.Action).Squared().mean());
        }

        _actorOptimizer.Minimize(loss);
        Networks.SetLearning(_first, learns: true);
        Networks.Follow(_targetFirst, _first, _options.TargetStep);
        Networks.Follow(_targetSecond, _second, _options.TargetStep);
        Networks.Follow(_targetActor, _actor, _options.TargetStep);
        Networks.Follow(_averageActor, _actor, 1 - _options.ActorAverage);
        return loss.item<float>();
    }
}
