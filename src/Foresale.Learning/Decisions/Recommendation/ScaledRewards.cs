using Foresale.Environments;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>An environment whose rewards are multiplied, so that returns are near 1: the scale at which the learners' step sizes were found.</summary>
/// <param name="inner">The environment.</param>
/// <param name="factor">Above 0.</param>
internal sealed class ScaledRewards(IEnvironment inner, double factor) : IEnvironment
{
    /// <inheritdoc/>
    public Space Observations => inner.Observations;

    /// <inheritdoc/>
    public Space Actions => inner.Actions;

    /// <inheritdoc/>
    public float[] Reset(int? seed = null) => inner.Reset(seed);

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        var step = inner.Step(action);
        return step with { Reward = step.Reward * factor };
    }
}
