using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Critics;

/// <summary>Q(s, a) of DDPG and TD3: state and action side by side through two hidden layers.</summary>
/// <remarks>
/// Shapes: B = batch, S = state size, A = action size, H = hidden size. With layer normalisation before each ReLU the values stay bounded for
/// actions that the data lack (Ball et al. 2023, section 4.1).
/// </remarks>
internal sealed class ActionCritic : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear _hidden1;
    private readonly Linear _hidden2;
    private readonly Linear _output;
    private readonly LayerNorm? _norm1;
    private readonly LayerNorm? _norm2;

    /// <summary>Creates a critic with fresh weights.</summary>
    public ActionCritic(int states, int actions, int hidden, bool isNormalized)
        : base(nameof(ActionCritic))
    {
        _hidden1 = Linear(states + actions, hidden);
        _hidden2 = Linear(hidden, hidden);
        _output = Linear(hidden, 1);
        if (isNormalized)
        {
            (_norm1, _norm2) = (LayerNorm(hidden), LayerNorm(hidden));
        }

        RegisterComponents();
    }

    /// <summary>Values: [B, S], [B, A] -> [B].</summary>
    public override Tensor forward(Tensor state, Tensor action)
    {
        using var scope = NewDisposeScope();
        var h = Hidden(_hidden1, _norm1, cat([state, action], -1)); // [B, H]
        h = Hidden(_hidden2, _norm2, h); // [B, H]
        return _output.call(h).squeeze(-1).MoveToOuterDisposeScope(); // [B]
    }

    private static Tensor Hidden(Linear layer, LayerNorm? norm, Tensor x) =>
        functional.relu(norm is null ? layer.call(x) : norm.call(layer.call(x)));
}
