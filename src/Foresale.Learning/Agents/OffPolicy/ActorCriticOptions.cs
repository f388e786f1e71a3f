namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>What DDPG and TD3 have in common. Where each default is from: docs/ddpg.md.</summary>
public record ActorCriticOptions
{
    /// <summary>Width of both hidden layers of actor and critic.</summary>
    public int HiddenSize { get; init; } = 256;

    /// <summary>
    /// Parts of the actor, each of which sees its even share of the state alone and gives its share of the action, under a critic that sees all
    /// (Lowe et al. 2017); 1 for one actor that sees all.
    /// </summary>
    public int ActorParts { get; init; } = 1;

    /// <summary>Layer normalisation in the critic.</summary>
    public bool IsCriticNormalized { get; init; }

    /// <summary>γ, in [0, 1].</summary>
    public double Discount { get; init; } = .99;

    /// <summary>Adam's step size for the actor.</summary>
    public double ActorLearningRate { get; init; } = 3e-4;

    /// <summary>Adam's step size for the critic.</summary>
    public double CriticLearningRate { get; init; } = 3e-4;

    /// <summary>What the learning rates have sunk to, as a share of their start, after <see cref="DecayUpdates"/> along a half cosine.</summary>
    public double FinalRateShare { get; init; } = .01;

    /// <summary>Updates over which the learning rates sink; 0 leaves them constant.</summary>
    public int DecayUpdates { get; init; }

    /// <summary>τ: the share of the way that target networks go towards the online ones with each update.</summary>
    public double TargetStep { get; init; } = .005;

    /// <summary>What the averaged actor, the one that is judged and used, keeps of itself with each update of the actor; 0 for the actor itself.</summary>
    public double ActorAverage { get; init; } = .995;

    /// <summary>Largest norm of a gradient; infinity for any.</summary>
    public double GradientClip { get; init; } = double.PositiveInfinity;

    /// <summary>Weights, and noise in targets, are drawn from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Torch's name of the device.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Says what is wrong with the options; null where nothing is.</summary>
    internal virtual string? Fault() => this switch
    {
        { HiddenSize: < 1 } => "The width of the hidden layers is less than 1.",
        { ActorParts: < 1 } => "The actor has less than 1 part.",
        { Discount: not (>= 0 and <= 1) } => "The discount is not in 0..1.",
        { ActorLearningRate: not > 0 } or { CriticLearningRate: not > 0 } => "A learning rate is not above 0.",
        { FinalRateShare: not (>= 0 and <= 1) } or { DecayUpdates: < 0 } => "The learning rates sink to no share in 0..1, or over less than 0 updates.",
        { TargetStep: not (> 0 and <= 1) } => "The target's step is not in 0..1.",
        { ActorAverage: not (>= 0 and < 1) } => "What the averaged actor keeps of itself is not in 0..1.",
        { GradientClip: not > 0 } => "The largest norm of a gradient is not above 0.",
        _ => null,
    };
}
