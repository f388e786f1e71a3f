using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning.Critics;

/// <summary>Where output layers begin.</summary>
internal static class Heads
{
    private const double Scale = .01;

    /// <summary>Small weights and one bias: the first predictions are what is known without looking.</summary>
    public static void Start(Linear head, double bias)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        head.weight.normal_(0, Scale);
        head.bias!.fill_(bias);
    }

    /// <summary>The same with a bias for each output.</summary>
    public static void Start(Linear head, ReadOnlySpan<float> bias)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        head.weight.normal_(0, Scale);
        head.bias!.copy_(tensor(bias.ToArray()));
    }
}
