using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Agents.Intent;

/// <summary>The losses of the intent network and the backups of its values.</summary>
/// <remarks>Losses are sums over nodes by their weights, which <see cref="MeanWeights"/> divides. Shapes: N = nodes, A = actions. next [N, A + 1] are probabilities of the next behavior, leave (eps) last; q [N, A] in [-1, 1].</remarks>
internal static class IntentLosses
{
    /// <summary>Log-loss of log-odds against targets in 0..1; a soft target's optimum is its own mean. All [N] -> [].</summary>
    public static Tensor LogLoss(Tensor logOdds, Tensor target, Tensor weight)
    {
        using var scope = NewDisposeScope();
        return Sum(functional.binary_cross_entropy_with_logits(logOdds, target, reduction: Reduction.None), weight).MoveToOuterDisposeScope();
    }

    /// <summary>L_Q: log-loss of both critics at the logged actions. [N, A], [N, A], actions [N], target [N], weight [N] -> [].</summary>
    public static Tensor Critic(Tensor first, Tensor second, Tensor action, Tensor target, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var place = action.unsqueeze(-1); // [N, 1]
        var one = LogLoss(first.gather(-1, place).squeeze(-1), target, weight);
        var two = LogLoss(second.gather(-1, place).squeeze(-1), target, weight);
        return one.Plus(two).MoveToOuterDisposeScope();
    }

    /// <summary>L_beta: cross-entropy of the next behavior. [N, A + 1], [N], [N] -> [].</summary>
    public static Tensor Behavior(Tensor logits, Tensor action, Tensor weight)
    {
        using var scope = NewDisposeScope();
        return Sum(functional.cross_entropy(logits, action, reduction: Reduction.None), weight).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// L_cons = (V - [sum_k P(k) q_k - eps])^2, V = 2 p_TD - 1: the Bellman equation between the heads. No gradient reaches the behavior head.
    /// </summary>
    public static Tensor Consistency(IntentOutputs outputs, Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        using var scope = NewDisposeScope();
        var next = functional.softmax(outputs.Behavior!.detach(), -1);
        var residual = outputs.Value!.sigmoid().Times(2).Plus(-1) - Expectation(next, outputs.Q());
        return Sum(residual.Squared(), weight).MoveToOuterDisposeScope();
    }

    /// <summary>What the actor ascends, node by node: &lt;mu, q&gt; - tau KL(mu || beta), [N]. Its optimum is mu = beta exp(q / tau) / Z.</summary>
    /// <param name="logPolicy">[N, A] ln mu.</param>
    /// <param name="q">[N, A].</param>
    /// <param name="logBehavior">[N, A] ln beta, the observed behavior without leave.</param>
    /// <param name="temperature">tau.</param>
    public static Tensor ActorObjective(Tensor logPolicy, Tensor q, Tensor logBehavior, double temperature)
    {
        using var scope = NewDisposeScope();
        var policy = logPolicy.exp();
        return (policy * (q - (logPolicy - logBehavior).Times(temperature))).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>ln beta: the behavior head without leave, made to add up to 1. [N, A + 1] log-odds -> [N, A].</summary>
    public static Tensor LogBehavior(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(logits.narrow(-1, 0, logits.shape[^1] - 1), -1).MoveToOuterDisposeScope();
    }

    /// <summary>V = sum_k P(k) q_k - eps, which is (1 - eps) &lt;beta, q&gt; - eps: [N].</summary>
    public static Tensor Expectation(Tensor next, Tensor q)
    {
        using var scope = NewDisposeScope();
        var actions = q.shape[^1];
        return ((next.narrow(-1, 0, actions) * q).sum(-1) - next.select(-1, actions)).MoveToOuterDisposeScope();
    }

    /// <summary>V = (1 - eps) tau ln sum_k beta_k exp(q_k / tau) - eps: [N]. tau to infinity is the expectation, tau to 0 the maximum.</summary>
    public static Tensor Soft(Tensor next, Tensor q, double temperature)
    {
        using var scope = NewDisposeScope();
        var actions = q.shape[^1];
        var leave = next.select(-1, actions);
        var logBehavior = next.narrow(-1, 0, actions).log() - leave.Complement().AtLeast(1e-12).log().unsqueeze(-1); // -inf where nobody does it
        var soft = logBehavior.Plus(q.Times(1 / temperature)).logsumexp(-1).Times(temperature).AtLeast(-1);
        return ((leave.Complement() * soft) - leave).MoveToOuterDisposeScope();
    }

    /// <summary>V = (1 - eps) max_k q_k - eps: [N], the article's maximum.</summary>
    public static Tensor Greedy(Tensor next, Tensor q)
    {
        using var scope = NewDisposeScope();
        var leave = next.select(-1, q.shape[^1]);
        return ((leave.Complement() * q.amax(-1)) - leave).MoveToOuterDisposeScope();
    }

    private static Tensor Sum(Tensor losses, Tensor weight) => (losses * weight).sum();
}
