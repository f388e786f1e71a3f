using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Environments;

/// <summary>A trained network of dense layers with leaky ReLU between them, read from a file; for environments that are networks themselves.</summary>
/// <remarks>
/// File: JSON, gzip where the name ends in <c>.gz</c>, <c>{"0.weight": {"shape": [out, in], "data": [...]}, "0.bias": {...}, "2.weight": ...}</c>:
/// the names of torch's Sequential, in which every second module is an activation.
/// </remarks>
internal sealed class DenseNetwork
{
    private const float Slope = .01f; // of torch's LeakyReLU below 0
    private readonly IReadOnlyList<(float[] Weight, float[] Bias)> _layers;

    private DenseNetwork(IReadOnlyList<(float[] Weight, float[] Bias)> layers) => _layers = layers;

    /// <summary>Numbers that go in.</summary>
    public int Inputs => _layers[0].Weight.Length / _layers[0].Bias.Length;

    /// <summary>Numbers that come out.</summary>
    public int Outputs => _layers[^1].Bias.Length;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">Numbers that have to go in.</param>
    /// <param name="outputs">Numbers that have to come out.</param>
    /// <exception cref="UserFaultException">It is no such file, or a network of other sizes.</exception>
    public static DenseNetwork Read(string path, int inputs, int outputs)
    {
        var layers = new List<(float[] Weight, float[] Bias)>();
        try
        {
            using var file = File.OpenRead(path);
            using var stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            using var document = JsonDocument.Parse(stream);
            for (var module = 0; document.RootElement.TryGetProperty($"{module}.weight", out var weight); module += 2)
            {
                layers.Add((Numbers(weight), Numbers(document.RootElement.GetProperty($"{module}.bias"))));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or InvalidDataException)
        {
            throw new UserFaultException(path, $"this is no file of a network's weights ({e.Message.TrimEnd('.')}).", "docs/environments.md says how one is made.");
        }

        var width = inputs;
        foreach (var (weight, bias) in layers)
        {
            width = weight.Length == bias.Length * width ? bias.Length : -1;
        }

        return width == outputs
            ? new DenseNetwork(layers)
            : throw new UserFaultException(path, $"the network has other sizes than {inputs} numbers in and {outputs} out.", "Take the weights of VirtualTB-v0.");
    }

    /// <summary>The last layer's output, no activation on it.</summary>
    /// <param name="input">As long as <see cref="Inputs"/>.</param>
    /// <returns>As long as <see cref="Outputs"/>.</returns>
    public float[] Forward(ReadOnlySpan<float> input)
    {
        var x = input.ToArray();
        for (var layer = 0; layer < _layers.Count; layer++)
        {
            var (weight, bias) = _layers[layer];
            var y = new float[bias.Length];
            for (var i = 0; i < y.Length; i++)
            {
                y[i] = bias[i] + Dot(weight.AsSpan(i * x.Length, x.Length), x);
                y[i] = layer < _layers.Count - 1 && y[i] < 0 ? Slope * y[i] : y[i];
            }

            x = y;
        }

        return x;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < va.Length; i++)
        {
            sums += va[i] * vb[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static float[] Numbers(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(n => n.GetSingle())];
}
