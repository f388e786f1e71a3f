using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Actors;

/// <summary>The policy μ(s) of DDPG and TD3: two hidden layers with ReLU, tanh at the end (Lillicrap et al. 2016, section 7).</summary>
/// <remarks>Shapes: B = batch, S = state size, A = action size, H = hidden size. Actions are in [-1, 1]; the environment's bounds come later.</remarks>
internal sealed class DeterministicActor : PolicyNetwork
{
    private readonly Linear _hidden1;
    private readonly Linear _hidden2;
    private readonly Linear _output;

    /// <summary>Creates a policy with fresh weights.</summary>
    public DeterministicActor(int states, int actions, int hidden)
        : base(nameof(DeterministicActor))
    {
        _hidden1 = Linear(states, hidden);
        _hidden2 = Linear(hidden, hidden);
        _output = Linear(hidden, actions);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ActorLayer> Layers() => [.. new[] { _hidden1, _hidden2, _output }.Select(l => new ActorLayer(Weights.Read(l.weight), Weights.Read(l.bias!)))];

    /// <summary>Actions: [B, S] -> [B, A], each in [-1, 1].</summary>
    public override Tensor forward(Tensor state)
    {
        using var scope = NewDisposeScope();
        var h = functional.relu(_hidden1.call(state)); // [B, H]
        h = functional.relu(_hidden2.call(h)); // [B, H]
        return _output.call(h).tanh().MoveToOuterDisposeScope(); // [B, A]
    }
}
