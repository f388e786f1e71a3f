using Foresale.Learning.Critics;
using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Actors;

/// <summary>The policy mu(s): a distribution over the actions, the continuous action of the intent process.</summary>
/// <remarks>Shapes: N = nodes, H = trunk width, A = actions.</remarks>
internal sealed class IntentActor : Module<Tensor, Tensor>
{
    private readonly Linear _hidden;
    private readonly Linear _output;

    /// <summary>Creates a policy that begins uniform.</summary>
    public IntentActor(int width, int actions)
        : base(nameof(IntentActor))
    {
        _hidden = Linear(width, width);
        _output = Linear(width, actions);
        RegisterComponents();
        Heads.Start(_output, 0);
    }

    /// <summary>Log mu: [N, H] -> [N, A]; its exponential adds up to 1.</summary>
    public override Tensor forward(Tensor trunk)
    {
        using var scope = NewDisposeScope();
        return functional.log_softmax(_output.call(functional.relu(_hidden.call(trunk))), -1).MoveToOuterDisposeScope();
    }

    /// <summary>Adds mu to a graph: [N, H] -> [N, A].</summary>
    public string AddTo(OnnxGraph graph, string trunk)
    {
        var hidden = graph.Add("Relu", [graph.AddLinear(trunk, "actor.hidden", _hidden)]);
        return graph.Add("Softmax", [graph.AddLinear(hidden, "actor.output", _output)], OnnxAttribute.Of("axis", -1L));
    }
}
