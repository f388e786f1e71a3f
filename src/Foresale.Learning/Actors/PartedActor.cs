using Foresale.Learning.Export;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Actors;

/// <summary>Actors side by side, each of which sees its share of the state alone: the stages of a supply chain under one critic that sees all (Lowe et al. 2017).</summary>
/// <remarks>Shapes: B = batch, S = state size, A = action size, P = parts; part p sees numbers p S/P to (p + 1) S/P - 1 and gives as many actions of its own.</remarks>
internal sealed class PartedActor : PolicyNetwork
{
    private readonly ModuleList<DeterministicActor> _parts;

    /// <summary>Creates actors with fresh weights.</summary>
    public PartedActor(int states, int actions, int hidden, int parts)
        : base(nameof(PartedActor))
    {
        if (states % parts != 0 || actions % parts != 0)
        {
            throw new ArgumentException($"{states} numbers of state and {actions} of action cannot be shared evenly by {parts} parts.", nameof(parts));
        }

        _parts = ModuleList<DeterministicActor>([.. Enumerable.Range(0, parts).Select(_ => new DeterministicActor(states / parts, actions / parts, hidden))]);
        RegisterComponents();
    }

    /// <summary>Actions: [B, S] -> [B, A].</summary>
    public override Tensor forward(Tensor state)
    {
        using var scope = NewDisposeScope();
        var shares = state.chunk(_parts.Count, 1); // P of [B, S/P]
        return cat([.. _parts.Select((part, p) => part.call(shares[p]))], 1).MoveToOuterDisposeScope(); // [B, A]
    }

    /// <summary>The layers of all parts as those of one network, whose weights between parts are 0.</summary>
    public override IReadOnlyList<ActorLayer> Layers()
    {
        var parts = _parts.Select(p => p.Layers()).ToList();
        return [.. Enumerable.Range(0, parts[0].Count).Select(layer => Joined([.. parts.Select(p => p[layer])]))];
    }

    private static ActorLayer Joined(ActorLayer[] parts)
    {
        var (rows, columns) = (parts[0].Bias.Length, parts[0].Weight.Length / parts[0].Bias.Length);
        var weight = new float[rows * columns * parts.Length * parts.Length];
        for (var p = 0; p < parts.Length; p++)
        {
            for (var row = 0; row < rows; row++)
            {
                parts[p].Weight.AsSpan(row * columns, columns).CopyTo(weight.AsSpan((((p * rows) + row) * columns * parts.Length) + (p * columns)));
            }
        }

        return new ActorLayer(weight, [.. parts.SelectMany(p => p.Bias)]);
    }
}
