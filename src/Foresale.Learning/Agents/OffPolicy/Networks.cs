using Foresale.Learning.Actors;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>What is done to whole networks between updates.</summary>
internal static class Networks
{
    /// <summary>A network that moves only by <see cref="Follow"/>: it gets the other's weights, and no gradient.</summary>
    public static T Still<T>(T copy, nn.Module original)
        where T : nn.Module
    {
        NamedTensors.Restore(copy, NamedTensors.Copy(original));
        SetLearning(copy, learns: false);
        return copy;
    }

    /// <summary>θ' ← θ' + step (θ - θ'), into the tensors that are there.</summary>
    public static void Follow(nn.Module target, nn.Module online, double step)
    {
        using var frozen = no_grad();
        foreach (var (slow, fast) in target.parameters().Zip(online.parameters()))
        {
            slow.mul_(Numbers.Of(1 - step)).add_(fast, alpha: Numbers.Of(step));
        }
    }

    /// <summary>
    /// Whether gradients reach a network's weights. The critic's are off while the actor goes up its values: the gradient passes through, and
    /// neither costs time nor stays behind for the critic's next step.
    /// </summary>
    public static void SetLearning(nn.Module network, bool learns)
    {
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = learns;
        }
    }

    /// <summary>An optimiser of some networks.</summary>
    public static AdamW Optimizer(double learningRate, double clip, params nn.Module[] networks) =>
        new([new ParameterGroup([.. networks.SelectMany(n => n.parameters())], learningRate)], decay: 0, clip);

    /// <summary>Share of the learning rate at an update: a half cosine from 1 to the final share, constant without a length.</summary>
    public static double RateShare(ActorCriticOptions options, long update)
    {
        if (options.DecayUpdates <= 0)
        {
            return 1;
        }

        var way = Math.Min(1, (double)update / options.DecayUpdates);
        return options.FinalRateShare + ((1 - options.FinalRateShare) * .5 * (1 + Math.Cos(Math.PI * way)));
    }

    /// <summary>Actions of an actor as numbers: [n, S] -> [n, A].</summary>
    public static void Act(PolicyNetwork actor, ReadOnlySpan<float> states, Span<float> actions, int stateSize, Device device)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Weights.Read(actor.call(tensor(states.ToArray(), [states.Length / stateSize, stateSize], device: device))).CopyTo(actions);
    }
}
