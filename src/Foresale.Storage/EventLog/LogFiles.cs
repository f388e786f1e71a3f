using Foresale.Events;

namespace Foresale.Storage.EventLog;

/// <summary>The files of a log that somebody else may be writing: reads them as they stand, and changes nothing.</summary>
public sealed class LogFiles : IDisposable
{
    private readonly Segments _segments;

    /// <summary>Opens the files of a folder.</summary>
    /// <exception cref="UserFaultException">There is no log, or a file of it is none.</exception>
    public LogFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Segment.Ending).Order(StringComparer.Ordinal).ToArray() : [];
        if (paths.Length == 0)
        {
            throw new UserFaultException(folder, "there is no event log.", "Give the data folder of a server that has taken events.");
        }

        _segments = new Segments(folder, paths.Select(path => Segment.Open(path, FileAccess.Read)));
        var all = _segments.All;
        Begin = all[0].First;
        End = all[^1].Address + all[^1].Length;
    }

    /// <summary>Address of the first entry.</summary>
    public long Begin { get; }

    /// <summary>Address behind the last byte that stood there on opening; it may be the middle of an entry.</summary>
    public long End { get; }

    /// <summary>All whole entries up to <see cref="End"/>, in order. An end that is no whole entry yet is passed over without a word.</summary>
    /// <param name="onGap">Is told of damaged stretches.</param>
    public IEnumerable<LogRecord> Scan(Action<LogGap> onGap)
    {
        ArgumentNullException.ThrowIfNull(onGap);
        var all = _segments.All;
        for (var i = 0; i < all.Length; i++)
        {
            var isLast = i + 1 == all.Length;
            var reader = new SegmentReader(all[i], all[i].First, isLast ? End : all[i + 1].Address);
            while (reader.Next(out var record))
            {
                if (reader.Gap is { } gap)
                {
                    onGap(gap);
                }

                yield return record;
            }

            if (!isLast && reader.Gap is { } rest)
            {
                onGap(rest);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _segments.Dispose();
}
