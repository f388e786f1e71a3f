using Foresale.Learning.Export.Onnx;
using Google.Protobuf;

namespace Foresale.Learning.Export;

/// <summary>A named constant of a node. Type codes are the ONNX standard's.</summary>
public sealed class OnnxAttribute
{
    private const int FloatType = 1, IntType = 2, StringType = 3, FloatsType = 6, IntsType = 7, StringsType = 8;

    private OnnxAttribute(AttributeProto proto) => Proto = proto;

    internal AttributeProto Proto { get; }

    /// <summary>A float32.</summary>
    public static OnnxAttribute Of(string name, float value) => new(new AttributeProto { Name = name, F = value, Type = FloatType });

    /// <summary>An int64.</summary>
    public static OnnxAttribute Of(string name, long value) => new(new AttributeProto { Name = name, I = value, Type = IntType });

    /// <summary>A string, stored as UTF-8.</summary>
    public static OnnxAttribute Of(string name, string value) => new(new AttributeProto { Name = name, S = ByteString.CopyFromUtf8(value), Type = StringType });

    /// <summary>A list of float32.</summary>
    public static OnnxAttribute Of(string name, IReadOnlyList<float> values)
    {
        var proto = new AttributeProto { Name = name, Type = FloatsType };
        proto.Floats.AddRange(values);
        return new OnnxAttribute(proto);
    }

    /// <summary>A list of int64.</summary>
    public static OnnxAttribute Of(string name, IReadOnlyList<long> values)
    {
        var proto = new AttributeProto { Name = name, Type = IntsType };
        proto.Ints.AddRange(values);
        return new OnnxAttribute(proto);
    }

    /// <summary>A list of strings.</summary>
    public static OnnxAttribute Of(string name, IReadOnlyList<string> values)
    {
        var proto = new AttributeProto { Name = name, Type = StringsType };
        proto.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return new OnnxAttribute(proto);
    }
}
