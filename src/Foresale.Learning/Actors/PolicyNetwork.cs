using Foresale.Learning.Export;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Actors;

/// <summary>An actor of DDPG and TD3: states [B, S] in, actions [B, A] in [-1, 1] out.</summary>
internal abstract class PolicyNetwork(string name) : Module<Tensor, Tensor>(name)
{
    /// <summary>Weights of the layers, first to last.</summary>
    public abstract IReadOnlyList<ActorLayer> Layers();

    /// <summary>A fresh actor.</summary>
    /// <param name="states">S.</param>
    /// <param name="actions">A.</param>
    /// <param name="hidden">Width of a hidden layer, of each part.</param>
    /// <param name="parts">Parts that each see their share of the state alone and give their share of the action; 1 for one that sees all.</param>
    public static PolicyNetwork Of(int states, int actions, int hidden, int parts) =>
        parts == 1 ? new DeterministicActor(states, actions, hidden) : new PartedActor(states, actions, hidden, parts);
}
