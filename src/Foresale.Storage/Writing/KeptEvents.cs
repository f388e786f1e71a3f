using System.Globalization;
using Foresale.Cleaning;
using Foresale.Events;
using Foresale.Storage.Reading;

namespace Foresale.Storage.Writing;

/// <summary>The rows that cleaning kept: gives them sessions, takes back the days of programs, counts, and hands them to the writer.</summary>
/// <param name="options">What to import, and how.</param>
/// <param name="money">The money of the log.</param>
/// <param name="writer">Receives the rows; null for a dry run.</param>
/// <param name="scan">Hash of the source.</param>
internal sealed class KeptEvents(ImportOptions options, MoneyRule money, EventWriter? writer, Task<SourceScan> scan)
{
    private readonly Sessions _sessions = new(options.Mapping.Time.IsDayResolution);
    private readonly BotFilter _bots = new(options.Mapping.Time.IsDayResolution, options.KeepBots || options.Taken is not null ? RuleAction.Flagged : RuleAction.Dropped);
    private readonly KeySet _items = new();
    private readonly List<ulong> _itemsToday = [];
    private readonly List<ShopEvent> _shown = [];
    private readonly long[] _behaviors = new long[Behaviors.Count];
    private readonly long[] _today = new long[Behaviors.Count];
    private UserDay _userDay;
    private int _shownBefore;
    private byte[] _session = new byte[256];

    /// <summary>Events so far, without the day at hand.</summary>
    public long Events { get; private set; }

    /// <summary>First and last arrival, Unix milliseconds.</summary>
    public (long First, long Last) Span { get; private set; } = (long.MaxValue, long.MinValue);

    /// <summary>Events a behavior, by code.</summary>
    public IReadOnlyList<long> ByBehavior => _behaviors;

    /// <summary>Sessions and shoppers.</summary>
    public Sessions Sessions => _sessions;

    /// <summary>Distinct items so far, without the day at hand.</summary>
    public long Items => _items.Count;

    /// <summary>What the bot filter did.</summary>
    public RuleCount Bots => _bots.Count;

    /// <summary>First events of a dry run.</summary>
    public IReadOnlyList<ShopEvent> Shown => _shown;

    /// <summary>Share of events without a field's value, 0..1.</summary>
    public double Missing(string field) => writer is null || Events == 0 ? 0 : writer.Nulls.GetValueOrDefault(field) / (double)Events;

    /// <summary>The memory of the rows added is about to change.</summary>
    public void EndSource() => writer?.EndSource();

    /// <summary>Adds a kept row.</summary>
    public void Add(in EventRow row)
    {
        var user = KeySet.Key(row.Text(EventText.UserId));
        if (_userDay.Day != row.Day || _userDay.User != user || _userDay.Events == 0)
        {
            EndUserDay(row.Day);
            _userDay = new UserDay { Day = row.Day, User = user, Begin = writer?.Pending ?? 0, First = row.ArrivalMs };
            Array.Clear(_today);
            _bots.Begin();
            _sessions.BeginDay(user);
            _itemsToday.Clear();
            _shownBefore = _shown.Count;
        }

        _bots.Observe(row);
        var session = SessionOf(user, row);
        var currency = row.Price is null || money.CurrencyUtf8.IsEmpty ? row.Text(EventText.Currency) : money.CurrencyUtf8;
        writer?.Add(row, session, currency);
        if (row.Text(EventText.ItemId) is { IsEmpty: false } item)
        {
            _itemsToday.Add(KeySet.Key(item));
        }

        if (writer is null && _shown.Count < options.Show)
        {
            _shown.Add(EventPreview.Of(row, scan.GetAwaiter().GetResult().Hash, session, currency));
        }

        _userDay.Events++;
        _userDay.Last = row.ArrivalMs;
        _today[row.Behavior]++;
    }

    /// <summary>Ends the day of the shopper at hand: a program's is taken back.</summary>
    /// <param name="nextDay">The day of the row that comes; null at the end.</param>
    public void EndUserDay(int? nextDay)
    {
        if (_userDay.Events == 0)
        {
            return;
        }

        var isTakenBack = _bots.End();
        _sessions.EndDay(isTakenBack);
        if (isTakenBack)
        {
            _shown.RemoveRange(_shownBefore, _shown.Count - _shownBefore);
            writer?.Truncate(_userDay.Begin);
        }
        else
        {
            Events += _userDay.Events;
            foreach (var item in _itemsToday)
            {
                _items.Add(item);
            }

            Span = (Math.Min(Span.First, _userDay.First), Math.Max(Span.Last, _userDay.Last));
            for (var code = 0; code < _behaviors.Length; code++)
            {
                _behaviors[code] += _today[code];
            }
        }

        writer?.EndUserDay(DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(_userDay.Day), dayEnds: nextDay != _userDay.Day);
        _userDay.Events = 0;
    }

    private ReadOnlySpan<byte> SessionOf(ulong user, in EventRow row)
    {
        var number = _sessions.Next(user, row);
        if (number == 0)
        {
            return row.Text(EventText.SessionId);
        }

        var name = row.Text(EventText.UserId);
        if (_session.Length < name.Length + 12)
        {
            _session = new byte[name.Length * 2 + 12];
        }

        name.CopyTo(_session);
        _session[name.Length] = (byte)':';
        number.TryFormat(_session.AsSpan(name.Length + 1), out var digits, default, CultureInfo.InvariantCulture);
        return _session.AsSpan(0, name.Length + 1 + digits);
    }

    private struct UserDay
    {
        public int Day;
        public ulong User;
        public int Begin;
        public long Events;
        public long First;
        public long Last;
    }
}
