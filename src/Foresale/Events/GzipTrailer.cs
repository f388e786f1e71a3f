using System.Buffers.Binary;
using System.IO.Compression;

namespace Foresale.Events;

/// <summary>
/// Tells a whole .gz from one that breaks off: neither .NET nor DuckDB minds a missing end. The last four bytes are the unpacked
/// length of the last member; most files have one member, logs put together by <c>cat</c> have several.
/// </summary>
internal static class GzipTrailer
{
    private const int Window = 1 << 20;

    /// <summary>True where the file ends as its last four bytes say.</summary>
    /// <param name="file">The .gz; it can be sought in.</param>
    /// <param name="unpacked">Bytes that the whole file gave.</param>
    public static bool IsWhole(Stream file, long unpacked)
    {
        if (file.Length < 18)
        {
            return false;
        }

        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        return (uint)unpacked == expected || LastMemberGives(file, expected);
    }

    // Looks from the end for the header of a last member that unpacks to the expected length.
    private static bool LastMemberGives(Stream file, uint expected)
    {
        var buffer = new byte[Window + 2];
        for (var end = file.Length; end > 0; end -= Window)
        {
            var start = Math.Max(0, end - Window);
            file.Position = start;
            var read = file.ReadAtLeast(buffer, (int)Math.Min(buffer.Length, file.Length - start), throwOnEndOfStream: false);
            for (var at = read - 3; at >= 0; at--)
            {
                if (buffer[at] == 0x1F && buffer[at + 1] == 0x8B && buffer[at + 2] == 8 && start + at > 0 && Unpacks(file, start + at, expected))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Unpacks(Stream file, long start, uint expected)
    {
        file.Position = start;
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            var buffer = new byte[1 << 16];
            long length = 0;
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                length += read;
            }

            return length > 0 && (uint)length == expected;
        }
        catch (InvalidDataException)
        {
            return false; // the three bytes were data, no header
        }
    }
}
