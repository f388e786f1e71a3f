using System.Collections.Immutable;

namespace Foresale.Storage.EventLog;

/// <summary>The files of a log by address. Readers see the list as it was when they asked; one thread at a time changes it.</summary>
internal sealed class Segments(string folder, IEnumerable<Segment> found) : IDisposable
{
    private readonly Lock _change = new();
    private ImmutableArray<Segment> _all = [.. found];

    public ImmutableArray<Segment> All => _all;

    /// <summary>The file that holds an address; null where none does.</summary>
    public Segment? Find(long address)
    {
        var all = _all;
        var (low, high) = (0, all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = all[middle].Address <= address ? (middle + 1, high) : (low, middle);
        }

        return low is 0 ? null : all[low - 1];
    }

    /// <summary>The file that begins at an address, made where it is missing.</summary>
    public Segment At(long address)
    {
        if (Find(address) is { } found && found.Address == address)
        {
            return found;
        }

        var segment = Segment.Create(folder, address);
        lock (_change)
        {
            _all = _all.Add(segment);
        }

        return segment;
    }

    /// <summary>Deletes files whose every entry stands before an address; never the last.</summary>
    /// <returns>Files deleted.</returns>
    public int DropBefore(long address)
    {
        lock (_change)
        {
            var count = 0;
            for (; count + 1 < _all.Length && _all[count + 1].Address <= address; count++)
            {
                File.Delete(_all[count].FilePath);
                _all[count].Dispose();
            }

            if (count > 0)
            {
                _all = _all.RemoveRange(0, count);
                SyncedFolder.Flush(folder);
            }

            return count;
        }
    }

    public void Dispose()
    {
        foreach (var segment in _all)
        {
            segment.Dispose();
        }
    }
}
