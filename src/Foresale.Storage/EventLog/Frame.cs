using System.Buffers.Binary;
using System.IO.Hashing;

namespace Foresale.Storage.EventLog;

/// <summary>An entry in a file: length, CRC-32 of address and length, CRC-32 of the payload (little endian, 4 bytes each), payload.</summary>
/// <remarks>
/// The address is part of the checksum: what an older file left on the disk, or a copy at another place, is no entry. A checksum of the header
/// alone finds the next sound entry behind damage in one pass.
/// </remarks>
internal static class Frame
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 12;

    public static void Write(Span<byte> to, long address, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], OfHeader(address, payload.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32.HashToUInt32(payload));
        payload.CopyTo(to[HeaderBytes..]);
    }

    /// <summary>Length of the payload; -1 where no entry begins.</summary>
    public static int PayloadBytes(ReadOnlySpan<byte> header, long address)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == OfHeader(address, length) ? length : -1;
    }

    /// <summary>True where the payload is the one that was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) == Crc32.HashToUInt32(frame[HeaderBytes..]);

    private static uint OfHeader(long address, int length)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, address);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], length);
        return Crc32.HashToUInt32(bytes);
    }
}
