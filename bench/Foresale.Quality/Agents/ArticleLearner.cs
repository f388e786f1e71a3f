using Foresale.Learning.Actors;
using Foresale.Learning.Agents;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Critics;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Quality.Agents;

/// <summary>What the source article's sample code does otherwise than its equations.</summary>
[Flags]
internal enum ArticleFlaws
{
    /// <summary>DDPG.</summary>
    None = 0,

    /// <summary>The critic reads the state alone: Q(s), whatever was done.</summary>
    ActionFreeCritic = 1,

    /// <summary>The actor descends -ln μ(s) Q, as if a tanh output were the probability of an action.</summary>
    LogOfTanh = 2,

    /// <summary>Target networks are copied whole after each update, so that there are none.</summary>
    HardCopies = 4,
}

/// <summary>DDPG into which the article's flaws can be put one by one; without any it is <see cref="DdpgLearner"/>'s algorithm.</summary>
internal sealed class ArticleLearner : IOffPolicyLearner
{
    private readonly DdpgOptions _options;
    private readonly ArticleFlaws _flaws;
    private readonly int _states;
    private readonly DeterministicActor _actor;
    private readonly DeterministicActor _targetActor;
    private readonly DeterministicActor _averageActor;
    private readonly ActionCritic _critic;
    private readonly ActionCritic _targetCritic;
    private readonly AdamW _actorOptimizer;
    private readonly AdamW _criticOptimizer;

    public ArticleLearner(int states, int actions, DdpgOptions options, ArticleFlaws flaws)
    {
        (_options, _flaws, _states) = (options, flaws, states);
        manual_seed(options.Seed);
        DeterministicActor Actor() => new(states, actions, options.HiddenSize);
        ActionCritic Critic() => new(states, actions, options.HiddenSize, options.IsCriticNormalized);
        (_actor, _critic) = (Actor(), Critic());
        (_targetActor, _targetCritic, _averageActor) = (Networks.Still(Actor(), _actor), Networks.Still(Critic(), _critic), Networks.Still(Actor(), _actor));
        _actorOptimizer = Networks.Optimizer(options.ActorLearningRate, options.GradientClip, _actor);
        _criticOptimizer = Networks.Optimizer(options.CriticLearningRate, options.GradientClip, _critic);
    }

    public Device Device => CPU;

    public void Act(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_actor, states, actions, _states, CPU);

    public void ActAveraged(ReadOnlySpan<float> states, Span<float> actions) => Networks.Act(_averageActor, states, actions, _states, CPU);

    public IReadOnlyList<ActorLayer> AveragedLayers() => _averageActor.Layers();

    public ActorCriticLosses Update(TransitionBatch batch)
    {
        using var scope = NewDisposeScope();
        _criticOptimizer.RateScale = _actorOptimizer.RateScale = Networks.RateShare(_options, _criticOptimizer.Steps);
        Tensor target;
        using (no_grad())
        {
            var next = Value(_targetCritic, batch.NextState, _targetActor.call(batch.NextState)); // [B]
            target = batch.Reward.Plus((batch.Terminal.Complement() * next).Times(_options.Discount));
        }

        var value = Value(_critic, batch.State, batch.Action); // [B]
        var criticLoss = (value - target).Squared().mean();
        _criticOptimizer.Minimize(criticLoss);

        Networks.SetLearning(_critic, learns: false);
        var actorLoss = ActorLoss(batch.State);
        _actorOptimizer.Minimize(actorLoss);
        Networks.SetLearning(_critic, learns: true);

        var step = _flaws.HasFlag(ArticleFlaws.HardCopies) ? 1 : _options.TargetStep;
        Networks.Follow(_targetCritic, _critic, step);
        Networks.Follow(_targetActor, _actor, step);
        Networks.Follow(_averageActor, _actor, 1 - _options.ActorAverage);
        return new ActorCriticLosses(criticLoss.item<float>(), actorLoss.item<float>(), value.mean().item<float>());
    }

    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_actor, _targetActor, _averageActor, _critic, _targetCritic, _actorOptimizer, _criticOptimizer])
        {
            part.Dispose();
        }
    }

    // An action times 0 keeps the graph and takes the action out of the value, and its gradient with it.
    private Tensor Value(ActionCritic critic, Tensor state, Tensor action) =>
        critic.call(state, _flaws.HasFlag(ArticleFlaws.ActionFreeCritic) ? action.Times(0) : action);

    private Tensor ActorLoss(Tensor state)
    {
        var action = _actor.call(state); // [B, A]
        var value = Value(_critic, state, action); // [B]
        return _flaws.HasFlag(ArticleFlaws.LogOfTanh)
            ? (action.AtLeast(1e-6).log().sum(-1) * value.detach()).mean().neg() // below 0 a logarithm has no value: cut
            : value.mean().neg();
    }
}
