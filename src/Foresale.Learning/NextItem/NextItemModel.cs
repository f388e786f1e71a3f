using Foresale.Decisions.Recommendation;
using Foresale.Learning.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.NextItem;

/// <summary>A trained next-item head: softmax over all items of cosine / temperature.</summary>
public sealed class NextItemModel : INextItemModel, IDisposable
{
    private const int BlockCases = 256;
    private readonly NextItemNetwork _network;
    private readonly NextItemOptions _options;

    internal NextItemModel(NextItemNetwork network, NextItemOptions options)
    {
        (_network, _options) = (network, options);
        network.eval();
    }

    /// <inheritdoc/>
    public string Name => "next-item head";

    /// <inheritdoc/>
    public int ItemCount => _network.ItemCount;

    /// <summary>Passes over the sessions that its weights come from.</summary>
    public int Epochs { get; internal set; }

    /// <inheritdoc/>
    public void Predict(ItemSessions contexts, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var items = _network.AllItems().t();
        for (var from = 0; from < contexts.Count; from += BlockCases)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(BlockCases, contexts.Count - from);
            var logits = Vectors(contexts.Slice(from, count)).matmul(items).Times(1 / _options.Temperature);
            var rows = probabilities.Slice(from * ItemCount, count * ItemCount);
            nn.functional.softmax(logits, -1).data<float>().CopyTo(rows);
            for (var c = 0; c < count; c++)
            {
                if (contexts[from + c].IsEmpty)
                {
                    rows.Slice(c * ItemCount, ItemCount).Clear();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    // Unit vectors of sessions after their last click, [count, D].
    private Tensor Vectors(ItemSessions contexts)
    {
        var count = contexts.Count;
        var length = 1;
        for (var c = 0; c < count; c++)
        {
            length = Math.Max(length, Math.Min(contexts[c].Length, _options.Length));
        }

        var items = new long[count * length];
        var last = new long[count];
        for (var c = 0; c < count; c++)
        {
            var session = contexts[c];
            session = session[Math.Max(0, session.Length - _options.Length)..];
            for (var t = 0; t < session.Length; t++)
            {
                items[(c * length) + t] = session[t] + 1;
            }

            last[c] = (c * length) + Math.Max(0, session.Length - 1);
        }

        return _network.call(tensor(items, count, length)).view(-1, _network.Width).index_select(0, tensor(last));
    }
}
