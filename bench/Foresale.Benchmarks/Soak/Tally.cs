using System.Globalization;
using System.Text;
using System.Text.Json;
using HdrHistogram;

namespace Foresale.Benchmarks.Soak;

/// <summary>What became of events, by the words of the server's answers and of its metrics. Accepted ones include the late.</summary>
internal readonly record struct Counts(long Accepted = 0, long Late = 0, long Duplicates = 0, long Ignored = 0, long Rejected = 0)
{
    public static Counts operator +(Counts a, Counts b) => new(a.Accepted + b.Accepted, a.Late + b.Late, a.Duplicates + b.Duplicates, a.Ignored + b.Ignored, a.Rejected + b.Rejected);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Accepted:N0} accepted ({Late:N0} late), {Duplicates:N0} duplicates, {Ignored:N0} ignored, {Rejected:N0} rejected");
}

/// <summary>Requests by kind, their answers and their times.</summary>
internal sealed class Tally
{
    private const int MostExamples = 20;
    private const long LongestMicroseconds = 60_000_000;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (int Count, LongHistogram Latency)> _kinds = new(StringComparer.Ordinal);
    private readonly List<string> _unexpected = [];
    private LongHistogram _recent = new(LongestMicroseconds, 3);
    private int _serverFaults, _unexpectedCount;
    private long _requests, _merged;
    private Counts _wanted, _acknowledged;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Answers of 500 and above.</summary>
    public int ServerFaults => Volatile.Read(ref _serverFaults);

    /// <summary>Answers of another status than the request was to have, and connections that broke.</summary>
    public int Unexpected => Volatile.Read(ref _unexpectedCount);

    /// <summary>The first of them.</summary>
    public IReadOnlyList<string> Examples => _unexpected;

    /// <summary>What was to become of the events that were sent.</summary>
    public Counts Wanted => _wanted;

    /// <summary>What the answers say became of them.</summary>
    public Counts Acknowledged => _acknowledged;

    /// <summary>Guests who turned out to be somebody, by the answers.</summary>
    public long Merged => _merged;

    /// <summary>Kinds of requests with their number and their times in microseconds. Only when no request runs.</summary>
    public IEnumerable<(string Kind, int Count, LongHistogram Latency)> Kinds => _kinds.Select(k => (k.Key, k.Value.Count, k.Value.Latency));

    /// <summary>Notes an answer.</summary>
    /// <param name="sending">What was sent.</param>
    /// <param name="status">Its status.</param>
    /// <param name="body">The answer's body.</param>
    /// <param name="time">From the moment at which it was due.</param>
    public void Answered(Sending sending, int status, ReadOnlySpan<byte> body, TimeSpan time)
    {
        var isExpected = sending.Status == 400 ? status is >= 400 and < 500 : status == sending.Status;
        lock (_gate)
        {
            Count(sending, time);
            _serverFaults += status >= 500 ? 1 : 0;
            if (!isExpected)
            {
                Note($"{sending.Kind}: {status} {Encoding.UTF8.GetString(body)}");
            }
            else if (sending.Visits is not null || sending.Events != default)
            {
                Add(sending, body);
            }
        }
    }

    /// <summary>Notes that a connection broke.</summary>
    public void Broke(Sending sending, Exception fault)
    {
        lock (_gate)
        {
            Note($"{sending.Kind}: {fault.Message}");
        }
    }

    /// <summary>Notes a caller who went away on purpose.</summary>
    public void HungUp(Sending sending)
    {
        lock (_gate)
        {
            Count(sending, TimeSpan.Zero);
        }
    }

    /// <summary>99th percentile of the requests since the last time it was asked for, in milliseconds.</summary>
    public double TakeRecent()
    {
        lock (_gate)
        {
            var taken = _recent.TotalCount == 0 ? 0 : _recent.GetValueAtPercentile(99) / 1_000.0;
            _recent = new LongHistogram(LongestMicroseconds, 3);
            return taken;
        }
    }

    private void Count(Sending sending, TimeSpan time)
    {
        var micros = Math.Clamp((long)time.TotalMicroseconds, 1, LongestMicroseconds);
        var (count, latency) = _kinds.TryGetValue(sending.Kind, out var known) ? known : (0, new LongHistogram(LongestMicroseconds, 2));
        latency.RecordValue(micros);
        _recent.RecordValue(micros);
        _kinds[sending.Kind] = (count + 1, latency);
        _requests++;
    }

    private void Add(Sending sending, ReadOnlySpan<byte> body)
    {
        var (begin, end) = (body.IndexOf((byte)'{'), body.LastIndexOf((byte)'}')); // a chunk's length stands around it
        using var json = JsonDocument.Parse(body[begin..(end + 1)].ToArray());
        int Field(string name) => json.RootElement.GetProperty(name).GetInt32();
        var became = new Counts(Field("accepted"), Field("late"), Field("duplicates"), Field("ignored"), json.RootElement.GetProperty("rejected").GetArrayLength());
        (_wanted, _acknowledged, _merged) = (_wanted + sending.Events, _acknowledged + became, _merged + Field("merged"));
        foreach (var (visit, name) in became.Accepted > became.Late ? sending.Visits ?? [] : [])
        {
            visit.AcknowledgedAs = name ?? visit.AcknowledgedAs;
        }
    }

    private void Note(string what)
    {
        _unexpectedCount++;
        if (_unexpected.Count < MostExamples)
        {
            _unexpected.Add(what);
        }
    }
}
