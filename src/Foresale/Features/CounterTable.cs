using Foresale.Events;

namespace Foresale.Features;

/// <summary>The windows that published counters cover, ending with yesterday.</summary>
internal enum CounterWindow
{
    /// <summary>Yesterday.</summary>
    Day,

    /// <summary>The last 7 days.</summary>
    Week,

    /// <summary>The last 30 days.</summary>
    Month,

    /// <summary>All days.</summary>
    Ever,
}

/// <summary>
/// Integer counters of named things (items, categories or brands). Today's counts are apart and unread until <see cref="Publish"/>;
/// windows slide by adding the day that closes and taking away the days that leave: cost is that of the names touched.
/// </summary>
internal sealed class CounterTable
{
    // Seven behaviors, then events with a price.
    private const int Width = Behaviors.Count + 1;
    private const int Priced = Behaviors.Count;
    private static readonly int[] s_windowDays = [1, 7, 30];

    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private string? _lastName; // Names repeat from event to event: comparing is cheaper than looking up.
    private int _lastEntry;
    private readonly List<ClosedDay> _days = [];
    private readonly int[] _leaving = new int[3]; // For each window the first of _days still inside.
    private readonly int[][] _windows = [[], [], [], []];
    private long[] _priceCents = [];
    private int[] _firstDay = [];
    private int[] _todaySlot = [];

    private int[] _todayEntry = [];
    private int[] _todayCounts = [];
    private long[] _todayCents = [];
    private int _today;

    /// <summary>Number of names.</summary>
    public int Count => _names.Count;

    /// <summary>Name of an entry.</summary>
    public string Name(int entry) => _names[entry];

    /// <summary>Entry of a name; -1 where it was never seen.</summary>
    public int Find(string name) => _index.TryGetValue(name, out var entry) ? entry : -1;

    /// <summary>Entry of a name, made where it is new.</summary>
    public int FindOrAdd(string name)
    {
        if (string.Equals(name, _lastName, StringComparison.Ordinal))
        {
            return _lastEntry;
        }

        if (!_index.TryGetValue(name, out var entry))
        {
            entry = _names.Count;
            _index.Add(name, entry);
            _names.Add(name);
            if (entry == _todaySlot.Length)
            {
                Grow(Math.Max(64, entry * 2));
            }

            _firstDay[entry] = int.MaxValue;
        }

        (_lastName, _lastEntry) = (name, entry);
        return entry;
    }

    /// <summary>Counts an event of today.</summary>
    /// <param name="entry">The name's entry.</param>
    /// <param name="behavior">What was done.</param>
    /// <param name="cents">Unit price in hundredths; -1 for none.</param>
    public void Add(int entry, Behavior behavior, long cents)
    {
        var slot = Today(entry);
        _todayCounts[(slot * Width) + (int)behavior]++;
        if (cents >= 0)
        {
            _todayCounts[(slot * Width) + Priced]++;
            _todayCents[slot] += cents;
        }
    }

    /// <summary>Adds what another shard counted today.</summary>
    public void Add(IReadOnlyDictionary<string, DayCount> counts)
    {
        foreach (var (name, count) in counts)
        {
            var slot = Today(FindOrAdd(name));
            for (var i = 0; i < Behaviors.Count; i++)
            {
                _todayCounts[(slot * Width) + i] += count.Events[i];
            }

            _todayCounts[(slot * Width) + Priced] += count.Priced;
            _todayCents[slot] += count.PriceCents;
        }
    }

    /// <summary>Today's counts so far, by name.</summary>
    public Dictionary<string, DayCount> TakeToday()
    {
        var counts = new Dictionary<string, DayCount>(_today, StringComparer.Ordinal);
        for (var slot = 0; slot < _today; slot++)
        {
            var row = _todayCounts.AsSpan(slot * Width, Width);
            counts.Add(_names[_todayEntry[slot]], new DayCount(row[..Behaviors.Count].ToArray(), row[Priced], _todayCents[slot]));
        }

        return counts;
    }

