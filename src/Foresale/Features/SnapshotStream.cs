using System.Numerics;
using System.Runtime.InteropServices;

namespace Foresale.Features;

/// <summary>Arrays of plain values in a snapshot: their number, then their bytes as they stand in memory (little-endian), so that a fold comes back bit for bit.</summary>
internal static class SnapshotStream
{
    /// <summary>Writes an array.</summary>
    public static void WriteAll<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write7BitEncodedInt(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads an array.</summary>
    public static T[] ReadAll<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var values = new T[reader.Read7BitEncodedInt()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads an array into its place.</summary>
    /// <exception cref="InvalidDataException">It has another length.</exception>
    public static void ReadInto<T>(this BinaryReader reader, Span<T> values)
        where T : unmanaged
    {
        RequireLength(reader.Read7BitEncodedInt(), values.Length);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Writes floats of which many are 0: of each 64 a bit a value, set where it is not 0, then those values. Bits decide, so -0 and NaN come back as they were.</summary>
    public static void WriteSparse(this BinaryWriter writer, ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        writer.Write7BitEncodedInt(bits.Length);
        for (var begin = 0; begin < bits.Length; begin += 64)
        {
            var block = bits[begin..Math.Min(begin + 64, bits.Length)];
            var isThere = 0UL;
            for (var i = 0; i < block.Length; i++)
            {
                isThere |= block[i] == 0 ? 0 : 1UL << i;
            }

            writer.Write(isThere);
            for (var left = isThere; left != 0; left &= left - 1)
            {
                writer.Write(block[BitOperations.TrailingZeroCount(left)]);
            }
        }
    }

    /// <summary>Reads such floats into their place.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer.</exception>
    public static void ReadSparse(this BinaryReader reader, Span<float> values)
    {
        RequireLength(reader.Read7BitEncodedInt(), values.Length);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        bits.Clear();
        for (var begin = 0; begin < bits.Length; begin += 64)
        {
            for (var left = reader.ReadUInt64(); left != 0; left &= left - 1)
            {
                bits[begin + BitOperations.TrailingZeroCount(left)] = reader.ReadUInt32();
            }
        }
    }

    /// <summary>Writes a text or null.</summary>
    public static void WriteText(this BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    /// <summary>Reads a text or null.</summary>
    public static string? ReadText(this BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void RequireLength(int length, int wanted)
    {
        if (length != wanted)
        {
            throw new InvalidDataException($"The snapshot holds {length} values where this build's features have {wanted}.");
        }
    }
}
