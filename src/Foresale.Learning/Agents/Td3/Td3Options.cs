using Foresale.Learning.Agents.OffPolicy;

namespace Foresale.Learning.Agents.Td3;

/// <summary>Options of <see cref="Td3Learner"/>. Where each default is from: docs/td3.md.</summary>
public sealed record Td3Options : ActorCriticOptions
{
    /// <summary>Critic updates to one of the actor and the targets.</summary>
    public int PolicyDelay { get; init; } = 2;

    /// <summary>Standard deviation of the noise on the target's action, in units of an action in [-1, 1].</summary>
    public double TargetNoise { get; init; } = .2;

    /// <summary>Largest size of that noise.</summary>
    public double TargetNoiseClip { get; init; } = .5;

    /// <summary>
    /// α of TD3+BC (Fujimoto and Gu 2021), 2.5 in the paper: the actor ascends α Q / mean |Q| and stays near the actions of the data. Null for TD3
    /// itself. For fixed data, which cannot answer to actions that they lack.
    /// </summary>
    public double? BehaviorCloning { get; init; }

    /// <inheritdoc/>
    internal override string? Fault() => this switch
    {
        { PolicyDelay: < 1 } => "The policy's delay is less than 1.",
        { TargetNoise: not >= 0 } or { TargetNoiseClip: not >= 0 } => "The noise on the target's action is below 0.",
        { BehaviorCloning: not (null or > 0) } => "The weight of cloning is not above 0.",
        _ => base.Fault(),
    };
}
