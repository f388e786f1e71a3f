using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Critics;

/// <summary>
/// The structured critic: q_k(s) = tanh(z_k(s) / 2) for each action, so that (q + 1) / 2 = sigmoid(z) is a probability, and
/// Q(s, a) = &lt;a, q(s)&gt; for mixed actions a. Two heads; prediction takes their mean. The purchase's q is 1: it is the goal.
/// </summary>
/// <remarks>Shapes: N = nodes, H = trunk width, A = actions.</remarks>
internal sealed class TwinCritic : Module<Tensor, (Tensor First, Tensor Second)>
{
    /// <summary>The purchase's log-odds: sigmoid(30) is 1 in float32.</summary>
    private const float Certain = 30;

    /// <summary>Names of both heads' biases.</summary>
    public static readonly string[] Biases = [nameof(_first) + ".bias", nameof(_second) + ".bias"];

    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Tensor _open; // [A] 1 for actions whose value is learnt, 0 for the purchase.
    private readonly Tensor _fixed; // [A] log-odds of the others.

    /// <summary>Creates both heads; <paramref name="purchase"/> is the purchase's place among the actions, -1 for none.</summary>
    public TwinCritic(int width, int actions, int purchase)
        : base(nameof(TwinCritic))
    {
        _first = Linear(width, actions);
        _second = Linear(width, actions);
        _open = ones(actions);
        _fixed = zeros(actions);
        if (purchase >= 0)
        {
            _open[purchase] = 0f;
            _fixed[purchase] = Certain;
        }

        register_buffer("open", _open, persistent: false);
        register_buffer("fixed", _fixed, persistent: false);
        RegisterComponents();
    }

    /// <summary>Log-odds z of both heads: [N, H] -> twice [N, A].</summary>
    public override (Tensor First, Tensor Second) forward(Tensor trunk)
    {
        using var scope = NewDisposeScope();
        var first = (_first.call(trunk) * _open).Plus(_fixed);
        var second = (_second.call(trunk) * _open).Plus(_fixed);
        return (first.MoveToOuterDisposeScope(), second.MoveToOuterDisposeScope());
    }

    /// <summary>q of the twins' mean: (tanh(z1 / 2) + tanh(z2 / 2)) / 2, [N, A] in [-1, 1].</summary>
    public static Tensor Mean(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return first.Times(.5).tanh().Plus(second.Times(.5).tanh()).Times(.5).MoveToOuterDisposeScope();
    }

    /// <summary>Lets all predictions begin at one probability.</summary>
    public void StartAt(double logOdds)
    {
        Heads.Start(_first, logOdds);
        Heads.Start(_second, logOdds);
    }

    /// <summary>Adds the mean q to a graph: [N, H] -> [N, A].</summary>
    public string AddTo(OnnxGraph graph, string trunk)
    {
        var two = graph.AddFloats("two", [2f]);
        return graph.Add("Div", [graph.Add("Add", [Q(_first, "critic.first"), Q(_second, "critic.second")]), two]);

        string Q(Linear head, string hint)
        {
            var z = graph.Add("Mul", [graph.AddLinear(trunk, hint, head), graph.AddFloats("critic.open", Weights.Read(_open), 1, _open.shape[0])]);
            var held = graph.Add("Add", [z, graph.AddFloats("critic.fixed", Weights.Read(_fixed), 1, _fixed.shape[0])]);
            return graph.Add("Tanh", [graph.Add("Div", [held, two])]);
        }
    }
}
