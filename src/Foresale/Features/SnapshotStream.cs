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
        var length = reader.Read7BitEncodedInt();
        if (length != values.Length)
        {
            throw new InvalidDataException($"The snapshot holds {length} values where this build's features have {values.Length}.");
        }

        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
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
}
