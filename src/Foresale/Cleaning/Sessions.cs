using System.Runtime.InteropServices;

namespace Foresale.Cleaning;

/// <summary>
/// Cuts a shopper's events into sessions: the source's where it names them, else 30 minutes without an event end one;
/// in a log without a clock a session is a shopper's day. Rows come in order, so a shopper's last time is all it needs.
/// </summary>
/// <param name="dayResolution">True where times are days.</param>
public sealed class Sessions(bool dayResolution)
{
    /// <summary>Inactivity that ends a session.</summary>
    public const long GapMs = 30 * 60_000;

    private readonly Dictionary<ulong, Last> _last = [];
    private readonly KeySet _given = new();
    private readonly List<ulong> _givenToday = [];
    private long _made;
    private (ulong User, bool Known, Last Last, long Made) _before;

    /// <summary>Distinct sessions so far, those that the source names without the day at hand.</summary>
    public long Count => _made + _given.Count;

    /// <summary>True where the source named any session, without the day at hand.</summary>
    public bool Given => _given.Count > 0;

    /// <summary>Distinct shoppers so far.</summary>
    public long Users => _last.Count;

    /// <summary>The number of the row's session among the shopper's own, from 1; 0 where the source names it.</summary>
    /// <param name="user">Key of the shopper.</param>
    /// <param name="row">The shopper's next event.</param>
    public int Next(ulong user, in EventRow row)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, user, out var known);
        if (row.Text(EventText.SessionId) is { IsEmpty: false } session)
        {
            var key = KeySet.Join(user, KeySet.Key(session));
            if (_givenToday.Count == 0 || _givenToday[^1] != key)
            {
                _givenToday.Add(key);
            }

            last.ArrivalMs = row.ArrivalMs;
            return 0;
        }

        if (!known || Starts(last.Number, last.ArrivalMs, row.ArrivalMs, dayResolution))
        {
            last.Number++;
            _made++;
        }

        last.ArrivalMs = row.ArrivalMs;
        return last.Number;
    }

    /// <summary>Whether an event that names no session begins one.</summary>
    /// <param name="made">Sessions of the shopper that no source named, so far.</param>
    /// <param name="lastMs">Arrival of the shopper's event before, Unix milliseconds.</param>
    /// <param name="arrivalMs">Arrival of the event.</param>
    /// <param name="dayResolution">True where times are days.</param>
    public static bool Starts(int made, long lastMs, long arrivalMs, bool dayResolution) =>
        made == 0 || (dayResolution ? lastMs != arrivalMs : arrivalMs - lastMs > GapMs);

    /// <summary>A day of a shopper begins; no other shopper's rows come before <see cref="EndDay"/>.</summary>
    public void BeginDay(ulong user) => _before = (user, _last.TryGetValue(user, out var last), last, _made);

    /// <summary>The day ends: its sessions count, or are as if they had never been.</summary>
    /// <param name="isTakenBack">True where the day is left out.</param>
    public void EndDay(bool isTakenBack)
    {
        if (!isTakenBack)
        {
            foreach (var key in _givenToday)
            {
                _given.Add(key);
            }
        }
        else
        {
            _made = _before.Made;
            if (_before.Known)
            {
                _last[_before.User] = _before.Last;
            }
            else
            {
                _last.Remove(_before.User);
            }
        }

        _givenToday.Clear();
    }

    private struct Last
    {
        public long ArrivalMs;
        public int Number;
    }
}
