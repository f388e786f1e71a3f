using System.Globalization;
using System.Runtime.InteropServices;
using Foresale.Learning.Export.Onnx;
using Google.Protobuf;

namespace Foresale.Learning.Export;

/// <summary>Element types of values, by the ONNX standard's codes.</summary>
public enum OnnxElement
{
    /// <summary>float32.</summary>
    Float = 1,

    /// <summary>int64.</summary>
    Int64 = 7,
}

/// <summary>
/// An ONNX graph under construction (opset 20, IR 9). Values are named; a node's outputs get fresh names.
/// Inputs of every Foresale model: <see cref="RawFeatures"/> [N, F] float32, <see cref="Tokens"/> [B, L, K] int64 (oldest first, padded with 0 at the end),
/// <see cref="Lengths"/> [B] int64 (tokens in use) and <see cref="History"/> [N] int64; tables have features only. Rows that read the same tokens (all
/// pairs of a shopper at one instant) share a history, which is encoded once.
/// Equal calls in equal order give equal bytes.
/// </summary>
public sealed class OnnxGraph
{
    /// <summary>Input: feature vectors as the fold reads them, NaN where missing.</summary>
    public const string RawFeatures = "features";

    /// <summary>Input: token histories.</summary>
    public const string Tokens = "tokens";

    /// <summary>Input: tokens in use of each history.</summary>
    public const string Lengths = "lengths";

    /// <summary>Input: which history each row reads, 0..B - 1.</summary>
    public const string History = "history";

    /// <summary>Value: feature vectors after filling, with their flags; what every learner reads.</summary>
    public const string FilledFeatures = "filled";

    /// <summary>In a shape: the number of rows, known at run time only.</summary>
    public const long Batch = -1;

    /// <summary>In a shape: the number of tokens a history, known at run time only.</summary>
    public const long Steps = -2;

    /// <summary>In a shape: the number of histories, known at run time only.</summary>
    public const long Histories = -3;

    /// <summary>Domain of tree ensembles.</summary>
    public const string MachineLearningDomain = "ai.onnx.ml";

    // Tree ensembles by their version 3 operators: every runtime has them; version 5 deprecates them for a newer one.
    private const int IrVersion = 9, Opset = 20, MachineLearningOpset = 3;

    private readonly GraphProto _graph = new() { Name = "foresale" };
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<StringStringEntryProto> _metadata = [];
    private readonly Dictionary<IIntentModel, string> _probabilities = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IIntentModel, string> _logOdds = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _parts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name, not used before.</param>
    /// <param name="element">Type of its elements.</param>
    /// <param name="shape">Its dimensions; <see cref="Batch"/> for the number of rows.</param>
    /// <returns>The name.</returns>
    public string AddInput(string name, OnnxElement element, params ReadOnlySpan<long> shape)
    {
        Claim(name);
        _graph.Input.Add(Describe(name, element, shape));
        return name;
    }

    /// <summary>Declares a value as an output, under its own name. See <see cref="Rename"/> for outputs with fixed names.</summary>
    /// <param name="value">A value of the graph.</param>
    /// <param name="element">Type of its elements.</param>
    /// <param name="shape">Its dimensions; <see cref="Batch"/> for the number of rows.</param>
    public void AddOutput(string value, OnnxElement element, params ReadOnlySpan<long> shape)
    {
        Known(value);
        _graph.Output.Add(Describe(value, element, shape));
    }

