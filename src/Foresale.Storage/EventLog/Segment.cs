using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Foresale.Events;
using Microsoft.Win32.SafeHandles;

namespace Foresale.Storage.EventLog;

/// <summary>One file of the log, named after the address of its first byte. An entry's place in it is its address less that.</summary>
internal sealed class Segment : IDisposable
{
    /// <summary>Bytes before the first entry: a mark, the version of the format, the address, CRC-32 of these.</summary>
    public const int HeaderBytes = 24;
    public const string Ending = ".log";
    private const int Version = 1;
    private readonly SafeFileHandle _file;

    private Segment(string path, long address, FileMode mode, FileAccess access = FileAccess.ReadWrite)
    {
        (FilePath, Address) = (path, address);
        _file = File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);
    }

    public string FilePath { get; }

    /// <summary>Address of the first byte of the file.</summary>
    public long Address { get; }

    /// <summary>Address of the first entry.</summary>
    public long First => Address + HeaderBytes;

    public long Length => RandomAccess.GetLength(_file);

    public static Segment Create(string folder, long address)
    {
        // Whatever has this name is what a failed start of the same file left.
        var segment = new Segment(Path.Combine(folder, address.ToString("D19", CultureInfo.InvariantCulture) + Ending), address, FileMode.Create);
        SyncedFolder.Flush(folder);
        return segment;
    }

    public static Segment Open(string path) => Open(path, FileAccess.ReadWrite);

    public static Segment Open(string path, FileAccess access)
    {
        if (!long.TryParse(Path.GetFileNameWithoutExtension(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var address))
        {
            throw new UserFaultException(path, "The name is no address.", "Move the file out of the log's folder.");
        }

        return new Segment(path, address, FileMode.Open, access);
    }

    public static void WriteHeader(Span<byte> to, long address)
    {
        "FORESALE"u8.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(to[12..], address);
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], Crc32.HashToUInt32(to[..20]));
    }

    /// <summary>True where the file begins as one of this log.</summary>
    /// <exception cref="UserFaultException">A newer version of Foresale wrote it.</exception>
    public bool HasHeader()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (Read(Address, header) < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != Crc32.HashToUInt32(header[..20]))
        {
            return false;
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        return version <= Version
            ? header.StartsWith("FORESALE"u8) && BinaryPrimitives.ReadInt64LittleEndian(header[12..]) == Address
            : throw new UserFaultException(FilePath, FormattableString.Invariant($"The file has format {version}; this version reads up to {Version}."), "Start the version of Foresale that wrote it, or a newer one.");
    }

    /// <summary>Bytes read, fewer than asked for only at the end of the file.</summary>
    public int Read(long address, Span<byte> into)
    {
        var count = 0;
        while (count < into.Length && RandomAccess.Read(_file, into[count..], address - Address + count) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }

    public void Write(long address, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, address - Address);

    /// <summary>Data and length are on the disk afterwards (fsync).</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void CutAt(long address)
    {
        RandomAccess.SetLength(_file, address - Address);
        Flush();
    }

    public void Dispose() => _file.Dispose();
}
