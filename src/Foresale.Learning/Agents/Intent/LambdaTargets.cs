using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>
/// Targets y of the critic, one backward pass a trajectory. With pbar the target network's probability of the goal:
/// y = 1 where the goal follows, 0 where the shopper leaves or the horizon ends, pbar(next) where observation ends there,
/// else lambda y(next) + (1 - lambda) pbar(next). A step that no action took (a correction) passes y(next) on.
/// </summary>
internal static class LambdaTargets
{
    /// <summary>Writes the targets of one trajectory, or of a stretch of one.</summary>
    /// <param name="ends">How each node is followed. The last is terminal, truncated, or a node beyond the stretch (then it counts as truncated).</param>
    /// <param name="actions">Next behavior of each; -1 for none.</param>
    /// <param name="bootstrap">pbar of each node, 0..1.</param>
    /// <param name="lambda">0..1.</param>
    /// <param name="targets">Receives y; NaN for a node without a target.</param>
    public static void Fill(ReadOnlySpan<NodeEnd> ends, ReadOnlySpan<sbyte> actions, ReadOnlySpan<float> bootstrap, float lambda, Span<float> targets)
    {
        for (var t = ends.Length - 1; t >= 0; t--)
        {
            targets[t] = ends[t] switch
            {
                NodeEnd.Bought => 1f,
                NodeEnd.NotBought => 0f,
                NodeEnd.Continues when t + 1 < ends.Length => Continued(actions[t], targets[t + 1], bootstrap[t + 1], lambda),
                _ => float.NaN,
            };
        }
    }

    private static float Continued(sbyte action, float next, float bootstrap, float lambda) =>
        float.IsNaN(next) ? bootstrap : action < 0 ? next : (lambda * next) + ((1 - lambda) * bootstrap);
}
