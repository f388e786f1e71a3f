using Foresale.Environments;
using Foresale.Learning.Export;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>A learner's averaged actor between the environment's own units: scaled states in, actions within bounds out.</summary>
internal sealed class LearnedPolicy(IOffPolicyLearner learner, StateScaling scaling, Space actionSpace) : IPolicy
{
    /// <summary>The policy as a file's bytes.</summary>
    /// <param name="states">Names of a state's numbers.</param>
    public byte[] ToOnnx(IReadOnlyList<string> states) => PolicyGraph.ToBytes(learner.AveragedLayers(), scaling.Centre, scaling.Scale, states, actionSpace);

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observations, Span<float> actions)
    {
        var states = observations.ToArray();
        scaling.Apply(states);
        var unit = new float[actions.Length];
        learner.ActAveraged(states, unit);
        for (var at = 0; at < unit.Length; at += actionSpace.Size)
        {
            actionSpace.FromUnit(unit.AsSpan(at, actionSpace.Size), actions[at..]);
        }
    }
}
