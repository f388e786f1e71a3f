using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
/// <param name="embedding">Rows of the embedding table of the names.</param>
/// <param name="seed">Seed of their hash.</param>
internal sealed class CounterTable(int embedding, int seed)
{
    // A vector holds the counts of seven behaviors, then that of events with a price.
    private const int Priced = Behaviors.Count;
    private static readonly Vector256<int>[] s_one = [.. Enumerable.Range(0, Priced + 1).Select(i => Vector256<int>.Zero.WithElement(i, 1))];
    private static readonly int[] s_windowDays = [1, 7, 30];

    private readonly NameTable _names = new(embedding, seed);
    private readonly List<ClosedDay> _days = [];
    private readonly int[] _leaving = new int[3]; // For each window the first of _days still inside.
    private readonly Vector256<int>[][] _windows = [[], [], [], []];
    private readonly List<int> _touched = []; // Entries with counts of today.
    private Row[] _rows = [];

    /// <summary>Name of an entry.</summary>
    public ReadOnlySpan<char> Name(int entry) => _names[entry];

    /// <summary>Embedding rows of an entry's name by two hashes; 1 for entry -1.</summary>
    public (int One, int Two) Tokens(int entry) => _names.Tokens(entry);

    /// <summary>Entry of a name; -1 where it was never seen.</summary>
    public int Find(string name) => _names.Find(name);

    /// <summary>Entry of a name, made where it is new.</summary>
    /// <param name="name">The name.</param>
    /// <param name="guess">The entry that it likely has; -1 for none.</param>
    public int FindOrAdd(string name, int guess = -1)
    {
        var entry = _names.FindOrAdd(name, guess);
        if (entry >= _rows.Length)
        {
            Grow(Math.Max(64, entry * 2));
        }

        return entry;
    }

    /// <summary>Counts an event of today.</summary>
    /// <param name="entry">The name's entry.</param>
    /// <param name="behavior">What was done.</param>
    /// <param name="cents">Unit price in hundredths; -1 for none.</param>
    public void Add(int entry, Behavior behavior, long cents) =>
        Add(entry, cents < 0 ? s_one[(int)behavior] : s_one[(int)behavior] + s_one[Priced], Math.Max(0, cents));

    /// <summary>Adds what another shard counted today.</summary>
    public void Add(IReadOnlyDictionary<string, DayCount> counts)
    {
        foreach (var (name, count) in counts)
        {
            Add(FindOrAdd(name), Vector256.Create([.. count.Events, count.Priced]), count.PriceCents);
        }
    }

    /// <summary>Today's counts so far, by name.</summary>
    public Dictionary<string, DayCount> TakeToday() => _touched.ToDictionary(
        entry => _names[entry].ToString(),
        entry => new DayCount([.. Enumerable.Range(0, Behaviors.Count).Select(i => _rows[entry].Today[i])], _rows[entry].Today[Priced], _rows[entry].TodayCents),
        StringComparer.Ordinal);

