using Foresale.Events;

namespace Foresale.Storage.EventLog;

/// <summary>
/// An append-only log on disk with group commit: what is acknowledged survives a killed process and a power cut. One process, any number of threads
/// that write and read. Its format and what is flushed when: docs/event-log.md.
/// </summary>
public sealed class DurableLog : IDisposable
{
    private readonly string _folder;
    private readonly LogOptions _options;
    private readonly FileStream _owner;
    private readonly Segments _segments;
    private readonly LogWriter _writer;

    private DurableLog(string folder, LogOptions options, FileStream owner)
    {
        (_folder, _options, _owner) = (folder, options, owner);
        (_segments, Recovery) = LogRecovery.Open(folder);
        _writer = new LogWriter(folder, options, _segments, Recovery.Tail);
    }

    /// <summary>What was found on opening.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>Address of the first entry that is kept.</summary>
    public long Begin => _segments.All is [{ } first, ..] ? first.First : Segment.HeaderBytes;

    /// <summary>What stood before this address was dropped by <see cref="TruncateBefore"/>; 0 where nothing was.</summary>
    public long DroppedBefore => _segments.All is [{ } first, ..] ? first.Address : 0;

    /// <summary>Every entry before this address is on the disk.</summary>
    public long Durable => _writer.Durable;

    /// <summary>The next entry has at least this address.</summary>
    public long Tail => _writer.Tail;

    /// <summary>Opens the log of a folder, which is made where it is missing.</summary>
    /// <exception cref="UserFaultException">Another process has it open, a newer version wrote it, or a file in it is none of its own.</exception>
    public static DurableLog Open(string folder, LogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SyncedFolder.Create(folder);
        FileStream owner;
        try
        {
            owner = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new UserFaultException($"{folder}: The log cannot be locked: {e.Message} Stop the other process that uses it.", e);
        }

        try
        {
            return new DurableLog(folder, options ?? new LogOptions(), owner);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Takes an entry in. It is durable only after <see cref="CommitAsync"/>; in a crash before that it may be kept or lost.</summary>
    /// <returns>Its address: greater than that of every entry before it, and kept for ever.</returns>
    /// <exception cref="LogWriteException">The disk is failing; the entry was not taken in.</exception>
    public long Append(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, _options.EntryBytes, nameof(payload));
        return _writer.Append(payload);
    }

    /// <summary>Lets the next entry begin a file, so that what stands before it can be dropped as a whole.</summary>
    public void EndFile() => _writer.EndFile();

    /// <summary>Ends when everything appended so far is on the disk. All who wait share one flush.</summary>
    /// <exception cref="LogWriteException">
    /// It could not be written. What was appended is not acknowledged, stays in memory and is written once the disk lets it: a sender may send again, and the
    /// event's id tells the two apart.
    /// </exception>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var done = _writer.CommitAsync();
        return done.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(done.WaitAsync(cancellationToken));
    }

    /// <summary>The entry at an address that <see cref="Append"/> gave, from memory or disk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The log keeps no entry there.</exception>
    /// <exception cref="LogDamageException">What stands there is no entry any more.</exception>
    public byte[] Read(long address)
    {
        if (address < Begin || address >= Tail)
        {
            throw new ArgumentOutOfRangeException(nameof(address), address, FormattableString.Invariant($"The log keeps addresses from {Begin} to {Tail}."));
        }

        if (_writer.Peek(address) is { } frame)
        {
            return frame is [] ? throw Damage(address, Frame.HeaderBytes) : frame[Frame.HeaderBytes..];
        }

        var segment = _segments.Find(address);
        Span<byte> first = stackalloc byte[512];
        var read = segment?.Read(address, first) ?? 0;
        var length = read < Frame.HeaderBytes ? -1 : Frame.PayloadBytes(first, address);
        if (length < 0)
        {
            throw Damage(address, Frame.HeaderBytes);
        }

        var whole = new byte[Frame.HeaderBytes + length];
        if (whole.Length <= read)
        {
            first[..whole.Length].CopyTo(whole);
        }
        else if (segment!.Read(address, whole) < whole.Length)
        {
            throw Damage(address, whole.Length);
        }

        return Frame.IsWhole(whole) ? whole[Frame.HeaderBytes..] : throw Damage(address, whole.Length);
    }

    /// <summary>The durable entries as of now, in order.</summary>
    /// <param name="from">An address that <see cref="Append"/> gave, one at or before <see cref="Begin"/>, or <see cref="Durable"/>.</param>
    /// <param name="onGap">Is told of each damaged stretch that is passed over; null to stop there.</param>
    /// <exception cref="LogDamageException">A stretch is damaged, and <paramref name="onGap"/> is null.</exception>
    public IEnumerable<LogRecord> Scan(long from = 0, Action<LogGap>? onGap = null)
    {
        var (until, all) = (Durable, _segments.All);
        for (var i = 0; i < all.Length; i++)
        {
            var end = i + 1 < all.Length ? Math.Min(all[i + 1].Address, until) : until;
            if (end <= from)
            {
                continue;
            }

            var reader = new SegmentReader(all[i], Math.Max(from, all[i].First), end);
            while (true)
            {
                var found = reader.Next(out var record);
                if (reader.Gap is { } gap)
                {
                    (onGap ?? (g => throw Damage(g.Address, g.Bytes)))(gap);
                }

                if (!found)
                {
                    break;
                }

                yield return record;
            }
        }
    }

    /// <summary>Deletes the files whose every entry stands before an address; the last file stays.</summary>
    /// <returns>Files deleted.</returns>
    public int TruncateBefore(long address) => _segments.DropBefore(Math.Min(address, Durable));

    /// <summary>Writes what was appended, as far as the disk lets it, and closes the files.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _segments.Dispose();
        _owner.Dispose();
    }

    private LogDamageException Damage(long address, long bytes) => new(_segments.Find(address)?.FilePath ?? _folder, new LogGap(address, bytes));
}
