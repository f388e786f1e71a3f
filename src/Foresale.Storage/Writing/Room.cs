using System.Numerics;

namespace Foresale.Storage.Writing;

/// <summary>Memory that grows.</summary>
internal static class Room
{
    /// <summary>Makes an array long enough, keeping what it holds.</summary>
    public static void Fit(ref byte[] array, int length)
    {
        if (array.Length < length)
        {
            System.Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }

    /// <summary>Bits that are set.</summary>
    public static int Ones(ReadOnlySpan<byte> bits)
    {
        var ones = 0;
        foreach (var piece in bits)
        {
            ones += BitOperations.PopCount(piece);
        }

        return ones;
    }
}
