using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What the network says of N nodes; null where the shape has no such head.</summary>
/// <param name="Supervised">[N] log-odds of the supervised head.</param>
/// <param name="Value">[N] log-odds of p_TD; V = 2 p_TD - 1.</param>
/// <param name="Behavior">[N, A + 1] log-odds of the next behavior, leave last.</param>
/// <param name="First">[N, A] log-odds z of the first critic.</param>
/// <param name="Second">[N, A] log-odds z of the second critic.</param>
/// <param name="Hazards">[N, J] log-odds of each horizon's hazard.</param>
internal sealed record IntentOutputs(Tensor Supervised, Tensor? Value, Tensor? Behavior, Tensor? First, Tensor? Second, Tensor? Hazards = null)
{
    /// <summary>q of the twins' mean, [N, A] in [-1, 1].</summary>
    public Tensor Q() => Critics.TwinCritic.Mean(First!, Second!);

    /// <summary>The state's value by the other heads: sum over k of P(k) q_k, minus P(leave), [N] in [-1, 1].</summary>
    public Tensor Backed()
    {
        using var scope = NewDisposeScope();
        var next = nn.functional.softmax(Behavior!, -1);
        return IntentLosses.Expectation(next, Q()).MoveToOuterDisposeScope();
    }
}
