using Foresale.Environments;
using Foresale.Events;
using Foresale.Learning.Replay;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>Learns a policy from transitions that somebody else made, without an environment to try it in.</summary>
/// <remarks>Trap: a critic promises most where the data say nothing. Give a learner that stays near the data, such as TD3 with cloning.</remarks>
internal static class OfflineTraining
{
    /// <summary>Learns from fixed data, whose states are brought to mean 0 and deviation 1 (Fujimoto and Gu 2021, section 4).</summary>
    /// <param name="data">States in the environment's units, actions in [-1, 1]. Its states are rescaled in place.</param>
    /// <param name="learner">Learns.</param>
    /// <param name="actions">Space of the actions.</param>
    /// <param name="updates">How many.</param>
    /// <param name="batch">Transitions of each.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="progress">Gets the number of updates; null for none.</param>
    /// <param name="cancellationToken">Looked at once an update.</param>
    /// <returns>The policy, in the environment's units; it lives as long as the learner.</returns>
    /// <exception cref="UserFaultException">There is no transition.</exception>
    public static LearnedPolicy Run(TransitionReplay data, IOffPolicyLearner learner, Space actions, int updates, int batch, int seed, Action<int>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(learner);
        if (data.Count == 0)
        {
            throw new UserFaultException("logged transitions", "there are none.", "Give at least one.");
        }

        var scaling = StateScaling.Fit(data.States, data.States.Length / data.Count);
        data.Rescale(scaling.Apply);
        var random = new Random(seed);
        for (var update = 1; update <= updates; update++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            learner.Update(data.Draw(random, batch, learner.Device));
            progress?.Invoke(update);
        }

        return new LearnedPolicy(learner, scaling, actions);
    }
}
