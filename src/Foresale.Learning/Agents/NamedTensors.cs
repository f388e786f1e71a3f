using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents;

/// <summary>Float tensors by name, as arrays and in a file: the same weights give the same bytes.</summary>
/// <remarks>Layout, little-endian: count; then for each, in ordinal order of names: name, number of values (int64), float32 values row-major.</remarks>
internal static class NamedTensors
{
    /// <summary>Copies a module's parameters.</summary>
    public static SortedDictionary<string, float[]> Copy(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return Copy(module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
    }

    /// <summary>Copies tensors.</summary>
    public static SortedDictionary<string, float[]> Copy(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        var copy = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, value) in tensors)
        {
            copy[name] = Weights.Read(value);
        }

        return copy;
    }

    /// <summary>Writes copied values back.</summary>
    /// <exception cref="InvalidDataException">A name is absent or a size differs.</exception>
    public static void Restore(IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, float[]> values)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var (name, value) in tensors)
        {
            if (!values.TryGetValue(name, out var numbers) || numbers.Length != value.numel())
            {
                throw new InvalidDataException($"The weights '{name}' are absent or of another size.");
            }

            value.copy_(tensor(numbers, value.shape));
        }
    }

    /// <summary>Writes copied values back into a module.</summary>
    public static void Restore(nn.Module module, IReadOnlyDictionary<string, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(module);
        Restore(module.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), values);
    }

    /// <summary>Writes values.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyDictionary<string, float[]> values)
    {
        writer.Write(values.Count);
        foreach (var (name, numbers) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(numbers.LongLength);
            writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">The file is cut off.</exception>
    public static SortedDictionary<string, float[]> Read(BinaryReader reader)
    {
        var values = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var name = reader.ReadString();
            var length = reader.ReadInt64();
            if (length < 0 || length * sizeof(float) > reader.BaseStream.Length - reader.BaseStream.Position)
            {
                throw new EndOfStreamException($"The weights '{name}' are cut off.");
            }

            var numbers = new float[length];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
            values[name] = numbers;
        }

        return values;
    }

    /// <summary>A reader and writer agree on text.</summary>
    public static Encoding Text { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}
