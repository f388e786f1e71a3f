namespace Foresale.Storage.EventLog;

/// <summary>Gathers entries in memory; one thread writes what has gathered, flushes, and lets everyone go who waited for it.</summary>
/// <remarks>
/// What could not be written stays in memory and is written again from its start, so a flush that failed and dropped pages is made good, addresses keep their
/// entries, and no entry is acknowledged before one that stands in front of it. Until a write succeeds nothing is taken in.
/// </remarks>
internal sealed class LogWriter : IDisposable
{
    private const int SpareBytes = 8 << 20;
    private readonly object _gate = new();
    private readonly LogOptions _options;
    private readonly string _folder;
    private readonly Segments _segments;
    private readonly Thread _thread;
    private List<Chunk> _waiting = [];
    private List<Chunk> _writing = [];
    private TaskCompletionSource _waitingDone = NewGroup();
    private TaskCompletionSource _writingDone = NewGroup();
    private LogWriteException? _fault;
    private byte[]? _spare;
    private long _file;
    private long _bytes;
    private bool _wanted;
    private bool _closing;
    private bool _isFileOver;

    public LogWriter(string folder, LogOptions options, Segments segments, long tail)
    {
        (_folder, _options, _segments) = (folder, options, segments);
        // An address at the beginning of a file stands for one that is not begun.
        _file = segments.All is [.., { } last] && tail > last.Address ? last.Address : -1;
        (Tail, Durable) = (tail, tail);
        _thread = new Thread(Run) { IsBackground = true, Name = "event log" };
        _thread.Start();
    }

    /// <summary>Address behind the last entry taken in.</summary>
    public long Tail { get; private set; }

    /// <summary>Address behind the last entry on the disk.</summary>
    public long Durable { get; private set; }

    public long Append(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            while (_fault is null && !_closing && _bytes > _options.PendingBytes)
            {
                _wanted = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate);
            }

            ObjectDisposedException.ThrowIf(_closing, typeof(DurableLog));
            ThrowIfFaulty();
            var size = Frame.HeaderBytes + payload.Length;
            var chunk = Place(size);
            var address = Tail;
            Frame.Write(chunk.Take(size), address, payload);
            (Tail, _bytes) = (Tail + size, _bytes + size);
            return address;
        }
    }

    /// <summary>The next entry begins a file.</summary>
    public void EndFile()
    {
        lock (_gate)
        {
            _isFileOver = true;
        }
    }

    public Task CommitAsync()
    {
        lock (_gate)
        {
            ThrowIfFaulty();
            if (_waiting is [])
            {
                return _writing is [] ? Task.CompletedTask : _writingDone.Task;
            }

            ObjectDisposedException.ThrowIf(_closing, typeof(DurableLog));
            _wanted = true;
            Monitor.PulseAll(_gate);
            return _waitingDone.Task;
        }
    }

    /// <summary>Bytes that are still in memory, copied; null where they are on the disk only.</summary>
    public byte[]? Peek(long address)
    {
        lock (_gate)
        {
            foreach (var chunks in (ReadOnlySpan<List<Chunk>>)[_writing, _waiting])
            {
                if (chunks.Find(c => c.Start <= address && address < c.Start + c.Count) is { } found)
                {
                    var frame = found.Written[(int)(address - found.Start)..];
                    var length = frame.Length < Frame.HeaderBytes ? -1 : Frame.PayloadBytes(frame, address);
                    return length < 0 ? [] : frame[..(Frame.HeaderBytes + length)].ToArray();
                }
            }

            return null;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private static TaskCompletionSource NewGroup() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ThrowIfFaulty()
    {
        if (_fault is not null)
        {
            throw new LogWriteException(_folder, _fault.InnerException!);
        }
    }

    private Chunk Place(int size)
    {
        if (_file < 0 || (Tail - _file > Segment.HeaderBytes && (_isFileOver || Tail + size - _file > _options.SegmentBytes)))
        {
            (_file, _isFileOver) = (Tail, false);
            var begun = new Chunk(_file, _file, Buffer());
            Segment.WriteHeader(begun.Take(Segment.HeaderBytes), _file);
            _waiting.Add(begun);
            Tail += Segment.HeaderBytes;
        }
        else if (_waiting is [])
        {
            _waiting.Add(new Chunk(_file, Tail, Buffer()));
        }

        return _waiting[^1];
    }

    private byte[] Buffer() => Interlocked.Exchange(ref _spare, value: null) ?? new byte[1 << 16];

    private void Run()
    {
        while (Take())
        {
            try
            {
                Write();
                Done();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(new LogWriteException(_folder, e));
            }
        }
    }

    private bool Take()
    {
        lock (_gate)
        {
            while (!_wanted && !_closing)
            {
                if (_fault is null)
                {
                    Monitor.Wait(_gate);
                }
                else if (!Monitor.Wait(_gate, _options.RetryAfter))
                {
                    break;
                }
            }

            if (_writing is [])
            {
                (_writing, _waiting) = (_waiting, _writing);
                (_writingDone, _waitingDone) = (_waitingDone, NewGroup());
            }

            _wanted = false;
            return _writing is not [] || !_closing;
        }
    }

    private void Write()
    {
        Segment? segment = null;
        foreach (var chunk in _writing)
        {
            if (segment?.Address != chunk.File)
            {
                segment?.Flush();
                segment = _segments.At(chunk.File);
            }

            segment.Write(chunk.Start, chunk.Written);
        }

        segment?.Flush();
    }

    private void Done()
    {
        lock (_gate)
        {
            if (_writing is [.., { } last])
            {
                Durable = last.Start + last.Count;
                _bytes -= _writing.Sum(c => (long)c.Count);
                _spare = last.Bytes.Length <= SpareBytes ? last.Bytes : null;
                _writing.Clear();
            }

            _wanted |= _fault is not null && _waiting is not [];
            _fault = null;
            _writingDone.TrySetResult();
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(LogWriteException fault)
    {
        lock (_gate)
        {
            _fault = fault;
            _wanted = false;
            foreach (var group in (ReadOnlySpan<TaskCompletionSource>)[_writingDone, _waitingDone])
            {
                group.TrySetException(fault);
                _ = group.Task.Exception;
            }

            // Whoever asks after the mend is told of that, not of this.
            (_writingDone, _waitingDone) = (NewGroup(), NewGroup());
            if (_closing)
            {
                _writing.Clear();
                _waiting.Clear();
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Entries one behind the other, of one file.</summary>
    private sealed class Chunk(long file, long start, byte[] bytes)
    {
        public long File => file;

        public long Start => start;

        public int Count { get; private set; }

        public byte[] Bytes { get; private set; } = bytes;

        public ReadOnlySpan<byte> Written => Bytes.AsSpan(0, Count);

        public Span<byte> Take(int size)
        {
            if (Bytes.Length - Count < size)
            {
                var longer = new byte[Math.Max(Bytes.Length * 2, Count + size)];
                Written.CopyTo(longer);
                Bytes = longer;
            }

            Count += size;
            return Bytes.AsSpan(Count - size, size);
        }
    }
}
