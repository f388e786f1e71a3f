using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Native;

/// <summary>
/// Arithmetic of tensors with numbers, by scalars that live as long as the process. TorchSharp turns a number into an object of which only the
/// native handle goes into the call: a collection at the wrong moment frees it while libtorch reads it, which gives an exception at best
/// (docs/adr/0007-numbers-kept-alive.md). So no operator and no method of a tensor is given a plain number in this project, and none that makes one inside is called: sums of two
/// tensors and squares are written by <see cref="Plus(Tensor, Tensor)"/> and <see cref="Squared"/>.
/// </summary>
internal static class Numbers
{
    private static readonly ConcurrentDictionary<double, Scalar> s_kept = new();

    /// <summary>A whole 1: what a sum multiplies its second part by.</summary>
    public static Scalar One { get; } = 1L.ToScalar();

    /// <summary>A number as torch takes it: for constants and options. What changes with every update goes into a <c>using</c> instead.</summary>
    public static Scalar Of(double value) => s_kept.GetOrAdd(value, v => v.ToScalar());

    /// <summary>x * factor.</summary>
    public static Tensor Times(this Tensor x, double factor) => x.mul(Of(factor));

    /// <summary>x + number.</summary>
    public static Tensor Plus(this Tensor x, double number) => x.add(Of(number), One);

    /// <summary>x + y: TorchSharp's own sum takes y times such a number.</summary>
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, One);

    /// <summary>x * x: TorchSharp's own <c>square</c> is a power, with such a number for its exponent.</summary>
    public static Tensor Squared(this Tensor x) => x.mul(x);

    /// <summary>1 - x.</summary>
    public static Tensor Complement(this Tensor x) => x.neg().Plus(1);

    /// <summary>max(x, least).</summary>
    public static Tensor AtLeast(this Tensor x, double least) => x.clamp_min(Of(least));
}
