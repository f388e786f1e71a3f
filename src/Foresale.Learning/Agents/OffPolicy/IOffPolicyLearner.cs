using Foresale.Learning.Export;
using Foresale.Learning.Replay;
using TorchSharp;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>Figures of one update.</summary>
/// <param name="CriticLoss">Mean squared distance of Q(s, a) from its target; of both critics together where there are two.</param>
/// <param name="ActorLoss">What the actor descends, -mean Q(s, μ(s)) (and more where the algorithm adds it); NaN where the actor rested.</param>
/// <param name="Value">Mean Q(s, a) over the batch.</param>
internal readonly record struct ActorCriticLosses(double CriticLoss, double ActorLoss, double Value);

/// <summary>An algorithm that learns a policy from replayed transitions, whoever made them. States are scaled and actions in [-1, 1].</summary>
internal interface IOffPolicyLearner : IDisposable
{
    /// <summary>Where its networks lie, and its batches have to.</summary>
    torch.Device Device { get; }

    /// <summary>The actor that explores: [n, S] -> [n, A].</summary>
    void Act(ReadOnlySpan<float> states, Span<float> actions);

    /// <summary>The averaged actor, which is judged and used: [n, S] -> [n, A].</summary>
    void ActAveraged(ReadOnlySpan<float> states, Span<float> actions);

    /// <summary>The averaged actor's layers, to be written to a file.</summary>
    IReadOnlyList<ActorLayer> AveragedLayers();

    /// <summary>Learns from a batch.</summary>
    ActorCriticLosses Update(TransitionBatch batch);
}
