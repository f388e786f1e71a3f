namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>How an agent meets its environment.</summary>
public sealed record RolloutOptions
{
    /// <summary>Environment steps in all; a step of n copies counts as n.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Copies that step together.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Updates after each step of all copies.</summary>
    public int UpdatesPerStep { get; init; } = 1;

    /// <summary>Steps of random actions before the first update. A warm-up as long as the task leaves nothing to learn in.</summary>
    public int WarmUp { get; init; } = 1_000;

    /// <summary>Transitions of a batch.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Transitions that the replay buffer holds.</summary>
    public int Capacity { get; init; } = 1_000_000;

    /// <summary>Noise on actions at the start, in units of an action in [-1, 1].</summary>
    public double Noise { get; init; } = .1;

    /// <summary>Noise at the end; it sinks evenly.</summary>
    public double FinalNoise { get; init; } = .1;

    /// <summary>θ of <see cref="ExplorationNoise"/>: 1 for Gaussian noise, .15 for Ornstein-Uhlenbeck's.</summary>
    public double NoiseReversion { get; init; } = 1;

    /// <summary>True to scale states by the bounds of the observation space.</summary>
    public bool IsStateScaled { get; init; }

    /// <summary>Steps between two evaluations; 0 evaluates at the end alone.</summary>
    public int EvaluateEvery { get; init; } = 1_000;

    /// <summary>Episodes of an evaluation, without noise, always from the same starts.</summary>
    public int EvaluationEpisodes { get; init; } = 20;

    /// <summary>Draws of the environment, the noise and the replay depend on it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Says what is wrong with the options; null where nothing is.</summary>
    internal string? Fault() => this switch
    {
        { Copies: < 1 } or { Batch: < 1 } or { Capacity: < 1 } or { EvaluationEpisodes: < 1 } => "Copies, batch, capacity or evaluation episodes are less than 1.",
        { UpdatesPerStep: < 0 } or { WarmUp: < 0 } or { EvaluateEvery: < 0 } => "Updates a step, warm-up or steps between evaluations are below 0.",
        { Noise: not >= 0 } or { FinalNoise: not >= 0 } => "The noise is below 0.",
        { NoiseReversion: not (> 0 and <= 1) } => "The noise's reversion is not in 0..1.",
        _ when Steps <= WarmUp => FormattableString.Invariant($"{Steps} steps are no more than the {WarmUp} random ones at the start."),
        _ => null,
    };

    /// <summary>Updates of the whole run.</summary>
    public int Updates => Math.Max(0, (Steps - WarmUp) / Copies) * UpdatesPerStep;
}
