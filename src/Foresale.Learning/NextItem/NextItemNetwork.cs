using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.NextItem;

/// <summary>
/// Sessions and items as unit vectors of one space: an item is likely next where its direction is the session's. A session's vector is a weighted sum of the
/// vectors of its own items (Hou et al. 2022, CORE), the weights an attention of the last state of a GRU over all states before (Li et al. 2017, NARM);
/// unit length keeps popular items from being likely for their length alone (Gupta et al. 2019, NISER).
/// </summary>
/// <remarks>Shapes: B = sessions, T = clicks of the longest, N = items, D = width. Item numbers are 1..N here, 0 is padding at the right.</remarks>
internal sealed class NextItemNetwork : Module<Tensor, Tensor>
{
    private const double Hidden = -1e9; // a logit that softmax makes 0
    private readonly Embedding _items;
    private readonly Dropout _dropout;
    private readonly GRU _gru;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _state;

    /// <summary>Creates fresh weights.</summary>
    /// <param name="itemCount">N.</param>
    /// <param name="width">D.</param>
    /// <param name="dropout">Share of an item's numbers left out in training.</param>
    public NextItemNetwork(int itemCount, int width, double dropout)
        : base(nameof(NextItemNetwork))
    {
        (ItemCount, Width) = (itemCount, width);
        _items = Embedding(itemCount + 1, width, padding_idx: 0, sparse: true);
        _dropout = Dropout(dropout);
        _gru = GRU(width, width, batchFirst: true);
        _query = Linear(width, width, hasBias: false);
        _key = Linear(width, width, hasBias: false);
        _state = Linear(width, width, hasBias: false);
        RegisterComponents();
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        _items.weight!.normal_(0, 1 / Math.Sqrt(width));
    }

    /// <summary>N.</summary>
    public int ItemCount { get; }

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>The item table, [N + 1, D]; its rows are not of unit length.</summary>
    public Parameter Table => _items.weight!;

    /// <summary>Unit vectors of sessions after each click: [B, T] int64 -> [B, T, D]. State t has seen clicks 1..t only.</summary>
    public override Tensor forward(Tensor items)
    {
        using var scope = NewDisposeScope();
        var clicks = Items(items); // [B, T, D]
        var (states, last) = _gru.call(clicks.Times(Math.Sqrt(Width)));
        last.Dispose();
        var attention = _query.call(states).matmul(_key.call(states).transpose(1, 2)).Times(1 / Math.Sqrt(Width)); // [B, T, T]
        var t = items.shape[1];
        var later = ones(t, t, dtype: ScalarType.Bool, device: items.device).triu(1); // padding is always later
        var weights = functional.softmax(attention.masked_fill(later, Numbers.Of(Hidden)), -1);
        return Unit(weights.matmul(clicks).Plus(_state.call(states))).MoveToOuterDisposeScope();
    }

    /// <summary>Unit vectors of items, with dropout in training: [...] int64 -> [..., D].</summary>
    public Tensor Items(Tensor items)
    {
        using var scope = NewDisposeScope();
        return _dropout.call(Unit(_items.call(items))).MoveToOuterDisposeScope();
    }

    /// <summary>Unit vectors of all items, without dropout: [N, D].</summary>
    public Tensor AllItems()
    {
        using var scope = NewDisposeScope();
        return Unit(Table.narrow(0, 1, ItemCount)).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * x.Squared().sum(-1, keepdim: true).AtLeast(1e-12).rsqrt()).MoveToOuterDisposeScope();
    }
}
