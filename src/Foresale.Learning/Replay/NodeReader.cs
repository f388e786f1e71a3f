using Foresale.Learning.Encoders;
using Foresale.States;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Replay;

/// <summary>Inputs of the network for N nodes. Freed by the dispose scope that they were made in.</summary>
/// <param name="Tokens">[B, T, K] int64, padded with 0 at the right; null where there are no tokens.</param>
/// <param name="Places">[N] int64 place of each node among the encoder's B x (T + 1) states; null likewise.</param>
/// <param name="Features">[N, F] scaled.</param>
/// <param name="TimeLeft">[N, 1].</param>
internal sealed record NodeInput(Tensor? Tokens, Tensor? Places, Tensor Features, Tensor TimeLeft);

/// <summary>Reads nodes of a table into tensors.</summary>
internal sealed class NodeReader(StateTable table, FeatureScaling scaling, Device device)
{
    /// <summary>Inputs of nodes that stand on windows.</summary>
    /// <param name="windows">B windows.</param>
    /// <param name="nodes">N nodes.</param>
    /// <param name="windowOf">[N] window of each.</param>
    public NodeInput Read(ReadOnlySpan<TokenWindow> windows, ReadOnlySpan<int> nodes, ReadOnlySpan<int> windowOf)
    {
        var (tokens, places) = table.TokenSchema is null ? (null, null) : ReadTokens(windows, nodes, windowOf);
        var columns = scaling.Count;
        var features = new float[nodes.Length * columns];
        var timeLeft = new float[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            scaling.Apply(table.FeaturesOf(table.Nodes.State[nodes[i]]), features.AsSpan(i * columns, columns));
            timeLeft[i] = table.Nodes.TimeLeft[nodes[i]];
        }

        return new NodeInput(tokens, places, tensor(features, [nodes.Length, columns], device: device), tensor(timeLeft, [nodes.Length, 1], device: device));
    }

    /// <summary>The same for a batch.</summary>
    public NodeInput Read(ReplayBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Read(batch.Windows, batch.Nodes, batch.WindowOf);
    }

    private (Tensor Tokens, Tensor Places) ReadTokens(ReadOnlySpan<TokenWindow> windows, ReadOnlySpan<int> nodes, ReadOnlySpan<int> windowOf)
    {
        var fields = table.TokenSchema!.Count;
        var steps = 1; // At least one, padding, so that an empty history has a shape.
        foreach (var window in windows)
        {
            steps = Math.Max(steps, window.Length);
        }

        var tokens = new long[windows.Length * steps * fields];
        for (var w = 0; w < windows.Length; w++)
        {
            var from = table.Tokens.AsSpan(windows[w].Begin * fields, windows[w].Length * fields);
            var to = tokens.AsSpan(w * steps * fields);
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i];
            }
        }

        var places = new long[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            places[i] = ((long)windowOf[i] * (steps + 1)) + table.Nodes.TokenEnd[nodes[i]] - windows[windowOf[i]].Begin;
        }

        return (tensor(tokens, [windows.Length, steps, fields], device: device), tensor(places, device: device));
    }
}