    /// <summary>Adds constant float32 numbers, row-major.</summary>
    /// <param name="hint">The name, or its beginning where it is taken.</param>
    /// <param name="values">The numbers; as many as <paramref name="shape"/> says.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    /// <returns>The name given.</returns>
    public string AddFloats(string hint, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        AddConstant(hint, OnnxElement.Float, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>Adds constant int64 numbers, row-major.</summary>
    /// <param name="hint">The name, or its beginning where it is taken.</param>
    /// <param name="values">The numbers; as many as <paramref name="shape"/> says.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    /// <returns>The name given.</returns>
    public string AddInts(string hint, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        AddConstant(hint, OnnxElement.Int64, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">Operator of the standard: <c>Gemm</c>, <c>Sigmoid</c>.</param>
    /// <param name="inputs">Values of the graph; an empty string skips an optional input.</param>
    /// <param name="attributes">The node's constants.</param>
    /// <returns>Name of the output.</returns>
    public string Add(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        AddNode(operation, domain: "", inputs, outputs: 1, attributes)[0];

    /// <summary>Adds a node of any domain with any number of outputs.</summary>
    /// <param name="operation">Operator.</param>
    /// <param name="domain">Empty for the standard's own operators, or <see cref="MachineLearningDomain"/>.</param>
    /// <param name="inputs">Values of the graph; an empty string skips an optional input.</param>
    /// <param name="outputs">How many outputs, &gt;= 1.</param>
    /// <param name="attributes">The node's constants.</param>
    /// <returns>Names of the outputs.</returns>
    public string[] AddNode(string operation, string domain, IReadOnlyList<string> inputs, int outputs, IReadOnlyList<OnnxAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        var node = new NodeProto { OpType = operation, Domain = domain, Name = string.Create(CultureInfo.InvariantCulture, $"{operation}_{_graph.Node.Count}") };
        foreach (var input in inputs)
        {
            if (input.Length > 0)
            {
                Known(input);
            }

            node.Input.Add(input);
        }

        node.Attribute.AddRange(attributes.Select(a => a.Proto));
        for (var i = 0; i < outputs; i++)
        {
            node.Output.Add(Fresh(outputs == 1 ? node.Name : string.Create(CultureInfo.InvariantCulture, $"{node.Name}_{i}")));
        }

        _graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>Gives a value a name of one's own choice (an Identity node), such as the name of an output.</summary>
    public string Rename(string value, string name)
    {
        Known(value);
        Claim(name);
        var node = new NodeProto { OpType = "Identity", Name = string.Create(CultureInfo.InvariantCulture, $"Identity_{_graph.Node.Count}") };
        node.Input.Add(value);
        node.Output.Add(name);
        _graph.Node.Add(node);
        return name;
    }

    /// <summary>x W^T + b: [N, I] -> [N, O], as torch's Linear keeps its weight.</summary>
    /// <param name="value">[N, I].</param>
    /// <param name="hint">Beginning of the constants' names.</param>
    /// <param name="weight">[O, I], row-major.</param>
    /// <param name="bias">[O].</param>
    public string AddLinear(string value, string hint, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        long outputs = bias.Length;
        var w = AddFloats(hint + ".weight", weight, outputs, weight.Length / outputs);
        var b = AddFloats(hint + ".bias", bias, outputs);
        return Add("Gemm", [value, w, b], OnnxAttribute.Of("transB", 1));
    }

    /// <summary>Values side by side along an axis.</summary>
    public string AddConcat(IReadOnlyList<string> values, long axis) => Add("Concat", values, OnnxAttribute.Of("axis", axis));

    /// <summary>Rows (axis 0) or columns (axis 1) by their places.</summary>
    public string AddGather(string value, string indices, long axis) => Add("Gather", [value, indices], OnnxAttribute.Of("axis", axis));

    /// <summary>Drops axes of size 1: [N, 1] -> [N] with axis 1.</summary>
    public string AddSqueeze(string value, params ReadOnlySpan<long> axes) => Add("Squeeze", [value, AddInts("axes", axes, axes.Length)]);

    /// <summary>Adds axes of size 1: [N] -> [N, 1] with axis 1.</summary>
    public string AddUnsqueeze(string value, params ReadOnlySpan<long> axes) => Add("Unsqueeze", [value, AddInts("axes", axes, axes.Length)]);

    /// <summary>One number for every row: [N].</summary>
    public string AddConstantPerRow(string hint, float value)
    {
        var rows = Add("Shape", [FilledFeatures], OnnxAttribute.Of("start", 0), OnnxAttribute.Of("end", 1)); // [1] holding N
        return Add("Expand", [AddFloats(hint, [value], 1), rows]);
    }

    /// <summary>Runs a part once a graph: heads that share an encoder add it by this and get the same values.</summary>
    /// <param name="owner">What the part belongs to, compared by reference.</param>
    /// <param name="build">Adds the part and gives its values.</param>
    public T Once<T>(object owner, Func<T> build)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(build);
        if (!_parts.TryGetValue(owner, out var part))
        {
            part = build();
            _parts[owner] = part;
        }

        return (T)part;
    }

    /// <summary>A learner's probabilities, [N]; added once a graph.</summary>
    public string ProbabilitiesOf(IIntentModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_probabilities.TryGetValue(model, out var value))
        {
            _probabilities[model] = value = model.AddTo(this);
        }

        return value;
    }

    /// <summary>A learner's log-odds, [N]; added once a graph.</summary>
    public string LogOddsOf(IIntentModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!_logOdds.TryGetValue(model, out var value))
        {
            _logOdds[model] = value = model.AddLogOddsTo(this);
        }

        return value;
    }

    /// <summary>Writes a word into the model's metadata.</summary>
    public void AddMetadata(string key, string value) => _metadata.Add(new StringStringEntryProto { Key = key, Value = value });

    /// <summary>True where the graph has a value of that name already.</summary>
    public bool Has(string value) => _names.Contains(value);

    /// <summary>The model as a file's bytes. Equal graphs give equal bytes.</summary>
    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "foresale", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearningDomain, Version = MachineLearningOpset });
        model.MetadataProps.AddRange(_metadata);
        return model.ToByteArray();
    }

    private string AddConstant(string hint, OnnxElement element, ReadOnlySpan<byte> bytes, int count, ReadOnlySpan<long> shape)
    {
        long product = 1;
        foreach (var size in shape)
        {
            product *= size;
        }

        if (product != count)
        {
            throw new ArgumentException($"The constant '{hint}' has {count} numbers; its shape [{string.Join(", ", shape.ToArray())}] asks for {product}.", nameof(shape));
        }

        var tensor = new TensorProto { Name = Fresh(hint), DataType = (int)element, RawData = ByteString.CopyFrom(bytes) };
        foreach (var size in shape)
        {
            tensor.Dims.Add(size);
        }

        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static ValueInfoProto Describe(string name, OnnxElement element, ReadOnlySpan<long> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape)
        {
            dimensions.Dim.Add(size switch
            {
                Batch => new TensorShapeProto.Types.Dimension { DimParam = "N" },
                Steps => new TensorShapeProto.Types.Dimension { DimParam = "L" },
                Histories => new TensorShapeProto.Types.Dimension { DimParam = "B" },
                _ => new TensorShapeProto.Types.Dimension { DimValue = size },
            });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)element, Shape = dimensions } } };
    }

    private string Fresh(string hint)
    {
        var name = hint;
        for (var i = 1; !_names.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{hint}.{i}");
        }

        return name;
    }

    private void Claim(string name)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"The graph has a value '{name}' already.", nameof(name));
        }
    }

    private void Known(string value)
    {
        if (!_names.Contains(value))
        {
            throw new ArgumentException($"The graph has no value '{value}'.", nameof(value));
        }
    }
}
