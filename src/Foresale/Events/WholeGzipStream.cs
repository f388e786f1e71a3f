using System.IO.Compression;

namespace Foresale.Events;

/// <summary>Reads a .gz, and throws where it breaks off: .NET takes a missing end for the end, and a cut number for a number.</summary>
/// <remarks>Forward only. The packed stream is sought in at its end; it is closed with this one.</remarks>
/// <param name="packed">The .gz from its begin, which can be sought in.</param>
public sealed class WholeGzipStream(Stream packed) : Stream
{
    private readonly GZipStream _gzip = new(packed, CompressionMode.Decompress);
    private long _unpacked;
    private bool _isWhole;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file: unpacked where its name ends in <c>.gz</c>, else as it is.</summary>
    public static Stream OpenRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new WholeGzipStream(file) : file;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is no .gz, or it ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_isWhole)
        {
            return 0;
        }

        var read = _gzip.Read(buffer);
        _unpacked += read;
        if (read == 0 && buffer.Length > 0)
        {
            _isWhole = GzipTrailer.IsWhole(packed, _unpacked) ? true : throw new InvalidDataException("The .gz breaks off.");
        }

        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }
}
