using Foresale.Features;
using Foresale.Learning.Export;
using Foresale.Learning.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Foresale.Learning.Encoders;

/// <summary>A token as the sum of its fields' embeddings, then LayerNorm.</summary>
/// <remarks>
/// Shapes: B = histories, T = tokens, K = fields, D = width. All tables stand below each other in one, field k beginning at row
/// <c>offset[k]</c>, so that a token is one bag of K rows. Rows of large (hashed) tables start near zero: an item that training
/// never saw adds next to nothing. Gradients are sparse: a batch reads some thousand of some hundred thousand rows.
/// </remarks>
internal sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    private const int SmallTable = 64;
    private const double SmallTableScale = .3, LargeTableScale = .02;
    private readonly TokenSchema _schema;
    private readonly long[] _offsets;
    private readonly EmbeddingBag _table;
    private readonly LayerNorm _norm;
    private readonly Tensor _offset;

    /// <summary>Creates tables of the schema's sizes.</summary>
    public TokenEmbedding(TokenSchema schema, int width)
        : base(nameof(TokenEmbedding))
    {
        (_schema, Width) = (schema, width);
        _offsets = new long[schema.Count];
        for (var k = 1; k < schema.Count; k++)
        {
            _offsets[k] = _offsets[k - 1] + schema.Fields[k - 1].Size;
        }

        Rows = _offsets[^1] + schema.Fields[^1].Size;
        _table = EmbeddingBag(Rows, width, mode: EmbeddingBagMode.Sum, sparse: true);
        _norm = LayerNorm(width);
        _offset = tensor(_offsets);
        register_buffer("offset", _offset, persistent: false);
        RegisterComponents();
        Initialize();
    }

    /// <summary>Fields of the tokens, in the order of the tables.</summary>
    public TokenSchema Schema => _schema;

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>Rows of all tables.</summary>
    public long Rows { get; }

    /// <summary>The tables, [rows, D].</summary>
    public Parameter Table => _table.weight!;

    /// <summary>Rows of the tables that tokens read: [B, T, K] -> [B * T, K].</summary>
    public Tensor RowsOf(Tensor tokens) => tokens.Plus(_offset).view(-1, _schema.Count);

    /// <summary>Sums of some fields' embeddings, without the norm: values [M, k] int64 of k fields -> [M, D]. A next-item head takes items from here.</summary>
    /// <param name="values">Values of the fields.</param>
    /// <param name="fields">[k] places of the fields in the schema.</param>
    public Tensor SumOf(Tensor values, ReadOnlySpan<int> fields)
    {
        using var scope = NewDisposeScope();
        var offsets = new long[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            offsets[i] = _offsets[fields[i]];
        }

        return _table.call(values.Plus(tensor(offsets, device: values.device))).MoveToOuterDisposeScope();
    }

    /// <summary>[B, T, K] int64 -> [B, T, D].</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var sum = _table.call(RowsOf(tokens)).view(tokens.shape[0], tokens.shape[1], Width);
        return _norm.call(sum).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the same to a graph.</summary>
    /// <returns>[B, L, D].</returns>
    public string AddTo(OnnxGraph graph)
    {
        var table = graph.AddFloats("tokens.table", Weights.Read(Table), Rows, Width);
        var rows = graph.Add("Add", [OnnxGraph.Tokens, graph.AddInts("tokens.offset", _offsets, _offsets.Length)]); // [B, L, K]
        var fields = graph.AddGather(table, rows, axis: 0); // [B, L, K, D]: three nodes for all fields, since a single row's time is the number of nodes
        var sum = graph.Add("ReduceSum", [fields, graph.AddInts("axes", [2], 1)], OnnxAttribute.Of("keepdims", 0L));
        return graph.AddLayerNorm(sum, "tokens.norm", _norm);
    }

    private void Initialize()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        for (var k = 0; k < _schema.Count; k++)
        {
            var size = _schema.Fields[k].Size;
            Table.narrow(0, _offsets[k], size).normal_(0, size <= SmallTable ? SmallTableScale : LargeTableScale);
        }
    }
}