    /// <summary>Closes a day and publishes the windows that end before the day that opens.</summary>
    /// <param name="closing">Day number of the counts of today.</param>
    /// <param name="opening">Day number of the day that opens, greater.</param>
    public void Publish(int closing, int opening)
    {
        if (_today > 0)
        {
            var day = new ClosedDay(closing, _todayEntry[.._today], _todayCounts[..(_today * Width)]);
            _days.Add(day);
            for (var slot = 0; slot < _today; slot++)
            {
                var entry = _todayEntry[slot];
                _priceCents[entry] += _todayCents[slot];
                _firstDay[entry] = Math.Min(_firstDay[entry], closing);
                _todaySlot[entry] = 0;
            }

            foreach (var window in _windows)
            {
                Shift(window, day, +1);
            }

            Array.Clear(_todayCounts, 0, _today * Width);
            Array.Clear(_todayCents, 0, _today);
            _today = 0;
        }

        for (var window = 0; window < s_windowDays.Length; window++)
        {
            while (_leaving[window] < _days.Count && _days[_leaving[window]].Day < opening - s_windowDays[window])
            {
                Shift(_windows[window], _days[_leaving[window]++], -1);
            }
        }

        var gone = _leaving[(int)CounterWindow.Month];
        _days.RemoveRange(0, gone);
        for (var window = 0; window < _leaving.Length; window++)
        {
            _leaving[window] -= gone;
        }
    }

    /// <summary>Published events of a behavior; 0 for entry -1.</summary>
    public int Events(int entry, CounterWindow window, Behavior behavior) => entry < 0 ? 0 : _windows[(int)window][(entry * Width) + (int)behavior];

    /// <summary>Published events of all behaviors; 0 for entry -1.</summary>
    public int Events(int entry, CounterWindow window)
    {
        var sum = 0;
        if (entry >= 0)
        {
            foreach (var count in _windows[(int)window].AsSpan(entry * Width, Behaviors.Count))
            {
                sum += count;
            }
        }

        return sum;
    }

    /// <summary>Mean unit price over all published events with a price; NaN where there is none.</summary>
    public float MeanPrice(int entry)
    {
        var priced = entry < 0 ? 0 : _windows[(int)CounterWindow.Ever][(entry * Width) + Priced];
        return priced == 0 ? float.NaN : (float)(_priceCents[entry] / 100.0 / priced);
    }

    /// <summary>Day number of the first published event; <see cref="int.MaxValue"/> where there is none.</summary>
    public int FirstDay(int entry) => entry < 0 ? int.MaxValue : _firstDay[entry];

    private static void Shift(int[] window, ClosedDay day, int sign)
    {
        for (var slot = 0; slot < day.Entries.Length; slot++)
        {
            var sums = window.AsSpan(day.Entries[slot] * Width, Width);
            var counts = day.Counts.AsSpan(slot * Width, Width);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += sign * counts[i];
            }
        }
    }

    private int Today(int entry)
    {
        var slot = _todaySlot[entry] - 1;
        if (slot >= 0)
        {
            return slot;
        }

        slot = _today++;
        if (slot == _todayEntry.Length)
        {
            var size = Math.Max(64, slot * 2);
            Array.Resize(ref _todayEntry, size);
            Array.Resize(ref _todayCounts, size * Width);
            Array.Resize(ref _todayCents, size);
        }

        _todayEntry[slot] = entry;
        _todaySlot[entry] = slot + 1;
        return slot;
    }

    private void Grow(int size)
    {
        for (var window = 0; window < _windows.Length; window++)
        {
            Array.Resize(ref _windows[window], size * Width);
        }

        Array.Resize(ref _priceCents, size);
        Array.Resize(ref _firstDay, size);
        Array.Resize(ref _todaySlot, size);
    }

    private sealed record ClosedDay(int Day, int[] Entries, int[] Counts);
}
