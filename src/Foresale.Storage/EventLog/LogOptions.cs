namespace Foresale.Storage.EventLog;

/// <summary>How a log is kept.</summary>
public sealed record LogOptions
{
    /// <summary>Bytes after which a new file is begun; retention drops whole files. A longer entry has a file of its own.</summary>
    public long SegmentBytes { get; init; } = 128L << 20;

    /// <summary>Bytes that may wait for the disk; above that <see cref="DurableLog.Append"/> waits.</summary>
    public long PendingBytes { get; init; } = 64L << 20;

    /// <summary>Longest entry, in bytes.</summary>
    public int EntryBytes { get; init; } = 16 << 20;

    /// <summary>How long to wait before a write that failed is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>An entry as it is read back.</summary>
/// <param name="Address">Where it stands; strictly ascending, the sequence of events.</param>
/// <param name="Payload">Its bytes; of a scan they are valid until its next step.</param>
public readonly record struct LogRecord(long Address, ReadOnlyMemory<byte> Payload);

/// <summary>A stretch that holds no readable entry.</summary>
/// <param name="Address">Where it begins.</param>
/// <param name="Bytes">How long it is.</param>
public readonly record struct LogGap(long Address, long Bytes);
