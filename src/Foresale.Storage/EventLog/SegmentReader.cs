namespace Foresale.Storage.EventLog;

/// <summary>Reads the entries of one file in order. Damaged stretches are passed over and told, never silently.</summary>
internal sealed class SegmentReader(Segment segment, long from, long until)
{
    private const int ReadBytes = 1 << 20;
    private byte[] _buffer = new byte[ReadBytes];
    private long _bufferAt = from;
    private int _count;

    /// <summary>Where the next entry is looked for.</summary>
    public long Address { get; private set; } = from;

    /// <summary>The stretch that was passed over before the last record, or up to the end; null where there was none.</summary>
    public LogGap? Gap { get; private set; }

    /// <summary>The next sound entry; false at the end.</summary>
    public bool Next(out LogRecord record)
    {
        (Gap, var start) = (null, Address);
        while (Address < until)
        {
            if (TryEntry(out record))
            {
                Gap = record.Address > start ? new LogGap(start, record.Address - start) : null;
                return true;
            }

            Address++;
        }

        Gap = until > start ? new LogGap(start, until - start) : null;
        record = default;
        return false;
    }

    private bool TryEntry(out LogRecord record)
    {
        record = default;
        var header = Bytes(Frame.HeaderBytes);
        if (header.Length < Frame.HeaderBytes)
        {
            return false;
        }

        var payload = Frame.PayloadBytes(header.Span, Address);
        if (payload < 0 || payload > until - Address - Frame.HeaderBytes)
        {
            return false;
        }

        var frame = Bytes(Frame.HeaderBytes + payload);
        if (frame.Length < Frame.HeaderBytes + payload || !Frame.IsWhole(frame.Span))
        {
            return false;
        }

        record = new LogRecord(Address, frame[Frame.HeaderBytes..]);
        Address += frame.Length;
        return true;
    }

    /// <summary>Bytes at the place; fewer than asked for at the end of the file.</summary>
    private ReadOnlyMemory<byte> Bytes(int wanted)
    {
        var at = (int)(Address - _bufferAt);
        if (_count - at < wanted)
        {
            var kept = Math.Max(0, _count - at);
            var bytes = _buffer.Length < wanted ? new byte[wanted] : _buffer;
            _buffer.AsSpan(_count - kept, kept).CopyTo(bytes);
            var room = (int)Math.Min(bytes.Length - kept, Math.Max(0, until - Address - kept));
            (_buffer, _bufferAt, at) = (bytes, Address, 0);
            _count = kept + segment.Read(Address + kept, bytes.AsSpan(kept, room));
        }

        return _buffer.AsMemory(at, Math.Min(wanted, _count - at));
    }
}
