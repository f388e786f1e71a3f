using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Critics;

/// <summary>Log-odds of each horizon's hazard: [N, H] -> [N, J].</summary>
/// <remarks>Its weights begin at 0 and draw no random number: a network with horizons begins where the same one without them does.</remarks>
internal sealed class HazardHead : Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <summary>Creates a head that gives 0 everywhere.</summary>
    public HazardHead(int width, int horizons)
        : base(nameof(HazardHead))
    {
        _weight = Parameter(zeros(horizons, width));
        _bias = Parameter(zeros(horizons));
        RegisterComponents();
    }

    /// <summary>Lets the head begin at these log-odds, [J], whatever it reads.</summary>
    public void StartAt(ReadOnlySpan<float> logOdds)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        _bias.copy_(tensor(logOdds.ToArray()));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor trunk) => functional.linear(trunk, _weight, _bias);

    /// <summary>Adds the head to a graph: [N, H] -> [N, J].</summary>
    public string AddTo(OnnxGraph graph, string trunk) => graph.AddLinear(trunk, "hazards", Weights.Read(_weight), Weights.Read(_bias));
}