    /// <summary>Closes a day and publishes the windows that end before the day that opens.</summary>
    /// <param name="closing">Day number of the counts of today.</param>
    /// <param name="opening">Day number of the day that opens, greater.</param>
    public void Publish(int closing, int opening)
    {
        if (_touched.Count > 0)
        {
            _days.Add(Close(closing));
            _touched.Clear();
        }

        for (var window = 0; window < s_windowDays.Length; window++)
        {
            while (_leaving[window] < _days.Count && _days[_leaving[window]].Day < opening - s_windowDays[window])
            {
                var day = _days[_leaving[window]++];
                for (var i = 0; i < day.Entries.Length; i++)
                {
                    _windows[window][day.Entries[i]] -= day.Counts[i];
                }
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
    public int Events(int entry, CounterWindow window, Behavior behavior) => entry < 0 ? 0 : _windows[(int)window][entry][(int)behavior];

    /// <summary>Published events of all behaviors; 0 for entry -1.</summary>
    public int Events(int entry, CounterWindow window) => entry < 0 ? 0 : Vector256.Sum(_windows[(int)window][entry].WithElement(Priced, 0));

    /// <summary>Mean unit price over all published events with a price; NaN where there is none.</summary>
    public float MeanPrice(int entry)
    {
        var priced = entry < 0 ? 0 : _windows[(int)CounterWindow.Ever][entry][Priced];
        return priced == 0 ? float.NaN : (float)(_rows[entry].Cents / 100.0 / priced);
    }

    /// <summary>Day number of the first published event; <see cref="int.MaxValue"/> where there is none.</summary>
    public int FirstDay(int entry) => entry < 0 ? int.MaxValue : _rows[entry].FirstDay;

    /// <summary>Writes names and counts of today.</summary>
    public void SaveToday(BinaryWriter writer)
    {
        _names.Save(writer);
        writer.WriteAll<int>(CollectionsMarshal.AsSpan(_touched));
        foreach (var entry in _touched)
        {
            ref var row = ref _rows[entry];
            writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<int>>(in row.Today)));
            writer.Write(row.TodayCents);
        }
    }

    /// <summary>Writes what is published: it stays as it is until the day closes, whatever names come.</summary>
    public void SavePublished(BinaryWriter writer)
    {
        var count = _names.Count;
        writer.WriteAll<(long, int)>([.. _rows.Take(count).Select(row => (row.Cents, row.FirstDay))]);
        foreach (var window in _windows)
        {
            writer.WriteAll<Vector256<int>>(window.AsSpan(0, count));
        }

        writer.WriteAll<int>(_leaving);
        writer.Write7BitEncodedInt(_days.Count);
        foreach (var day in _days)
        {
            writer.Write(day.Day);
            writer.WriteAll<int>(day.Entries);
            writer.WriteAll<Vector256<int>>(day.Counts);
        }
    }

    /// <summary>Gives an empty table what another one held.</summary>
    public void Load(BinaryReader today, BinaryReader published)
    {
        _names.Load(today);
        Grow(Math.Max(64, _names.Count));
        _touched.AddRange(today.ReadAll<int>());
        foreach (var entry in _touched)
        {
            ref var row = ref _rows[entry];
            today.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<Vector256<int>>(ref row.Today)));
            row.TodayCents = today.ReadInt64();
        }

        foreach (var (entry, (cents, firstDay)) in published.ReadAll<(long, int)>().Index())
        {
            (_rows[entry].Cents, _rows[entry].FirstDay) = (cents, firstDay);
        }

        foreach (var window in _windows)
        {
            published.ReadAll<Vector256<int>>().CopyTo(window.AsSpan());
        }

        published.ReadInto<int>(_leaving);
        for (var left = published.Read7BitEncodedInt(); left > 0; left--)
        {
            _days.Add(new ClosedDay(published.ReadInt32(), published.ReadAll<int>(), published.ReadAll<Vector256<int>>()));
        }
    }

    private void Add(int entry, Vector256<int> counts, long cents)
    {
        ref var row = ref _rows[entry];
        if (row.Today == Vector256<int>.Zero && counts != Vector256<int>.Zero)
        {
            _touched.Add(entry);
        }

        row.Today += counts;
        row.TodayCents += cents;
    }

    private ClosedDay Close(int day)
    {
        var closed = new ClosedDay(day, [.. _touched], new Vector256<int>[_touched.Count]);
        for (var i = 0; i < closed.Entries.Length; i++)
        {
            var entry = closed.Entries[i];
            ref var row = ref _rows[entry];
            closed.Counts[i] = row.Today;
            foreach (var window in _windows)
            {
                window[entry] += row.Today;
            }

            row.Cents += row.TodayCents;
            row.FirstDay = Math.Min(row.FirstDay, day);
            row.Today = Vector256<int>.Zero;
            row.TodayCents = 0;
        }

        return closed;
    }

    private void Grow(int size)
    {
        for (var window = 0; window < _windows.Length; window++)
        {
            Array.Resize(ref _windows[window], size);
        }

        var known = _rows.Length;
        Array.Resize(ref _rows, size);
        _rows.AsSpan(known).Fill(new Row { FirstDay = int.MaxValue });
    }

    private struct Row
    {
        public Vector256<int> Today;
        public long TodayCents, Cents;
        public int FirstDay;
    }

    private sealed record ClosedDay(int Day, int[] Entries, Vector256<int>[] Counts);
}
